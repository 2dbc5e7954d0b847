import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import { coordinatesOf, packageKey, parsePurl, showPurl } from '#identity'
import { realWorld } from '../../src/cli/world.ts'
import { readOracle } from './oracle.ts'

const data = process.env['MILLCERT_TESTDATA']
const wanted = 12_000

/** A sequence that is the same on every machine: a linear congruential generator (Numerical Recipes, 7.1). */
function sequence(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** A version beside one that a record mentions: the same, one up or down in some place, a pre-release, a longer one. */
function near(version: string, random: () => number): string {
  const change = Math.floor(random() * 6)
  const numbers = [...version.matchAll(/\d+/g)]
  if (change <= 1 || numbers.length === 0) return version
  if (change === 2) return `${version}.1`
  const { 0: digits, index } = numbers[Math.floor(random() * numbers.length)]!
  const moved = change === 3 ? Number(digits) + 1 : Math.max(0, Number(digits) - 1)
  return Number.isSafeInteger(moved)
    ? `${version.slice(0, index)}${moved}${version.slice(index + digits.length)}`
    : version
}

/** What its maker wrote behind a version, now and then: a local label of Python, a build. */
const labels: Record<string, string> = { PyPI: '+cu124', npm: '+build.5', 'crates.io': '+build.5', Go: '+incompatible' }

function labelled(version: string, ecosystem: string, random: () => number): string {
  const label = labels[ecosystem]
  return label === undefined || version.includes('+') || random() > 0.15 ? version : `${version}${label}`
}

const types: Record<string, string> = {
  npm: 'npm',
  PyPI: 'pypi',
  Go: 'golang',
  'crates.io': 'cargo',
  Bitnami: 'bitnami',
  AlmaLinux: 'rpm',
}

function purlOf(ecosystem: string, name: string, version: string): string {
  const [base, release] = ecosystem.split(':') as [string, string | undefined]
  const cut = base === 'npm' || base === 'Go' ? name.lastIndexOf('/') : -1
  return showPurl({
    type: types[base]!,
    namespace: base === 'AlmaLinux' ? 'almalinux' : cut > 0 ? name.slice(0, cut) : undefined,
    name: name.slice(cut + 1),
    version,
    qualifiers: release === undefined ? undefined : new Map([['distro', `almalinux-${release}`]]),
    subpath: undefined,
  })
}

test(`an independent evaluator agrees on ${wanted} components`, {
  skip: data ? false : 'MILLCERT_TESTDATA is not set',
}, async t => {
  const files = [
    'osv-npm-converted',
    'osv-pypa',
    'osv-go',
    'osv-rustsec',
    'osv-bitnami',
    'osv-almalinux',
    'osv-malicious',
    'osv-malicious-withdrawn',
    'osv-ghsa-sample',
  ].map(name => `${data}/advisories/${name}.ndjson.gz`)
  const folder = mkdtempSync(join(tmpdir(), 'millcert-agreement-'))
  try {
    const { world } = realWorld({
      now: '2026-11-21T10:00:00Z',
      quiet: true,
      output: join(folder, 'report'),
      limits: [],
    })
    await db.build.run(world, {
      words: [],
      flags: new Map([
        ['from', files],
        ['db', [folder]],
      ]),
    })
    const database = openDatabase(world.disk, folder)!
    const oracle = readOracle(files)
    const random = sequence(20261121)
    const packages = [...oracle.packages.values()]
    const byEcosystem = Map.groupBy(packages, ({ ecosystem }) => ecosystem.split(':')[0]!)
    const counts = { compared: 0, affected: 0, unread: 0 }
    const wrong: string[] = []
    while (counts.compared < wanted) {
      // Each ecosystem as often as any other, whatever its number of packages.
      const group = [...byEcosystem.values()][Math.floor(random() * byEcosystem.size)]!
      const { ecosystem, name, versions } = group[Math.floor(random() * group.length)]!
      const mentioned = [...versions]
      const written =
        mentioned.length === 0 ? '1.2.3' : near(mentioned[Math.floor(random() * mentioned.length)]!, random)
      const version = labelled(written, ecosystem, random)
      const expected = oracle.affecting(ecosystem, name, version)
      if (expected === undefined) {
        if (++counts.unread > wanted) throw new Error('the evaluator reads hardly any version')
        continue
      }
      const purl = parsePurl(purlOf(ecosystem, name, version))
      if ('fault' in purl) throw new Error(`${ecosystem} ${name} ${version}: ${purl.fault}`)
      const placed = coordinatesOf(purl)
      if ('why' in placed) throw new Error(`${ecosystem} ${name} ${version}: ${placed.why}`)
      assert.equal(placed.key, packageKey(ecosystem, name)?.key)
      const claims = database.claims(placed.key, placed.version, placed.ecosystem.order)
      const got = new Set(claims.filter(({ verdict }) => verdict === 'affected').map(({ advisory }) => advisory.id))
      counts.compared++
      if (expected.size > 0) counts.affected++
      const difference = [...expected.symmetricDifference(got)]
      if (difference.length > 0)
        wrong.push(
          `${ecosystem} ${name} ${version}: evaluator ${[...expected].sort()}, Millcert ${[...got].sort()}, Millcert's words ${claims.filter(({ advisory }) => difference.includes(advisory.id)).map(({ verdict, hits }) => `${verdict} ${JSON.stringify(hits.slice(0, 3))}`)}`,
        )
    }
    database.close()
    t.diagnostic(
      `${counts.compared} compared, ${counts.affected} of them affected, ${counts.unread} left out: a version the evaluator's library cannot read`,
    )
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} of ${counts.compared} differ`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
