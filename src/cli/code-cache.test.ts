import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { after, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'millcert-code-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'cache', 'code', 'kept')
const piece = (name: string, text: string) =>
  writeFileSync(join(folder, name), `(function(exports,require,module,__filename,__dirname){${text}\n})`)
piece(
  'main.cjs',
  "const part = require('./part.cjs');const { sep } = require('path');exports.answer = part.twice(21) + sep",
)
piece(
  'part.cjs',
  `exports.main = require('./main.cjs');exports.twice = n => n * 2;${'exports.more = () => [1, 2, 3].map(n => n + 1);'.repeat(40)}`,
)
const source = JSON.stringify(new URL('code-cache.ts', import.meta.url).href)

/** One run in a process of its own: what V8 compiled it has in that process anyway. `took`: pieces whose kept code was used. */
function ran(kept: string | undefined = file): { answer: string; took: string[] } {
  const code = `
    const vm = process.getBuiltinModule('node:vm')
    const path = process.getBuiltinModule('node:path')
    const { Script } = vm
    const took = []
    vm.Script = function (text, options) {
      const script = new Script(text, options)
      if (options.cachedData && !script.cachedDataRejected) took.push(path.basename(options.filename))
      return script
    }
    process.getBuiltinModule('node:module').syncBuiltinESMExports()
    const { piecesOf } = await import(${source})
    const pieces = piecesOf(${JSON.stringify(folder)}, ${JSON.stringify(kept)}, process.getBuiltinModule)
    const { answer } = pieces.load('main.cjs')
    pieces.keep()
    console.log(JSON.stringify({ answer, took }))`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout)
}
const answer = `42${sep}`
const both = ['main.cjs', 'part.cjs']

test('code cache: what one run compiled the next one takes, and three runs write it', () => {
  rmSync(file, { force: true })
  assert.deepEqual(ran(), { answer, took: [] })
  assert.deepEqual(ran(), { answer, took: both })
  assert.deepEqual(ran(), { answer, took: both })
  const { mtimeNs } = statSync(file, { bigint: true })
  assert.deepEqual(ran(), { answer, took: both })
  assert.equal(statSync(file, { bigint: true }).mtimeNs, mtimeNs)
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o077, 0, 'nobody else may write code')
})

test('code cache: a file that is cut, blanked or something else is passed over and written again', () => {
  ran()
  const whole = readFileSync(file)
  const damaged = [
    whole.subarray(0, 5),
    whole.subarray(0, 200),
    whole.subarray(0, -64),
    Buffer.concat([whole.subarray(0, 400), new Uint8Array(whole.length - 400)]),
    Buffer.alloc(whole.length, 0xff),
    Buffer.alloc(0),
    Buffer.from('{"pieces":{}}'),
  ]
  for (const bytes of damaged) {
    writeFileSync(file, bytes)
    const { answer: found, took } = ran()
    assert.equal(found, answer)
    assert.ok(took.length < both.length, `taken from ${bytes.length} of ${whole.length} bytes: ${took}`)
    assert.deepEqual(ran(), { answer, took: both })
  }
})

test('code cache: where none is wanted, or none can be written, all is loaded all the same', () => {
  assert.deepEqual(ran(''), { answer, took: [] })
  writeFileSync(join(folder, 'plain'), '')
  const under = join(folder, 'plain', 'kept')
  assert.deepEqual(ran(under), { answer, took: [] })
  assert.deepEqual(ran(under), { answer, took: [] })
  assert.deepEqual(readdirSync(join(folder, 'cache', 'code')), ['kept'], 'no draft is left')
})
