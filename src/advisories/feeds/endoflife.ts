import { quoted } from '#base'
import { coordinatesOf, type Ecosystem, parsePurl } from '#identity'
import type { Advisory, Affected } from '../advisory.ts'
import { isNumbers, type ReleaseCycle, runsOf } from '../cycle-runs.ts'
import type { Feed } from '../feed.ts'
import type { AdvisoryFormat, FeedFile, Taker } from '../format.ts'
import { jsonRecords } from '../records.ts'

/** Real products have at most some 440 release cycles and a dozen packages that can be looked up. */
const mostCycles = 5_000
const mostClaims = 10_000
const mostIdentifiers = 1_000

/**
 * Products of endoflife.date: the front matter of its pages as a list, and its API v1 (one product, or all in full). The
 * older API, a list of cycles, does not say of which product it speaks and is not recognised.
 */
const reader: AdvisoryFormat = {
  id: 'endoflife',
  label: 'endoflife.date',
  versions: ['1'],
  takes: 'ended release cycles of products that are packages, with their day',
  leaves: 'products without a package, releases, long-term support days',
  sniff: ({ text }) =>
    /^\s*[[{]/.test(text) &&
    ((/"permalink"\s*:/.test(text) && /"releaseCycle"\s*:/.test(text)) ||
      (/"result"\s*:/.test(text) && /"releases"\s*:/.test(text) && /"isEol"\s*:/.test(text))),
  read(file, into) {
    const products: Product[] = []
    for (const [value, at] of jsonRecords(file.bytes, file.limits, file.name, into.refused))
      for (const [product, place] of productsIn(value, at)) {
        const read = readProduct(product, place, file, into)
        if (read) products.push(read)
      }
    const snapshot = newest(products.flatMap(({ seen }) => seen ?? []))
    for (const product of products)
      for (const advisory of advisoriesOf(product, snapshot, into)) into.advisory(advisory)
  },
}

/** Of these the names of releases are the versions; a repository of GitHub has tags of any form. */
const covered = ['cargo', 'gem', 'golang', 'hex', 'npm', 'nuget', 'pypi']

/**
 * endoflife.date as a source of claims: a record `EOL-<product>-<cycle>` for each release cycle that nobody maintains any
 * more at the time of the build. That is no vulnerability, and there is no vector for it: a scan shows a component of such a
 * cycle as affected, with severity unknown, which meets `--fail-on any` and leaves every threshold of severity undecided.
 * Support that is paid for after the end of life is not considered.
 */
export const endoflife: Feed = {
  id: 'endoflife',
  about: 'endoflife.date: release cycles that are no longer maintained',
  reader,
  lifecycle: true,
  covers: covered,
  maxAge: 30,
  prefixes: ['EOL-'],
  source: {
    originals: [
      {
        path: 'endoflife/products-full.json',
        url: 'https://endoflife.date/api/v1/products/full',
        mostBytes: 64 * 1024 ** 2,
      },
    ],
    usual: true,
  },
  // Packages are placed in cycles of numbers only: what stands before one is the product.
  url: id => pageOf(/^EOL-(.+)-\d+(?:\.\d+)*$/.exec(id)?.[1] ?? ''),
}

function pageOf(product: string): string {
  return `https://endoflife.date/${encodeURIComponent(product)}`
}

type Fields = Record<string, unknown>

interface Product {
  name: string
  title: string
  packages: Package[]
  cycles: Cycle[]
  /** Newest date at which the source has seen something happen; what it foresees does not count. */
  seen: number | undefined
  at: string
}

/** A package that components can be looked up under. */
interface Package {
  key: string
  ecosystem: Ecosystem
}

interface Cycle extends ReleaseCycle {
  /** True without a date, or since when. */
  ended: boolean | number
}

/** The products of one JSON value: itself, or the `result` of the API. */
function productsIn(value: unknown, at: string): [product: unknown, at: string][] {
  if (!isFields(value) || value['result'] === undefined) return [[value, at]]
  const { result } = value
  const place = below(at, '/result')
  // The API says beside each answer when it was made.
  const made = { generated_at: value['generated_at'], last_modified: value['last_modified'] }
  const products: unknown[] = Array.isArray(result) ? result : [result]
  return products.map((one, index) => [
    isFields(one) ? { ...made, ...one } : one,
    Array.isArray(result) ? `${place}/${index}` : place,
  ])
}

function readProduct(value: unknown, at: string, file: FeedFile, into: Taker): Product | undefined {
  const fields = isFields(value) ? value : {}
  const name = typeof fields['permalink'] === 'string' ? fields['permalink'].replace(/^\//, '') : fields['name']
  const { releases } = fields
  if (typeof name !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/.test(name) || !Array.isArray(releases)) {
    into.refused(`${quoted(value)} is no product with a name and releases`, at)
    return undefined
  }
  const packages = packagesOf(fields['identifiers'])
  if (releases.length > mostCycles || releases.length * packages.length > mostClaims) {
    into.refused(
      `${name} has ${releases.length} release cycles of ${packages.length} packages, too many to be real`,
      at,
    )
    return undefined
  }
  const cycles: Cycle[] = []
  const dates = [fields['addedAt'], fields['generated_at'], fields['last_modified']]
  releases.forEach((release: unknown, index) => {
    const place = below(at, `/releases/${index}`)
    const cycle = readCycle(release, file.now)
    if (typeof cycle === 'string') into.refused(`${name}: ${cycle}`, place)
    else cycles.push(cycle)
    if (isFields(release))
      dates.push(release['latestReleaseDate'], isFields(release['latest']) ? release['latest']['date'] : undefined)
  })
  return {
    name,
    title: titleOf(fields['title'] ?? fields['label'], name),
    packages,
    cycles,
    seen: newest(dates.flatMap(date => dateOf(date) ?? []).filter(date => date <= file.now)),
    at,
  }
}

/** A cycle, or why it is none. Whether it has ended is never guessed. */
function readCycle(value: unknown, now: number): Cycle | string {
  if (!isFields(value)) return `${quoted(value)} is no release cycle`
  const name = value['releaseCycle'] ?? value['name']
  if (typeof name !== 'string' || name === '' || name.length > 100)
    return `release cycle ${quoted(name ?? null)} is no name`
  const { latest } = value
  const newestOf = isFields(latest) ? latest['name'] : latest
  const stated = value['eol'] ?? value['eolFrom'] ?? value['isEol'] ?? null
  const date = dateOf(stated)
  if (date === undefined && typeof stated !== 'boolean')
    return `${name}: eol ${quoted(stated)} is no date and no yes or no`
  return {
    name,
    latest: typeof newestOf === 'string' ? newestOf : undefined,
    ended: date === undefined ? stated === true : date <= now && date,
  }
}

/**
 * Packages of the product that components can be looked up under. Those of distributions cannot: their purls here name no
 * release.
 */
function packagesOf(identifiers: unknown): Package[] {
  const packages = new Map<string, Package>()
  for (const identifier of Array.isArray(identifiers) ? identifiers.slice(0, mostIdentifiers) : []) {
    if (!isFields(identifier)) continue
    const text = identifier['purl'] ?? (identifier['type'] === 'purl' ? identifier['id'] : undefined)
    const purl = typeof text === 'string' ? parsePurl(text) : undefined
    if (!purl || 'fault' in purl || !covered.includes(purl.type)) continue
    const placed = coordinatesOf(purl)
    if ('key' in placed && placed.ecosystem.ranges) packages.set(placed.key, placed)
  }
  return [...packages.values()]
}

function* advisoriesOf(product: Product, snapshot: number | undefined, into: Taker): Generator<Advisory> {
  const { name, title, packages, cycles, seen, at } = product
  const orders = new Map(packages.map(({ ecosystem }) => [ecosystem.order, runsOf(cycles, ecosystem.order)]))
  const odd = packages.length > 0 ? cycles.filter(({ name }) => !isNumbers(name)) : []
  for (const cycle of odd)
    into.notes.add(
      'cycle-not-comparable',
      `${title} ${cycle.name} is no version: its packages are not placed in it`,
      at,
    )
  for (const cycle of cycles) {
    if (cycle.ended === false) continue
    const on = typeof cycle.ended === 'number' ? cycle.ended : undefined
    yield {
      id: `EOL-${name}-${cycle.name}`.replace(/[^A-Za-z0-9._-]/g, '-'),
      feed: 'endoflife',
      aliases: [],
      // An end that lies after the snapshot was foreseen: its date must not make an old file look fresh.
      published: on !== undefined && snapshot !== undefined && on <= snapshot ? on : undefined,
      modified: seen,
      withdrawn: undefined,
      summary: `${title} ${cycle.name} ${on === undefined ? 'has reached its end of life' : `reached its end of life on ${new Date(on).toISOString().slice(0, 10)}`}`,
      url: pageOf(name),
      cvss: [],
      severity: 'unknown',
      malicious: false,
      affected: packages.flatMap(({ key, ecosystem }): Affected[] => {
        const intervals = orders.get(ecosystem.order)!.get(cycle)
        if (!intervals) return []
        const slash = key.indexOf('/')
        return [
          {
            key,
            ecosystem: ecosystem.osv[0]!,
            name: key.slice(slash + 1),
            intervals,
            versions: [],
            undecided: undefined,
          },
        ]
      }),
    }
  }
}

/** A JSON pointer behind the place of its record, which is one too or a line of a file. */
function below(at: string, pointer: string): string {
  return at === '/' ? pointer : at.startsWith('/') ? at + pointer : `${at}: ${pointer}`
}

function titleOf(text: unknown, name: string): string {
  const line = typeof text === 'string' ? text.slice(0, 200).trim().replace(/\s+/g, ' ') : ''
  return line === '' ? name : line.slice(0, 80)
}

/** A day, or a moment, as milliseconds; undefined for anything else, and for one before there was software. */
function dateOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d(?:T[\d:.]{1,20}(?:Z|[+-]\d\d:\d\d))?$/.test(value))
    return undefined
  const ms = Date.parse(value)
  return ms > 0 ? ms : undefined
}

function newest(dates: readonly number[]): number | undefined {
  return dates.length === 0 ? undefined : dates.reduce((a, b) => Math.max(a, b))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
