import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { db } from '#advisories/operations'
import { defaultLimits, digest, type World } from '#base'
import type { TaskAnswer } from '#server'
import { doneAside, startThread, type ThreadGiven } from './thread-start.ts'
import { realWorld } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'millcert-threads-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Files large enough that threads are worth it: the same ids in each, those of the later files newer or taken back. */
const files = Array.from({ length: 4 }, (_, file) => {
  const path = join(folder, `osv-${file}.ndjson`)
  const record = (number: number) => ({
    id: `PYSEC-2024-${number}`,
    modified: `2024-0${file + 1}-01T00:00:00Z`,
    ...(number % 50 === file && { withdrawn: `2024-0${file + 1}-02T00:00:00Z` }),
    summary: `Valve ${number} opens in file ${file}`,
    details: 'x'.repeat(4000),
    affected: [
      { package: { ecosystem: 'PyPI', name: `mill-${number % 90}` }, versions: [`1.${file}`, `1.${number}.0`] },
    ],
  })
  const lines = Array.from({ length: 400 }, (_, line) => JSON.stringify(record(100 * file + line)))
  writeFileSync(path, `${lines.join('\n')}\n{"id": \n`)
  return path
})

/** Every file of the database that a world builds, and what it told. */
async function built(name: string, more: Partial<World>) {
  const { world } = realWorld({ now: '2026-08-23', quiet: true, output: undefined, limits: [] })
  const said: string[] = []
  const input = {
    words: [],
    flags: new Map([
      ['from', files],
      ['db', [join(folder, name)]],
      ['format', ['json']],
    ]),
  }
  const out = (text: string | Uint8Array) => void said.push(String(text).replaceAll(name, 'db'))
  const code = await db.build.run({ ...world, out, say: line => void said.push(line), ...more }, input)
  const names = readdirSync(join(folder, name)).sort()
  return { code, said, names, bytes: names.map(one => readFileSync(join(folder, name, one)).toString('base64')) }
}

test('a database is the same to the byte, whatever the number of threads that read its files', async () => {
  const wanted = await built('alone', { threads: () => 0 })
  assert.equal(wanted.names.length, 2)
  for (const count of [1, 3]) {
    let started = 0
    const aside: World['aside'] = (task, input) => {
      started++
      return doneAside(task, input)
    }
    assert.deepEqual(await built(`with-${count}`, { threads: () => count, aside }), wanted)
    assert.equal(started, count)
  }
})

test('a thread that does a task says what went wrong, and ends', async () => {
  await assert.rejects(doneAside('no.such.task', {}), /is not a function/)
  const taken = new SharedArrayBuffer(4)
  const how = { limits: {}, now: 0 }
  assert.deepEqual(await doneAside('advisories.read', { paths: [], taken, how }), [])
})

test('threads of a server yield to the one that answers', {
  skip: process.platform === 'linux' ? false : 'only Linux gives threads a priority of their own',
}, async () => {
  // The nineteenth field (proc_pid_stat(5)); none of the names before it has a blank.
  const priorities = () =>
    readdirSync('/proc/self/task').map(id =>
      Number(
        readFileSync(`/proc/self/task/${id}/stat`, 'utf8')
          .replace(/\(.*\)/, 'name')
          .split(' ')[18],
      ),
    )
  const own = Math.max(...priorities())
  const worker = startThread({ folder, kind: 'request', online: false })
  worker.postMessage({ number: 1, task: 'no.such.task', input: {} })
  await once(worker, 'message')
  assert.deepEqual([...new Set(priorities())].sort(), [own, own + 5].sort())
  await worker.terminate()
})

test('a thread of a server reads with the limits of the server, and asks the network where the server may', async () => {
  const path = join(folder, 'bill.json')
  writeFileSync(path, '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"valve"}]}')
  const answered = async (given: Partial<ThreadGiven>, task: string, input: unknown) => {
    const worker = startThread({ folder, kind: 'job', online: false, ...given })
    worker.postMessage({ number: 1, task, input })
    let answer: TaskAnswer | { part: unknown }
    do [answer] = (await once(worker, 'message')) as [TaskAnswer | { part: unknown }]
    while ('part' in answer)
    await worker.terminate()
    return 'problem' in answer ? answer.problem.message : 'done'
  }
  const aside = { path, name: 'bill.json', size: 1, digest: digest('') }
  assert.equal(await answered({}, 'bom.rows', aside), 'done')
  assert.match(await answered({ limits: { ...defaultLimits, depth: 2 } }, 'bom.rows', aside), /too deep, more than 2/)
  const pulled = { feeds: ['kev'], mirror: 'http://127.0.0.1:9' }
  assert.match(await answered({}, 'feeds.pull', pulled), /--offline|no network|offline/)
})
