import { type Asset, plantAssets } from './assets.ts'
import { rows } from './catalogue.ts'
import { zoneOf, zones } from './zones.ts'

/** `tag | version | until`: what ran until a day of the year before the story, the latest first for assets with several. */
const changes = `
NH-PLC-M110 | V2.9.2 | 2026-01-03
NH-PLC-L1-01 | V2.9.2 | 2026-01-03
NH-SPLC-L1-01 | V2.9.2 | 2026-01-03
NH-PLC-L2-01 | V2.9.2 | 2026-01-04
NH-IO-L2-01 | V4.2.0 | 2026-01-04
NH-DRV-L1-01 | V5.2 SP3 HF9 | 2026-08-09
NH-SW-L1-01 | V4.1.3 | 2026-05-09
NH-SW-L1-02 | V4.1.3 | 2026-05-09
NH-SW-L2-01 | V4.1.3 | 2026-05-10
NH-FW-L1 | V7.1 | 2026-05-09
NH-FW-N1 | 7.2.5 | 2026-03-04
NH-SW-N1 | 17.6.5 | 2026-04-07
NH-SW-C1 | 17.9.4 | 2026-04-07
NH-AD-N1 | 10.0.17763.5936 | 2026-06-02
NH-ENG-N1 | 10.0.17763.5936 | 2026-06-02
NH-SCADA-N1 | V7.5 SP2 Update 5 | 2026-08-10
NH-MES-SRV-N | 9.2.0 | 2026-08-11
NH-DOS-120 | 4.1.6 | 2026-02-14
NH-DOS-121 | 4.1.6 | 2026-02-14
NH-DOS-L2-01 | 4.1.6 | 2026-02-15
NH-GW-L1 | 1.6.2 | 2026-03-14
NH-GW-L2 | 1.6.2 | 2026-03-15
NH-ANA-N1 | 2.2.0 | 2026-06-16
NH-LAB-L1-03 | 2.2.4 | 2026-11-17
NH-LAB-L2-03 | 2.2.4 | 2026-11-17
NH-EDGE-N1 | 12.2 | 2026-10-05
NH-EDGE-N2 | 12.2 | 2026-10-05
SA-SW-L6-01 | V4.1.3 | 2026-08-06
SA-PLC-L6-01 | V2.8.1 | 2026-08-06
SA-FW-S2 | 7.0.11 | 2026-03-05
SA-SW-S1 | 17.3.7 | 2026-08-12
SA-AD-S1 | 10.0.17763.5458 | 2026-06-04
SA-ENG-S1 | 10.0.17763.5458 | 2026-06-04
SA-HMI-T510 | 2.2.0 | 2026-09-14
SA-DOS-L6-01 | 4.1.6 | 2026-02-21
SA-LAB-L6-03 | 2.2.4 | 2026-11-17
SA-ANA-S1 | 2.2.0 | 2026-10-20
SA-EDGE-S1 | 12.2 | 2026-10-05
`

/** The last day of each version that ran before the one of today. */
const older = new Map(rows(changes).map(([tag = '', version = '', until = '']) => [tag, { version, until }]))
/** Assets that came in the year, and when they were written down. */
export const newAssets: ReadonlyMap<string, string> = new Map([['NH-HIST-N2', '2026-10-08T08:30:00Z']])

/** Days on which each site lists what it has. */
export const snapshotDays = ['2025-11-21', '2026-02-20', '2026-05-22', '2026-08-21', '2026-11-20'] as const

/** How many assets changed their version in the year. */
export const changedAssets = older.size

export function versionOn({ id, version }: Asset, day: string): string {
  const before = older.get(id)
  return before !== undefined && day < before.until ? before.version : version
}

/**
 * What a site listed on a day. The last list has all that is known: zones, addresses, criticality, owner, support; those before tell
 * versions.
 */
export function snapshotCsv(site: string, day: string): string {
  const assets = plantAssets().filter(asset => asset.site === site && (newAssets.get(asset.id) ?? '') <= day)
  const whole = day === snapshotDays.at(-1)
  const columns = whole ? [...brief, ...more] : day === snapshotDays[0] ? [...brief, ...places] : brief
  const lines = assets.map(asset => columns.map(([, of]) => cell(of(asset, day))).join(','))
  return `${[columns.map(([name]) => name).join(','), ...lines].join('\n')}\n`
}

type Column = readonly [name: string, of: (asset: Asset, day: string) => string]

const brief: readonly Column[] = [
  ['tag', asset => asset.id],
  ['name', asset => asset.name],
  ['vendor', asset => asset.vendor],
  ['product', asset => asset.product],
  ['order number', asset => asset.order],
  ['firmware', versionOn],
  ['last seen', (_, day) => `${day}T05:00:00Z`],
  ['simulated', () => 'true'],
]
const places: readonly Column[] = [
  ['site', asset => asset.site],
  ['area', asset => asset.area],
  ['line', asset => asset.line],
  ['cell', asset => asset.cell],
  ['kind', asset => asset.kind],
  ['purdue level', asset => asset.level],
  ['serial', asset => asset.serial],
]
const more: readonly Column[] = [
  ...places,
  ['zone', asset => zoneOf(asset).name],
  ['ip address', asset => addresses().get(asset.id)?.ip ?? ''],
  ['mac address', asset => addresses().get(asset.id)?.mac ?? ''],
  ['criticality', asset => asset.criticality],
  ['safety criticality', asset => (asset.kind === 'safety-plc' ? 'critical' : '')],
  ['quality criticality', asset => (quality.has(asset.kind) ? 'high' : '')],
  ['downtime cost per hour', asset => (asset.level === '1' && asset.criticality === 'high' ? costs[asset.site]! : '')],
  ['owner', asset => (Number(asset.level) >= 4 ? 'IT' : asset.level === '3.5' ? 'IT/OT' : 'OT')],
  ['installed on', asset => asset.installed],
  ['expected life years', asset => (Number(asset.level) <= 1 ? '15' : '7')],
  ['never patched', asset => (unpatched.has(asset.id) ? 'yes' : '')],
]

const quality = new Set([
  'dosing-controller',
  'checkweigher',
  'vision-system',
  'label-station',
  'weigh-terminal',
  'camera',
])
const costs: Readonly<Record<string, string>> = { Nordhafen: '8400', Südaue: '5200' }
const unpatched = new Set(['SA-PLC-B530', 'SA-SER-B530', 'SA-PLC-K520', 'NH-CAM-L1-02', 'NH-CAM-L2-02'])

let known: ReadonlyMap<string, { ip: string; mac: string }> | undefined

/** Private addresses in the network of the zone, and hardware addresses of nobody (locally administered); sensors on a bus have none. */
function addresses(): ReadonlyMap<string, { ip: string; mac: string }> {
  if (known) return known
  const taken = new Map<number, number>()
  known = new Map(
    plantAssets().flatMap(asset => {
      const { net } = zoneOf(asset)
      const host = (taken.get(net) ?? 10) + 1
      taken.set(net, host)
      if (asset.level === '0') return []
      const mac = ['02', '00', '5e', net, host, zones.length].map(part =>
        typeof part === 'string' ? part : part.toString(16).padStart(2, '0'),
      )
      return [[asset.id, { ip: `10.77.${net}.${host}`, mac: mac.join(':') }] as const]
    }),
  )
  return known
}

function cell(text: string): string {
  return /[,"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
