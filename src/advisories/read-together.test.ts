import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits } from '#base'
import { memoryWorld } from '../../tools/memory/world.ts'
import { type Collection, collection, inOrder } from './collection.ts'
import { buildSegment } from './compiled/build-segment.ts'
import { feedEntries } from './feed-entries.ts'
import { readFeedFile } from './read-feed-file.ts'
import { readShare, readTogether, type Share, type ShareRead, worthThreads } from './read-together.ts'

const how = { limits: defaultLimits, now: Date.parse('2026-08-23') }

const versions = Array.from({ length: 40 }, (_, index) => `1.${index}.0`)
const record = (id: string, modified: string, more: object = {}) => ({
  id,
  modified: `${modified}T00:00:00Z`,
  summary: `About ${id} – “a valve”`,
  aliases: [`CVE-2024-${id.replace(/\D/g, '').padStart(4, '0')}`],
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N' }],
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'mill' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.5' }, { introduced: '2' }] }],
      versions,
    },
    { package: { ecosystem: 'npm', name: '@mill/valve' }, versions: ['1.0.0', '1.0'] },
    {
      package: { ecosystem: 'npm', name: 'pump' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '1.0.0' }, { last_affected: '2.0.0' }] }],
    },
    { package: { ecosystem: 'npm', name: 'odd' }, ranges: [{ type: 'SEMVER', events: [{ introduced: 'one' }] }] },
    { package: { ecosystem: 'Nowhere', name: 'x' } },
  ],
  ...more,
})
const lines = (records: readonly object[]) => `${records.map(one => JSON.stringify(one)).join('\n')}\n`
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

const papers: Record<string, string> = {
  'a.ndjson': lines(numbers(1, 60).map(n => record(`PYSEC-2024-${n}`, '2024-05-01'))),
  // The same records, some newer and some taken back, a bad one among them.
  'b.ndjson': `${lines(
    numbers(1, 40).map(n =>
      record(
        `PYSEC-2024-${n}`,
        n % 2 ? '2024-04-01' : '2024-05-01',
        n % 5 ? {} : { withdrawn: '2024-06-01T00:00:00Z' },
      ),
    ),
  )}{"id": "PYSEC-2024-99", "modified": \n${lines([{ ...record('PYSEC-2024-98', '2024-01-01'), affected: 7 }])}`,
  'c.json': JSON.stringify(
    record('GHSA-aaaa-bbbb-cccc', '2024-07-01', { severity: [{ type: 'CVSS_V3', score: 'none' }] }),
  ),
  'd.csv': `#model_version:v4,score_date:2026-07-12T00:00:00Z\ncve,epss,percentile\n${numbers(1000, 1200)
    .map(n => `CVE-2024-${n},0.0${n},0.5`)
    .join('\n')}\nCVE-2024-1,2,1\n`,
  'e.json': '{"valve": "nobody knows this"}',
  'f.json.gz': '\u001f\u008b\u0008 damaged',
  'g.ndjson': lines(numbers(1, 20).map(n => record(`MAL-2024-${n}`, '2024-05-01'))),
}

const contents = Object.fromEntries(
  Object.entries(papers).map(([name, text]) => [name, Buffer.from(text, name.endsWith('.gz') ? 'latin1' : 'utf8')]),
)
const files = Object.entries(contents).map(([path, { length }]) => ({ path, size: length }))
const { disk } = memoryWorld(contents)

/** All that a build takes from a collection. */
function shown(collected: Collection) {
  const live = inOrder(collected.advisories.values()).filter(({ withdrawn }) => withdrawn === undefined)
  return {
    digest: buildSegment(live, collected.signals).digest,
    feeds: feedEntries(collected, how.now),
    files: collected.files,
    advisories: [...collected.advisories],
    signals: [...collected.signals],
    refused: collected.refused(),
  }
}

async function oneByOne() {
  const collected = collection()
  for (const { path } of files) await readFeedFile(disk, how, path, collected)
  return shown(collected)
}

async function together(others: (share: Share) => Promise<ShareRead>[]) {
  const collected = collection()
  await readTogether(disk, how, files, collected, others)
  return shown(collected)
}

/** What a thread reads, as it arrives from one. */
const copied = async (share: Share) => structuredClone(await readShare(disk, share))

test('files read by several at once give what they give one by one, whoever read them and whoever ended first', async () => {
  const wanted = await oneByOne()
  assert.equal(wanted.advisories.length, 59 + 1 + 19)
  assert.equal(wanted.signals.length, 200)
  assert.ok(wanted.files.some(({ format }) => format === 'unreadable'))
  assert.deepEqual(await together(() => []), wanted)
  assert.deepEqual(await together(share => [copied(share)]), wanted)
  assert.deepEqual(await together(share => [copied(share), copied(share), copied(share)]), wanted)
  const late = async (share: Share) => {
    const read = await copied(share)
    await new Promise(resolve => setTimeout(resolve, 20))
    return read.reverse()
  }
  assert.deepEqual(await together(share => [late(share), copied(share)]), wanted)
})

test('what a thread that fails had taken on is read here', async () => {
  const failing = async (share: Share): Promise<ShareRead> => {
    Atomics.add(new Int32Array(share.taken), 0, 2)
    throw new Error('ended')
  }
  const wanted = await oneByOne()
  assert.deepEqual(await together(share => [failing(share)]), wanted)
  assert.deepEqual(await together(share => [failing(share), failing(share), failing(share), failing(share)]), wanted)
})

test('threads are worth it only for more than one large file, and not for more than memory may hold', () => {
  const mib = 1024 ** 2
  assert.equal(worthThreads([100 * mib]), false)
  assert.equal(worthThreads([100 * mib, mib]), false)
  assert.equal(worthThreads([4 * mib, 4 * mib]), true)
  assert.equal(worthThreads([400 * mib, 400 * mib]), false)
})
