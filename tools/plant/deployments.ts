import { type Asset, plantAssets } from './assets.ts'
import type { BomPlan } from './boms.ts'
import { historyStart } from './calendar.ts'
import { rows } from './catalogue.ts'

const talwerk = 'Talwerk Dosiertechnik (talwerk.example)'
const kranich = 'Kranich Packaging Machines (kranich-pack.example)'
const own = 'Havelmark Foods (havelmark.example)'

/** Bills of software that ran in the year before the story, and of one that was approved and not yet installed. */
export const olderPlans: readonly BomPlan[] = [
  {
    file: 'label-station-2.2.4.cdx.json',
    format: 'json',
    spec: '1.6',
    at: '2025-03-10T06:00:00Z',
    maker: own,
    subject: 'application Label station@2.2.4',
    tree: `
npm/axios@1.7.4
  npm/follow-redirects@1.15.6
  npm/form-data@4.0.0
npm/ws@8.17.1
npm/bwip-js@4.3.2`,
  },
  {
    file: 'hmi-retort-2.2.0.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2023-06-05T10:00:00Z',
    maker: kranich,
    subject: 'application RetortView@2.2.0',
    tree: `
pypi/flask@2.3.2
  pypi/jinja2@3.1.2
  pypi/werkzeug@2.3.4
pypi/requests@2.30.0
  pypi/urllib3@2.0.2
  pypi/idna@3.4
pypi/pillow@9.5.0`,
  },
  {
    file: 'hmi-filler-5.2.4.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2026-11-05T08:00:00Z',
    maker: talwerk,
    subject: 'application FillView@5.2.4',
    tree: `
npm/express@4.19.2
  npm/body-parser@1.20.2
  npm/qs@6.11.0
npm/ws@8.18.0
npm/lodash@4.17.21
npm/jquery@3.7.1
npm/%40talwerk/recipe-store@3.4.0
  npm/lodash@4.17.21
  npm/uuid@9.0.1`,
  },
  {
    file: 'edge-host-12.2.cdx.json',
    format: 'json',
    spec: '1.6',
    at: '2025-10-06T03:00:00Z',
    maker: own,
    subject: 'operating-system edge-host@12.2',
    tree: `
deb/debian/openssh@1:9.2p1-2%2Bdeb12u1?arch=source&distro=debian-12
deb/debian/openssh-server@1:9.2p1-2%2Bdeb12u1?arch=amd64&distro=debian-12&upstream=openssh
  deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12&upstream=openssl
deb/debian/docker.io@20.10.24%2Bdfsg1-1%2Bb3?arch=amd64&distro=debian-12
deb/debian/curl@7.88.1-10%2Bdeb12u4?arch=amd64&distro=debian-12`,
  },
  {
    file: 'line-gateway-1.6.2.cdx.json',
    format: 'json',
    spec: '1.6',
    at: '2024-02-01T08:00:00Z',
    maker: own,
    subject: 'application Line gateway@1.6.2',
    tree: `
golang/stdlib@1.20.12
golang/golang.org/x/crypto@v0.14.0
  golang/golang.org/x/sys@v0.13.0
golang/golang.org/x/net@v0.17.0`,
  },
  {
    file: 'edge-analytics-2.2.0.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2024-03-11T08:00:00Z',
    maker: own,
    subject: 'application Edge analytics@2.2.0',
    tree: `
pypi/requests@2.31.0
  pypi/urllib3@2.2.1
  pypi/idna@3.6
pypi/redis@4.5.5
pypi/numpy@1.26.4`,
  },
]

/** One bill on one asset over a time: `until` empty while it runs. Times are RFC 3339 UTC. */
export interface PlannedDeployment {
  asset: string
  site: string
  /** Its file below `data/plant`. */
  bom: string
  kind: 'observed' | 'approved'
  from: string
  until: string
}

/** `tag | bill before (empty: none) | changed at | approved at, - when not approved`. */
const changeTable = `
NH-GW-L1 | line-gateway-1.6.2.cdx.json | 2026-03-14T07:30:00Z | 2026-03-09T09:00:00Z
NH-GW-L2 | line-gateway-1.6.2.cdx.json | 2026-03-15T07:30:00Z | 2026-03-09T09:00:00Z
NH-ANA-N1 | edge-analytics-2.2.0.cdx.json | 2026-06-16T20:30:00Z | 2026-06-12T09:00:00Z
SA-ANA-S1 | edge-analytics-2.2.0.cdx.json | 2026-10-20T19:10:00Z | -
SA-HMI-T510 | hmi-retort-2.2.0.cdx.json | 2026-09-14T06:00:00Z | 2026-09-10T08:00:00Z
NH-EDGE-N1 | edge-host-12.2.cdx.json | 2026-10-05T20:15:00Z | 2026-10-01T09:00:00Z
NH-EDGE-N2 | edge-host-12.2.cdx.json | 2026-10-05T20:40:00Z | 2026-10-01T09:00:00Z
SA-EDGE-S1 | edge-host-12.2.cdx.json | 2026-10-05T21:20:00Z | 2026-10-01T09:00:00Z
NH-HIST-N2 | | 2026-10-12T07:00:00Z | 2026-10-08T09:00:00Z
NH-LAB-L1-03 | label-station-2.2.4.cdx.json | 2026-11-17T05:50:00Z | 2026-11-16T13:00:00Z
NH-LAB-L2-03 | label-station-2.2.4.cdx.json | 2026-11-17T06:20:00Z | 2026-11-16T13:00:00Z
SA-LAB-L6-03 | label-station-2.2.4.cdx.json | 2026-11-17T13:10:00Z | -
`
/** Approved and not yet there. */
const waiting = { asset: 'NH-HMI-L2-11', bom: 'history/boms/hmi-filler-5.2.4.cdx.json', at: '2026-11-09T09:00:00Z' }
/** What three assets run is not what was approved for them. */
export const drifting: readonly string[] = ['SA-ANA-S1', 'SA-LAB-L6-03', waiting.asset]
/** Their firmware was changed and nobody approved it: that of two of them with their software, and that of a switch. */
export const firmwareDrifting: readonly string[] = ['SA-ANA-S1', 'SA-LAB-L6-03', 'SA-SW-S1']
/** Kinds for which nobody ever approved anything. */
export const neverApproved = new Set(['dashboard', 'agv-fleet', 'robot-cell', 'checkweigher', 'opc-ua-bridge'])

const start = `${historyStart}T15:00:00Z`

/** Every deployment of the year, in the order of time. */
export function deployments(): PlannedDeployment[] {
  const changed = new Map(rows(changeTable).map(([tag = '', bom = '', at = '', ok = '']) => [tag, { bom, at, ok }]))
  return plantAssets()
    .filter(({ bom }) => bom !== '')
    .flatMap(asset => lineOf(asset, changed.get(asset.id)))
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
}

function lineOf(asset: Asset, change: { bom: string; at: string; ok: string } | undefined): PlannedDeployment[] {
  const of = (bom: string, kind: PlannedDeployment['kind'], from: string, until: string) => ({
    ...{ asset: asset.id, site: asset.site, bom, kind, from, until },
  })
  const now = `boms/${asset.bom}`
  const before = change === undefined || change.bom === '' ? undefined : `history/boms/${change.bom}`
  const observed =
    change === undefined
      ? [of(now, 'observed', start, '')]
      : [...(before ? [of(before, 'observed', start, change.at)] : []), of(now, 'observed', change.at, '')]
  if (neverApproved.has(asset.kind)) return observed
  if (asset.id === waiting.asset)
    return [...observed, of(now, 'approved', start, waiting.at), of(waiting.bom, 'approved', waiting.at, '')]
  if (change === undefined) return [...observed, of(now, 'approved', start, '')]
  if (change.ok === '-') return [...observed, of(before!, 'approved', start, '')]
  return [
    ...observed,
    ...(before ? [of(before, 'approved', start, change.ok)] : []),
    of(now, 'approved', change.ok, ''),
  ]
}

/** All of them as a list. */
export function deploymentsCsv(): string {
  const lines = deployments().map(({ site, asset, bom, kind, from, until }) =>
    [site, asset, bom, kind, from, until, 'true'].join(','),
  )
  return `${['site,asset,bom,kind,from,until,simulated', ...lines].join('\n')}\n`
}
