import { noteList } from '#base'
import { loadWorkbook, type Paper } from '#boms'
import { roleTable, tableLayout } from '../import-columns.ts'
import type { ImportChoices, Imported, ImportFormat, ImportHead } from '../import-format.ts'
import { inventoryTable } from '../import-inventory.ts'
import { imported } from '../import-made.ts'
import { refusedList, type Why } from '../import-refused.ts'
import { type ConduitRow, type LevelVector, stated, type ZoneRow } from '../import-row.ts'
import { readTables, type TableRow, type TableWanted } from '../import-rows.ts'
import { truthOf } from '../import-value.ts'

/**
 * Zones and conduits of IEC 62443-3-2 as tables: zone, parent, SL-T, SL-C, SL-A; and from, to, protocol, port. They stand in two files, two
 * sheets, one below the other, or with a row of either kind under one header. A level is one number for all seven foundational
 * requirements, or seven (`{2 2 0 1 3 1 3}`).
 */
export const zones: ImportFormat = {
  id: 'zones',
  label: 'zones and conduits (CSV, XLSX)',
  takes: 'zones with SL-T, SL-C and SL-A, as one number or seven; conduits with protocol and port',
  leaves: 'columns nobody knows',
  kind: 'zones',
  sniff,
  prepare: loadWorkbook,
  read,
}

const wanted: TableWanted = {
  table: roleTable({
    zone: 'zone zonename zoneid name zonenname',
    parent: 'parent parentzone parentid uebergeordnet uebergeordnetezone oberzone',
    target: 'slt sltarget targetsl targetlevel securityleveltarget securitylevel sl zielsl sltvector',
    capability: 'slc slcapability capabilitysl securitylevelcapability',
    achieved: 'sla slachieved achievedsl securitylevelachieved istsl',
    description: 'description beschreibung comment remark remarks bemerkung kommentar',
    from: 'from fromzone source sourcezone von vonzone quelle',
    to: 'to tozone destination destinationzone target targetzone nach nachzone ziel',
    protocol: 'protocol protocols protokoll protokolle service dienst',
    port: 'port ports portnumber portnummer destinationport',
    conduit: 'conduit conduitname conduitid leitung verbindung',
    simulated: 'simulated simuliert',
  }),
  wanted: roles =>
    (roles.has('from') && roles.has('to')) ||
    (roles.has('zone') && ['parent', 'target', 'capability', 'achieved'].some(role => roles.has(role))),
  missing: 'names zones or conduits',
  example: 'zone,parent,SL-T or conduit,from,to,protocol,port',
  sections: true,
}

function sniff({ tables }: ImportHead): boolean {
  return tables.some(({ text }) => {
    const roles = tableLayout(text, wanted.table, wanted.wanted)?.roles
    if (!roles) return false
    const levels = ['target', 'capability', 'achieved'].some(role => roles.has(role))
    const conduits = roles.has('from') && ['zone', 'conduit', 'protocol', 'port'].some(role => roles.has(role))
    return (
      levels ||
      conduits ||
      (!roles.has('from') && tableLayout(text, inventoryTable.table, inventoryTable.wanted) === undefined)
    )
  })
}

function read(paper: Paper, choices: ImportChoices = {}): Imported {
  const notes = noteList()
  const refused = refusedList(paper.name || 'standard input')
  const { columns, mapping, rows } = readTables(paper, choices, wanted, notes, refused)
  const found: ZoneRow[] = []
  const conduits: ConduitRow[] = []
  const names = new Set<string>()
  for (const row of rows) {
    const made = conduitOf(row) ?? zoneOf(row, names)
    if ('code' in made) refused.add(row.place, row.cells, made)
    else if ('from' in made) conduits.push(made)
    else {
      names.add(made.name)
      found.push(made)
    }
  }
  for (const { row, from, to } of conduits)
    for (const name of [from, to])
      if (found.length > 0 && !names.has(name))
        notes.add('zone-not-named', `the zone ${JSON.stringify(name)} of a conduit is not in the paper`, `${row}`)
  return imported(zones, { columns, mapping, zones: found, conduits, refused: refused.rows, notes: notes.notes })
}

function conduitOf({ said, place }: TableRow): ConduitRow | Why | undefined {
  const [from, to] = [said('from'), said('to')]
  if (from === undefined && to === undefined) return undefined
  if (from === undefined || to === undefined)
    return { code: 'conduit-open', reason: 'A conduit has only one end.', next: 'Name the zone at each of its ends.' }
  return {
    row: place,
    ...stated<Omit<ConduitRow, 'row' | 'simulated' | 'from' | 'to'>>({
      name: said('conduit') ?? said('zone'),
      protocol: said('protocol'),
      port: said('port'),
    }),
    from,
    to,
    simulated: truthOf(said('simulated') ?? '') === true,
  }
}

function zoneOf({ said, place }: TableRow, names: ReadonlySet<string>): ZoneRow | Why {
  const name = said('zone')
  if (name === undefined) return { code: 'no-zone', reason: 'It names no zone.', next: 'Write the name of the zone.' }
  if (names.has(name))
    return {
      code: 'zone-twice',
      reason: `The zone ${JSON.stringify(name)} stands above already.`,
      next: 'Keep one row for each zone.',
    }
  const levels: Partial<Record<'slTarget' | 'slCapability' | 'slAchieved', LevelVector>> = {}
  for (const [role, key] of [
    ['target', 'slTarget'],
    ['capability', 'slCapability'],
    ['achieved', 'slAchieved'],
  ] as const) {
    const text = said(role)
    if (text === undefined) continue
    const vector = vectorOf(text)
    if (vector === undefined)
      return {
        code: 'level-not-read',
        reason: `${JSON.stringify(text)} is no security level.`,
        next: 'Write one number from 0 to 4, or seven in the order of the foundational requirements.',
      }
    levels[key] = vector
  }
  return {
    row: place,
    ...stated<Pick<ZoneRow, 'parent' | 'description'>>({ parent: said('parent'), description: said('description') }),
    name,
    ...levels,
    simulated: truthOf(said('simulated') ?? '') === true,
  }
}

/** One level for all requirements (IEC 62443-3-3, annex A), or a vector as in its A.3: `{2 2 0 1 3 1 3}`. */
function vectorOf(text: string): LevelVector | undefined {
  const plain = text.slice(0, 100).replace(/^sl\s*-?\s*[tca]?\s*[=:]?\s*/i, '')
  const numbers = plain
    .split(/[^\d]+/)
    .filter(part => part !== '')
    .map(Number)
  if (numbers.some(number => number > 4) || /[a-z.]/i.test(plain)) return undefined
  const [one] = numbers
  if (numbers.length === 1) return [one!, one!, one!, one!, one!, one!, one!]
  return numbers.length === 7 ? (numbers as unknown as LevelVector) : undefined
}
