import { fileOf, records } from './advisories.ts'
import { plantAssets } from './assets.ts'
import { storyClock } from './calendar.ts'
import { rows } from './catalogue.ts'
import { deployments, firmwareDrifting, neverApproved } from './deployments.ts'
import { sites } from './history.ts'
import type { RecordPlan } from './record.ts'
import { newAssets, snapshotDays } from './versions.ts'

/** One act of the year, as somebody at the plant would have asked for it. */
export interface DemoStep {
  /** The clock of this step, RFC 3339 UTC; steps stand in the order of time. */
  at: string
  /** Name of the operation. */
  do: string
  /** What it takes. The text `$NAME.member` stands for that member of what the step `NAME` gave. */
  with: Record<string, unknown>
  /** Bytes that go with it: a file below `data/plant`. */
  file?: string
  /** Advisories that had been fetched by then, all of them: files below `data/plant`. */
  advisories?: string[]
  /** A name for what it gives. */
  as?: string
}

/**
 * `name | other names | website | product | end of support | end of security updates | source`; a line without a name is one more
 * product of the vendor above. Days of invented makers are invented too; the others are what their makers publish.
 */
const vendorTable = `
Talwerk Dosiertechnik (talwerk.example) | Talwerk | https://talwerk.example | FillView | 2027-07-01 | 2027-07-01 | simulated: maintenance contract 2022/17
| | | DosiLine 40 | 2030-01-01 | 2030-01-01 | simulated: maintenance contract 2022/17
| | | CleanView CIP | 2026-01-01 | 2026-01-01 | simulated: letter of 4 March 2025
Kranich Packaging Machines (kranich-pack.example) | Kranich | https://kranich-pack.example | Caser C7 | 2032-01-01 | 2032-01-01 | simulated: machine file
| | | CaseView | 2028-10-01 | 2028-10-01 | simulated: machine file
| | | RetortView | 2031-09-01 | 2031-09-01 | simulated: machine file
Orbiton Vision (orbiton.example) | Orbiton | https://orbiton.example | SealCheck 2020 | 2025-07-01 | 2025-07-01 | simulated: product page
Lumenwaage (lumenwaage.example) | Lumenwaage | https://lumenwaage.example | LW 300 | 2024-01-01 | 2023-01-01 | simulated: telephone call
Brisa Robotics (brisa.example) | Brisa | https://brisa.example | Palletizer P4 | 2029-06-01 | 2027-06-01 | simulated: machine file
| | | BrisaMES server | 2027-01-01 | 2027-01-01 | simulated: licence agreement
Microsoft | | https://www.microsoft.com | Windows Server 2019 | 2029-01-10 | 2029-01-10 | the maker's list of life cycles
| | | Windows 10 IoT Enterprise LTSC 2019 | 2029-01-10 | 2029-01-10 | the maker's list of life cycles
Havelmark Foods (havelmark.example) | Havelmark | https://havelmark.example | | | |
Siemens | | https://www.siemens.com | | | |
Rockwell Automation | | https://www.rockwellautomation.com | | | |
Schneider Electric | | https://www.se.com | | | |
`

const codes = new Map<string, string>(sites.map(({ name, code }) => [name, code]))
const started = `${snapshotDays[0]}T05:30:00Z`
/** An hour of the day of a list, after which it was seen. */
const listed = (day: string) => `${day}T06:00:00Z`
const now = (minutes: number) => new Date(storyClock - minutes * 60_000).toISOString().replace('.000Z', 'Z')

/** The year before the story as acts, in the order of time. */
export function demoSteps(): DemoStep[] {
  const steps = [
    ...siteSteps(),
    ...vendorSteps(),
    ...listSteps(),
    ...feedSteps(),
    ...assetSteps(),
    ...baselineSteps(),
    ...billSteps(),
  ]
  return steps.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

function siteSteps(): DemoStep[] {
  return sites.map(({ code, name }) => ({
    at: started,
    do: 'sites.add',
    with: { code, name, timeZone: 'Europe/Berlin', simulated: true },
  }))
}

function vendorSteps(): DemoStep[] {
  const steps: DemoStep[] = []
  let as = ''
  for (const [name = '', other = '', website = '', product = '', until = '', security = '', source = ''] of rows(
    vendorTable,
  )) {
    if (name !== '') {
      as = `vendor${steps.length}`
      const names = other === '' ? {} : { names: [other] }
      steps.push({ at: started, do: 'vendors.add', with: { name, ...names, website }, as })
    }
    if (product === '') continue
    const said = { vendorId: `$${as}.id`, product, supportUntil: until, securityUntil: security, source }
    steps.push({ at: started, do: 'support.add', with: said })
  }
  return steps
}

/** What each site listed, drew and planned, and the lots as they stand today. */
function listSteps(): DemoStep[] {
  return sites.flatMap(({ code, file }) => {
    const step = (at: string, name: string, source: string): DemoStep => ({
      at,
      do: 'import',
      with: { siteId: code, name, source, timeZone: 'Europe/Berlin' },
      file: `history/${name}`,
    })
    return [
      ...snapshotDays.map(day => step(listed(day), `${file}-assets-${day}.csv`, 'Asset list')),
      step(`${snapshotDays[0]}T07:00:00Z`, `${file}-zones.csv`, 'Zone plan'),
      step(`${snapshotDays[0]}T07:10:00Z`, `${file}-conduits.csv`, 'Zone plan: conduits'),
      step(`${snapshotDays[0]}T07:20:00Z`, `${file}-windows.ics`, 'Plant calendar'),
      step(now(15), `${file}-lots.csv`, 'MES'),
    ]
  })
}

/** Days on which advisories were fetched: what was published later was not known of lots that were made until the next of them. */
const fetchedOn = ['2026-02-20', '2026-05-22', '2026-08-21'] as const

/** What was published by a day, laid against what ran; the rest comes at the end of the year. */
function feedSteps(): DemoStep[] {
  return fetchedOn.map(day => {
    const at = `${day}T06:30:00Z`
    const known = records.filter(record => publishedAt(record) < at).map(record => `advisories/osv/${fileOf(record)}`)
    return { at, do: 'feeds.rematch', with: {}, advisories: known }
  })
}

/** A record that does not say when it was published has its year in its identifier. */
function publishedAt({ id, published }: RecordPlan): string {
  return published ?? `${/-(\d{4})[-:]/.exec(id)?.[1] ?? '2026'}-12-31T00:00:00Z`
}

/** What came between two lists was written down by hand, before anything was approved for it. */
function assetSteps(): DemoStep[] {
  return plantAssets()
    .filter(({ id }) => newAssets.has(id))
    .map(({ id, site, name, vendor, product, version, serial, level, area, line, cell, installed }) => {
      const code = codes.get(site)!
      const place = [code, area, line, cell].join('/')
      const said = {
        tag: id,
        name,
        place,
        level: Number(level),
        vendor,
        product,
        firmware: version,
        serial,
        installedOn: installed,
      }
      return { at: newAssets.get(id)!, do: 'assets.add', with: { siteId: code, ...said } }
    })
}

/** After each list its firmware was looked through and approved, but what was changed without anybody's approval. */
function baselineSteps(): DemoStep[] {
  return snapshotDays.flatMap((day, list) =>
    sites.map(({ name, code }): DemoStep => {
      const there = plantAssets().filter(({ id, site, kind }) => {
        const isThere = site === name && (newAssets.get(id) ?? '') <= day && !neverApproved.has(kind)
        return isThere && (list === 0 || !firmwareDrifting.includes(id))
      })
      const words = { siteId: code, part: 'firmware', reason: `Firmware of the list of ${day} was looked through` }
      return {
        at: `${day}T14:00:00Z`,
        do: 'deployments.baseline',
        with: { ...words, assets: there.map(({ id }) => id) },
      }
    }),
  )
}

/** An asset has one line of time for its bills, whatever its subject is called in them. */
const part = 'software'

function billSteps(): DemoStep[] {
  return deployments().map(({ site, asset, bom, kind, from }) => ({
    at: from,
    do: kind === 'observed' ? 'boms.upload' : 'boms.approve',
    with: { siteId: codes.get(site), assetId: asset, part, validFrom: from, name: bom.split('/').at(-1) },
    file: bom,
  }))
}

/** The steps as the file that `serve --demo` reads: one step a line. */
export function demoJson(): string {
  return `[\n${demoSteps()
    .map(step => `  ${JSON.stringify(step)}`)
    .join(',\n')}\n]\n`
}
