import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** The folder of real data; a bench without it measures nothing. */
export function testdata(): string {
  const folder = process.env['MILLCERT_TESTDATA']
  if (!folder) throw new Error('MILLCERT_TESTDATA is not set: the benches need the real advisories')
  return folder
}

const feeds = [
  'almalinux',
  'bitnami',
  'cran',
  'dhi',
  'drupal',
  'ghsa-sample',
  'go',
  'haskell',
  'julia',
  'malicious',
  'malicious-withdrawn',
  'misc-sample',
  'npm-converted',
  'ossfuzz',
  'psf',
  'pypa',
  'rustsec',
]

/** The OSV, KEV and EPSS files that the marks speak of. */
export function feedFiles(): string[] {
  const folder = `${testdata()}/advisories`
  return [
    ...feeds.map(feed => `${folder}/osv-${feed}.ndjson.gz`),
    `${folder}/kev.json`,
    `${folder}/epss-2026-07-12.csv.gz`,
  ]
}

export interface Named {
  purl: string
  affected: string | undefined
}

/** Packages that the records name, as purls without a version, with a version that one record says is affected. */
export function namedPackages(): Named[] {
  const types: Record<string, string> = { npm: 'npm', PyPI: 'pypi', Go: 'golang', 'crates.io': 'cargo' }
  const found = new Map<string, Named>()
  for (const feed of ['npm-converted', 'pypa', 'go', 'rustsec', 'malicious']) {
    for (const line of gunzipSync(readFileSync(`${testdata()}/advisories/osv-${feed}.ndjson.gz`))
      .toString('utf8')
      .split('\n')) {
      if (line === '') continue
      const record = JSON.parse(line) as {
        affected?: {
          package: { ecosystem: string; name: string }
          versions?: string[]
          ranges?: { events: Record<string, string>[] }[]
        }[]
      }
      for (const { package: pack, versions, ranges } of record.affected ?? []) {
        const type = types[pack.ecosystem]
        if (!type || !/^[\x21-\x7e]+$/.test(pack.name) || /[%?#]/.test(pack.name)) continue
        const purl = `pkg:${type}/${pack.name.replace('@', '%40')}`
        const affected =
          versions?.[0] ??
          ranges
            ?.flatMap(range => range.events)
            .map(event => event['introduced'] ?? event['last_affected'])
            .find(version => version !== undefined && version !== '0')
        found.set(purl, { purl, affected })
      }
    }
  }
  return [...found.values()]
}

/**
 * Writes a CycloneDX 1.5 document of `count` components as a generator would: names that the records know and names they do
 * not, about one in seven of them in an affected version, hashes, licences, a dependency graph.
 *
 * @param padding characters of a description in each
 * @param first the number of its first component: documents of other numbers have hardly any component in common
 */
export function writeBom(path: string, count: number, padding = 0, first = 0): void {
  const packages = namedPackages()
  let state = 42 + first
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const filler =
    padding > 0
      ? 'A description that says little and takes room. '.repeat(Math.ceil(padding / 47)).slice(0, padding)
      : undefined
  const components = Array.from({ length: count }, (_, at) => {
    const index = first + at
    const named = packages[Math.floor(random() * packages.length)]!
    const kind = random()
    const version =
      kind < 0.14 && named.affected !== undefined ? named.affected : `${900 + (index % 90)}.${index % 17}.${index % 29}`
    const purl = kind < 0.14 ? `${named.purl}@${version}` : `pkg:npm/component-${index}@${version}`
    return {
      type: 'library',
      'bom-ref': `${purl}#${index}`,
      name: purl.slice(purl.lastIndexOf('/') + 1, purl.lastIndexOf('@')),
      version,
      ...(filler === undefined ? {} : { description: filler }),
      purl,
      hashes: [{ alg: 'SHA-256', content: index.toString(16).padStart(64, '0') }],
      licenses: [{ license: { id: 'MIT' } }],
    }
  })
  const refs = components.map(component => component['bom-ref'])
  const dependencies = refs.map((ref, index) => ({
    ref,
    dependsOn: [2 * index + 1, 2 * index + 2].flatMap(child => refs[child] ?? []),
  }))
  const parts = [
    '{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"metadata":{"component":{"type":"application","bom-ref":"root","name":"bench"}},"components":[\n',
  ]
  parts.push(components.map(component => JSON.stringify(component)).join(',\n'), '\n],"dependencies":[\n')
  parts.push(
    [{ ref: 'root', dependsOn: [refs[0]] }, ...dependencies].map(dependency => JSON.stringify(dependency)).join(',\n'),
    '\n]}\n',
  )
  writeFileSync(path, parts.join(''))
}
