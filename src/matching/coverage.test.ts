import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import { component } from '#boms'
import { memoryWorld } from '../../tools/memory/world.ts'
import { findingsOf } from './scan.ts'
import { subjectsOf } from './subject.ts'

const now = Date.parse('2026-11-21T10:00:00Z')
const record = (id: string, ecosystem: string, name: string) => ({
  id,
  modified: '2026-11-20T00:00:00Z',
  affected: [
    { package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] }] },
  ],
})

/** What a database of some records leaves undecided of some components, and its notes. */
async function scanned(purls: string[], records: object[], needs: string[] = []) {
  const world = memoryWorld({ 'a.json': JSON.stringify(records) })
  const flags = new Map([
    ['from', ['a.json']],
    ['db', ['db']],
  ])
  await db.build.run(world, { words: [], flags })
  const components = purls.map(purl => component(purl, purl.split('/').at(-1)!, '3.0', purl))
  const bom = {
    format: 'test',
    specVersion: undefined,
    serial: undefined,
    timestamp: undefined,
    subject: component('root', 'plant'),
    components,
    dependencies: [],
    notes: [],
  }
  const subjects = subjectsOf([{ bom, kind: 'bom', location: undefined }])
  const found = findingsOf(subjects, openDatabase(world.disk, 'db')!, { now, maxAge: undefined, needs, progress() {} })
  return {
    undecided: found.undecided.map(({ component: { purl }, because }) => `${purl!.split('?')[0]} ${because?.rule}`),
    notes: found.notes.map(({ code, at }) => `${code} ${at}`),
    doubt: found.doubt,
  }
}

const deb = (vendor: string, release: string) => `pkg:deb/${vendor}/curl@3.0?arch=source&distro=${vendor}-${release}`
const rpm = (vendor: string, release: string) => `pkg:rpm/${vendor}/curl@3.0?arch=src&distro=${vendor}-${release}`

test('records of one release check that release, and leave others and other vendors undecided with a reason', async () => {
  const debian = [record('DSA-1-1', 'Debian:12', 'curl')]
  assert.deepEqual(await scanned([deb('debian', '12')], debian), { undecided: [], notes: [], doubt: false })
  assert.deepEqual(await scanned([deb('debian', '11'), deb('ubuntu', '22.04'), deb('debian', '12')], debian), {
    undecided: ['pkg:deb/debian/curl@3.0 release-not-covered', 'pkg:deb/ubuntu/curl@3.0 release-not-covered'],
    notes: ['feed-missing deb/debian:11', 'feed-missing deb/ubuntu:22.04'],
    doubt: true,
  })
  const alma = [record('ALSA-2026:1', 'AlmaLinux:9', 'curl')]
  assert.deepEqual(await scanned([rpm('rocky', '9'), rpm('almalinux', '9.4')], alma), {
    undecided: ['pkg:rpm/rocky/curl@3.0 release-not-covered'],
    notes: ['feed-missing rpm/rocky:9'],
    doubt: true,
  })
})

test('a feed of another release that is stale harms no answer', async () => {
  const old = { ...record('DSA-1-1', 'Debian:11', 'curl'), modified: '2025-01-01T00:00:00Z' }
  const ubuntu = record('USN-1-1', 'Ubuntu:22.04:LTS', 'curl')
  assert.deepEqual((await scanned([deb('ubuntu', '22.04')], [old, ubuntu])).notes, [])
  assert.deepEqual((await scanned([deb('debian', '11')], [old, ubuntu])).notes, ['feed-stale osv-debian'])
})

test('a threshold of malware asks that the feed speaks of what is scanned', async () => {
  const records = [
    record('GHSA-a', 'npm', 'left'),
    record('PYSEC-2026-1', 'PyPI', 'right'),
    record('MAL-2026-1', 'npm', 'evil'),
  ]
  const purls = ['pkg:npm/left@3.0', 'pkg:pypi/right@3.0']
  assert.deepEqual((await scanned(purls, records)).notes, [])
  const asked = await scanned(purls, records, ['osv-malicious'])
  assert.deepEqual([asked.notes, asked.doubt], [['feed-missing osv-malicious: pypi'], true])
  assert.deepEqual((await scanned(purls.slice(0, 1), records, ['osv-malicious'])).notes, [])
})

test('records that happen to be about an ecosystem check nothing of it, and their age harms no answer', async () => {
  const other = { ...record('OSV-2026-1', 'npm', 'left'), modified: '2025-01-01T00:00:00Z' }
  assert.deepEqual((await scanned(['pkg:npm/left@3.0'], [other])).notes, ['feed-missing npm'])
  const npm = [other, record('GHSA-a', 'npm', 'left')]
  assert.deepEqual((await scanned(['pkg:npm/left@3.0'], npm)).notes, [])
})

test('advisories about actions check no other repository', async () => {
  const action = record('GHSA-b', 'GitHub Actions', 'mill/sign')
  assert.deepEqual((await scanned(['pkg:github/mill/press@3.0.0'], [action])).notes, ['feed-missing github'])
})
