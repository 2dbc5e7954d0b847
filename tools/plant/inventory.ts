import { type Asset, plantAssets } from './assets.ts'

const columns = [
  ['asset_id', (asset: Asset) => asset.id],
  ['site', (asset: Asset) => asset.site],
  ['area', (asset: Asset) => asset.area],
  ['line', (asset: Asset) => asset.line],
  ['cell', (asset: Asset) => asset.cell],
  ['name', (asset: Asset) => asset.name],
  ['kind', (asset: Asset) => asset.kind],
  ['purdue_level', (asset: Asset) => asset.level],
  ['vendor', (asset: Asset) => asset.vendor],
  ['product', (asset: Asset) => asset.product],
  ['order_number', (asset: Asset) => asset.order],
  ['version', (asset: Asset) => asset.version],
  ['serial', (asset: Asset) => asset.serial],
  ['installed', (asset: Asset) => asset.installed],
  ['criticality', (asset: Asset) => asset.criticality],
  ['bom', (asset: Asset) => asset.bom],
  ['simulated', () => 'true'],
] as const

/** Every asset, comma-separated UTF-8, one header line. */
export function assetsCsv(): string {
  const lines = [columns.map(([name]) => name).join(',')]
  for (const asset of plantAssets()) lines.push(columns.map(([, of]) => cell(of(asset), ',')).join(','))
  return `${lines.join('\n')}\n`
}

/** English product kinds as a German maintenance department writes them. */
const german: Readonly<Record<string, string>> = {
  plc: 'Steuerung',
  'plc-module': 'Kommunikationsbaugruppe',
  'remote-io': 'Dezentrale Peripherie',
  drive: 'Umrichter',
  'hmi-panel': 'Bediengerät',
  hmi: 'Bedienstation',
  'pressure-sensor': 'Druckmessgerät',
  'level-sensor': 'Füllstandmessgerät',
  'serial-server': 'Schnittstellenwandler',
  'io-link-master': 'IO-Link-Master',
  camera: 'Prüfkamera',
  checkweigher: 'Kontrollwaage für Schalen',
  'packaging-machine': 'Kartonpacker',
  'dosing-controller': 'Dosiergerät',
  switch: 'Netzwerkverteiler',
  router: 'Router',
  'vision-system': 'Prüfsystem',
}

const germanPlaces = [
  ['Line', 'Linie'],
  ['Retort', 'Autoklav'],
  ['Kettle', 'Kessel'],
  ['Tank farm', 'Tanklager'],
  ['Filler', 'Füller'],
  ['Sealer', 'Verschließer'],
  ['Caser', 'Packer'],
] as const

/** What a spreadsheet makes of versions it takes for numbers: `33.011` becomes `33,011`, `3.40` loses its zero. */
function asSpreadsheetNumber(version: string): string {
  const plain = version.replace(/^V/, '')
  return /^\d+\.\d+$/.test(plain) ? String(Number(plain)).replace('.', ',') : version
}

/** The list of site Südaue as its workshop keeps it: semicolons, title rows, CRLF, Windows-1252. */
export function anlagenliste(): Uint8Array {
  const head = [
    'Inventar-Nr.',
    'Anlage',
    'Bezeichnung',
    'Hersteller',
    'Typ',
    'Bestell-Nr.',
    'FW-Stand',
    'Serien-Nr.',
    'Einbau',
    'Bemerkung',
  ]
  const empty = ';'.repeat(head.length - 1)
  const lines = [
    `Anlagenliste Werk Südaue – SIMULIERT, kein echtes Werk${empty}`,
    `Stand KW 46/2026; gepflegt von ot-engineer@havelmark.example${empty.slice(1)}`,
    empty,
    head.join(';'),
  ]
  for (const asset of anlagen()) {
    const [year, month, day] = asset.installed.split('-')
    const place = germanPlaces.reduce((text, [from, to]) => text.replace(from, to), `${asset.line} / ${asset.cell}`)
    const remark =
      asset.level === '0' ? 'Prüfung jährlich' : asset.criticality === 'high' ? 'Änderung nur in KW 32/52' : ''
    lines.push(
      [
        asset.id,
        place,
        german[asset.kind] ?? asset.kind,
        asset.vendor,
        asset.product,
        asset.order,
        asSpreadsheetNumber(asset.version),
        asset.serial,
        `${day}.${month}.${year}`,
        remark,
      ]
        .map(text => cell(text, ';'))
        .join(';'),
    )
  }
  return windows1252(`${lines.join('\r\n')}\r\n`)
}

/** The assets of Südaue that its workshop looks after: the field, the lines, no servers. */
export function anlagen(): Asset[] {
  return plantAssets()
    .filter(
      asset => asset.site === 'Südaue' && ['0', '1', '2'].includes(asset.level) && german[asset.kind] !== undefined,
    )
    .slice(0, 25)
}

function cell(text: string, delimiter: string): string {
  return text.includes(delimiter) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text
}

function windows1252(text: string): Uint8Array {
  return Buffer.from(text.replaceAll('–', '\x96'), 'latin1')
}
