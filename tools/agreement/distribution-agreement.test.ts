import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import { coordinatesOf, parsePurl, showPurl } from '#identity'
import { realWorld } from '../../src/cli/world.ts'
import { affecting, type RawAdvisory } from './distribution-oracle.ts'

const data = process.env['MILLCERT_TESTDATA']
const wanted = 12_000
const made = 6000

/** A sequence that is the same on every machine: a linear congruential generator (Numerical Recipes, 7.1). */
function sequence(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  return { below, pick: <T>(list: readonly T[]): T => list[below(list.length)]! }
}

type Random = ReturnType<typeof sequence>

/** A release as OSV writes it, and as purls do; whether its advisories name what a package was built from. */
interface Release {
  type: 'deb' | 'apk' | 'rpm'
  ecosystem: string
  namespace: string
  distros: readonly string[]
  source: boolean
  prefix: string
}

const releases: readonly Release[] = [
  ...['8', '9', '10'].map(number =>
    release(
      'rpm',
      `AlmaLinux:${number}`,
      'almalinux',
      [`almalinux-${number}`, `almalinux-${number}.4`],
      false,
      'ALSA-',
    ),
  ),
  release('deb', 'Debian:11', 'debian', ['debian-11', 'bullseye'], true, 'DSA-'),
  release('deb', 'Debian:12', 'debian', ['debian-12.5', 'bookworm'], true, 'DSA-'),
  release('deb', 'Ubuntu:22.04:LTS', 'ubuntu', ['ubuntu-22.04', 'jammy'], true, 'USN-'),
  release('deb', 'Ubuntu:24.04:LTS', 'ubuntu', ['ubuntu-24.04', 'noble'], true, 'USN-'),
  release('apk', 'Alpine:v3.19', 'alpine', ['alpine-3.19', '3.19.1'], true, 'ALPINE-'),
  release('apk', 'Alpine:v3.20', 'alpine', ['alpine-3.20.3', 'v3.20'], true, 'ALPINE-'),
  release('rpm', 'Rocky Linux:8', 'rocky', ['rocky-8', 'rocky-8.10'], true, 'RLSA-'),
  release('rpm', 'Rocky Linux:9', 'rocky', ['rocky-9', 'rocky-9.4'], true, 'RLSA-'),
  release('rpm', 'Red Hat:enterprise_linux:9::baseos', 'redhat', ['rhel-9', 'rhel-9.4'], false, 'RHSA-'),
  release('rpm', 'SUSE:Linux Enterprise Server 15 SP6', 'suse', ['sles-15.6'], true, 'SUSE-SU-'),
  release('rpm', 'openSUSE:Leap 15.6', 'opensuse', ['opensuse-leap-15.6'], true, 'openSUSE-SU-'),
  release('rpm', 'Mageia:9', 'mageia', ['mageia-9'], true, 'MGASA-'),
]

function release(
  type: Release['type'],
  ecosystem: string,
  namespace: string,
  distros: readonly string[],
  source: boolean,
  prefix: string,
): Release {
  return { type, ecosystem, namespace, distros, source, prefix }
}

function recordsOf(file: string): RawAdvisory[] {
  const text = gunzipSync(readFileSync(`${data}/advisories/${file}.ndjson.gz`)).toString('utf8')
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as RawAdvisory)
}

const familyOf = (ecosystem: string) =>
  /^(?:Debian|Ubuntu):/.test(ecosystem)
    ? 'deb'
    : /^Alpine:/.test(ecosystem)
      ? 'apk'
      : /^Alma/.test(ecosystem)
        ? 'rpm'
        : ''

/** Names and versions that published records have, by the kind of package. */
function vocabulary(records: readonly RawAdvisory[]) {
  const found = new Map<string, { names: Set<string>; versions: Set<string> }>()
  for (const { affected } of records)
    for (const { package: pack, versions, ranges } of affected ?? []) {
      const family = familyOf(pack?.ecosystem ?? '')
      if (family === '') continue
      const known = found.get(family) ?? { names: new Set<string>(), versions: new Set<string>() }
      found.set(family, known)
      known.names.add(pack.name)
      const runs = (ranges ?? []).filter(range => range.type !== 'GIT')
      const events = runs.flatMap(range => range.events.flatMap(event => Object.values(event)))
      for (const version of [...(versions ?? []), ...events]) if (version !== '0') known.versions.add(version)
    }
  return new Map(
    [...found].map(([family, { names, versions }]) => [family, { names: [...names], versions: [...versions] }]),
  )
}

/** A version beside another: the same, one up or down in some place, a pre-release, a longer one. */
function near(version: string, type: Release['type'], random: Random): string {
  const change = random.below(7)
  const digits = [...version.matchAll(/\d+/g)]
  if (change <= 1 || digits.length === 0) return version
  if (change === 2) return type === 'apk' ? version.replace(/(?=-r\d+$|$)/, '_rc1') : `${version}~1`
  if (change === 3) return type === 'apk' ? version.replace(/(?=-r\d+$|$)/, '_p2') : `${version}+b1`
  const { 0: text, index } = random.pick(digits)
  const number = change === 4 ? BigInt(text) + 1n : BigInt(text) - 1n
  return number < 0n ? version : version.slice(0, index) + number + version.slice(index + text.length)
}

/** Records of every release, in ranges between published versions and versions beside them. */
function invented(words: ReturnType<typeof vocabulary>, random: Random): RawAdvisory[] {
  return Array.from({ length: made }, (_, i) => {
    const { ecosystem, type, prefix } = random.pick(releases.filter(one => !one.ecosystem.startsWith('AlmaLinux')))
    const { names, versions } = words.get(type)!
    const version = () => near(random.pick(versions), type, random)
    const events = (): Record<string, string>[] => [
      { introduced: random.below(2) === 0 ? '0' : version() },
      ...(random.below(5) === 0 ? [] : [{ [random.below(4) === 0 ? 'last_affected' : 'fixed']: version() }]),
    ]
    const affected = Array.from({ length: 1 + random.below(3) }, () => ({
      package: { ecosystem, name: names[random.below(Math.min(names.length, 40))]! },
      ranges: Array.from({ length: 1 + random.below(2) }, () => ({ type: 'ECOSYSTEM', events: events() })),
      ...(random.below(4) === 0 && { versions: [version(), version()] }),
    }))
    return {
      id: `${prefix}2099:${10_000 + i}`,
      modified: '2026-11-01T00:00:00Z',
      ...(random.below(20) === 0 && { withdrawn: '2026-11-02T00:00:00Z' }),
      affected,
    }
  })
}

/** A component of the package as a scanner writes it: a binary package that says what it was built from. */
function purlOf({ type, namespace, distros, source }: Release, name: string, version: string, random: Random): string {
  const qualifiers = new Map([
    ['arch', random.pick(['x86_64', 'aarch64', 'amd64'])],
    ['distro', random.pick(distros)],
  ])
  const epoch = /^(\d+):(.*)$/s.exec(version)
  let own = version
  if (epoch && type === 'rpm' && random.below(2) === 0) {
    qualifiers.set('epoch', epoch[1]!)
    own = epoch[2]!
  }
  let binary = name
  if (source) {
    binary = random.below(2) === 0 ? name : `${name}-devel`
    if (type === 'rpm') qualifiers.set('upstream', `${name}-1.2-3.src.rpm`)
    else if (random.below(2) === 0) qualifiers.set('upstream', name)
    else {
      // The source has the version that advisories mean, the binary package one of its own.
      qualifiers.set('upstream', `${name}@${version}`)
      own = '99'
    }
  }
  return showPurl({ type, namespace, name: binary, version: own, qualifiers, subpath: undefined })
}

test(`an independent evaluator agrees on ${wanted} packages of distributions`, {
  skip: data ? false : 'MILLCERT_TESTDATA is not set',
}, async t => {
  const random = sequence(20261122)
  const alma = recordsOf('osv-almalinux')
  const words = vocabulary([...alma, ...recordsOf('osv-misc-sample')])
  const strange = invented(words, random)
  const folder = mkdtempSync(join(tmpdir(), 'millcert-agreement-'))
  try {
    const file = join(folder, 'invented.ndjson')
    writeFileSync(file, strange.map(record => `${JSON.stringify(record)}\n`).join(''))
    const { world } = realWorld({
      now: '2026-11-21T10:00:00Z',
      quiet: true,
      output: join(folder, 'report'),
      limits: [],
    })
    const from = [`${data}/advisories/osv-almalinux.ndjson.gz`, file]
    await db.build.run(world, {
      words: [],
      flags: new Map([
        ['from', from],
        ['db', [folder]],
      ]),
    })
    const database = openDatabase(world.disk, folder)!
    const newest = new Map<string, RawAdvisory>()
    for (const record of [...alma, ...strange])
      if ((newest.get(record.id)?.modified ?? '') <= record.modified) newest.set(record.id, record)
    const byPackage = new Map<string, Set<RawAdvisory>>()
    for (const record of newest.values())
      for (const { package: pack } of record.affected) {
        const key = `${pack.ecosystem} ${pack.name}`
        byPackage.set(key, (byPackage.get(key) ?? new Set()).add(record))
      }
    const byRelease = Map.groupBy(byPackage.keys(), key => releases.find(one => key.startsWith(`${one.ecosystem} `)))
    const counts = { compared: 0, cases: 0, affected: 0, unread: 0 }
    const wrong: string[] = []
    while (counts.compared < wanted) {
      const place = random.pick(releases)
      const key = random.pick(byRelease.get(place)!)
      const name = key.slice(place.ecosystem.length + 1)
      const records = [...byPackage.get(key)!]
      const about = random.pick(records).affected.filter(({ package: pack }) => pack.name === name)
      const mentioned = about
        .flatMap(({ versions = [], ranges = [] }) => [
          ...versions,
          ...ranges.flatMap(({ events }) => events.flatMap(event => Object.values(event))),
        ])
        .filter(version => version !== '0')
      const version = mentioned.length === 0 ? '1.2-3' : near(random.pick(mentioned), place.type, random)
      const expected = affecting(records, place.type, place.ecosystem, name, version)
      if (expected === undefined) {
        if (++counts.unread > wanted) throw new Error('the evaluator reads hardly any version')
        continue
      }
      const text = purlOf(place, name, version, random)
      const purl = parsePurl(text)
      if ('fault' in purl) throw new Error(`${text}: ${purl.fault}`)
      const placed = coordinatesOf(purl)
      if ('why' in placed) throw new Error(`${text}: ${placed.why}`)
      const claims = database.claims(placed.key, placed.version, placed.ecosystem.order)
      const got = new Set(claims.filter(({ verdict }) => verdict === 'affected').map(({ advisory }) => advisory.id))
      counts.compared++
      counts.cases += records.length
      if (expected.size > 0) counts.affected++
      const difference = [...expected.symmetricDifference(got)]
      if (difference.length > 0)
        wrong.push(
          `${text} (${place.ecosystem} ${name} ${version}): ${difference.slice(0, 4)} of ${[...expected].slice(0, 4)} | ${[...got].slice(0, 4)}`,
        )
    }
    database.close()
    t.diagnostic(
      `${counts.compared} packages and ${counts.cases} pairs of package and advisory compared, ${counts.affected} packages affected, ${counts.unread} left out: a version the evaluator does not read`,
    )
    assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} of ${counts.compared} differ`)
    assert.ok(counts.affected > 2000, JSON.stringify(counts))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
