import { type Delimiter, delimiters, rowsOf } from './table.ts'

/** What a column of an inventory tells. */
export type Role = 'id' | 'vendor' | 'supplier' | 'product' | 'order' | 'version' | 'purl' | 'cpe'

/** Where the header is, and the columns of each role, the best one first. */
export interface Layout {
  delimiter: Delimiter
  /** Row number of the header. */
  row: number
  width: number
  columns: ReadonlyMap<Role, readonly number[]>
  /** Headers that two columns have, of which only one counts where both are filled. */
  repeated: readonly string[]
}

/**
 * Names of columns, English and German, by role, the most telling first; letters and digits only, umlauts as two
 * letters. Sources: exports of inventory tools for plants and hand-made plant spreadsheets.
 */
const names: Record<Role, string> = {
  id: `assetid assetnumber assetno assetnr assettag asset tag tagname tagnumber tagno tagnr anlagenkennzeichen kennzeichen akz kks bmk
    betriebsmittelkennzeichen aks ident id sysid uuid resourceid deviceid geraeteid equipmentid equipmentnumber equipmentno equipment
    inventorynumber inventoryno inventoryid inventarnummer inventarnr hostname serial serialnumber serialno serialnr sn seriennummer
    seriennr fabriknummer fabriknr`,
  vendor: `vendor vendorname manufacturer manufacturername maker make brand oem mfr mfg mfgr hersteller herstellername fabrikat marke produzent`,
  supplier: `supplier suppliername lieferant lieferantname distributor`,
  product: `product productname produkt produktname model modelname modell modellname productmodel devicemodel modelnumber modelno produktbezeichnung
    typbezeichnung geraetetyp devicetype type typ device geraet component componentname komponente baugruppe package packagename paket
    software softwarename application applicationname anwendung hardware artikel artikelbezeichnung designation bezeichnung name
    displayname assetname description beschreibung`,
  order: `ordernumber orderno ordernr ordercode orderid mlfb bestellnummer bestellnr bestnr artikelnummer artikelnr artnr articlenumber articleno
    articlenr catalognumber catalogno catalognr catalog cataloguenumber catalogueno catno partnumber partno partnr pn mpn materialnumber
    materialno materialnummer materialnr sachnummer sachnr teilenummer teilenr itemnumber itemno sku productnumber productcode produktnummer`,
  version: `firmwareversion firmware fwversion fw fwver firmwarestand fwstand firmwarerevision firmwarerev fwrevision fwrev firmwarerelease version ver
    versionnumber versionno versionsnummer versionsnr softwareversion swversion swver softwarestand swstand softwarerevision swrev
    productversion produktversion packageversion applicationversion appversion sw softwarerelease release revision rev stand versionsstand
    ausgabestand osversion`,
  purl: 'purl packageurl',
  cpe: 'cpe cpe23 cpename cpeuri',
}

let roles: Map<string, { role: Role; rank: number }> | undefined

/** What a name says; the table of names is made for the first of them, since most scans read no inventory. */
function named(name: string): { role: Role; rank: number } | undefined {
  if (roles === undefined) {
    roles = new Map()
    for (const [role, list] of Object.entries(names) as [Role, string][])
      for (const [rank, each] of list.trim().split(/\s+/).entries()) roles.set(each, { role, rank })
  }
  return roles.get(name)
}

/** Words that say nothing of the role: `Installed version`, `Aktueller Firmwarestand`, `Device vendor`. */
const filler =
  /^(?:current|installed|actual|running|asset|device|product|the|aktuelle[rs]?|installierte[rs]?|ist|geraete?|produkt)(?=.)/

/** The role of one header cell; undefined for a column that is of no use here. */
export function roleOf(header: string): { role: Role; rank: number } | undefined {
  if (header.length > 100) return undefined
  const whole = plainHeader(header)
  const found = named(whole) ?? named(plainHeader(header.replace(/[([{].*$/, '')))
  if (found) return found
  const parts = header.split(/[/,&+]|\b(?:or|oder|und|and)\b/i).map(part => named(plainHeader(part)))
  if (parts.length > 1 && parts.some(part => part))
    return parts.find(part => part?.role === 'order') ?? parts.find(part => part)
  const rest = whole.replace(filler, '')
  return rest === whole ? undefined : named(rest)
}

/** Letters and digits of a header. */
export function plainHeader(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/[^a-z0-9]/g, '')
}

/** Rows looked at for the header: exports put titles, dates and filters above it. */
const headerWithin = 25

/**
 * Finds delimiter and header at once: the row among the first ones that names most roles, with a product and a version
 * among them, or package URLs, which say both. Undefined when there is none. `text` is the start of the table.
 */
export function layoutOf(text: string): Layout | undefined {
  let best: Layout | undefined
  const start = text.slice(0, 16384)
  if (!/[,;\t|]/.test(start)) return undefined
  for (const delimiter of delimiters) {
    if (!start.includes(delimiter)) continue
    for (const { cells, number } of rowsOf(start, delimiter)) {
      if (number > headerWithin) break
      if (cells.length < 2 || cells.length > 500) continue
      const columns = columnsOf(cells)
      const both = columns.has('version') && (columns.has('product') || columns.has('order'))
      if (!both && !columns.has('purl')) continue
      if (!best || columns.size > best.columns.size)
        best = { delimiter, row: number, width: cells.length, columns, repeated: repeatedIn(cells) }
    }
  }
  return best
}

function repeatedIn(cells: readonly string[]): string[] {
  const known = cells.filter(cell => roleOf(cell) !== undefined)
  const groups = Map.groupBy(known, plainHeader)
  return [...groups.values()].flatMap(([first, second]) => (second === undefined ? [] : [first!.trim()]))
}

function columnsOf(cells: readonly string[]): Map<Role, number[]> {
  const ranked = new Map<Role, { index: number; rank: number }[]>()
  for (const [index, cell] of cells.entries()) {
    const found = roleOf(cell)
    if (!found) continue
    const list = ranked.get(found.role)
    if (list) list.push({ index, rank: found.rank })
    else ranked.set(found.role, [{ index, rank: found.rank }])
  }
  return new Map(
    [...ranked].map(([role, list]) => [role, list.sort((a, b) => a.rank - b.rank).map(({ index }) => index)]),
  )
}
