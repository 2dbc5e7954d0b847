import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { disk } from './disk.ts'
import { brokenPin, pinnedTools, startedAsPinned, toolSeen } from './pinned-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'millcert-pins-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const home = join(folder, 'data')
const ran = join(folder, 'ran')
const tool = join(folder, 'signer')
mkdirSync(home)

const place = { disk, home }
const program = (name: string) => ({
  words: [name],
  input: new Uint8Array(),
  without: [],
  most: 10_000,
  mostBytes: 100,
})
const pin = (text: string) => writeFileSync(join(home, 'pins.toml'), text)
const digest = () => createHash('sha256').update(readFileSync(tool)).digest('hex')

beforeEach(() => {
  writeFileSync(tool, `#!/bin/sh\necho yes\ntouch '${ran}'\n`)
  chmodSync(tool, 0o755)
  rmSync(ran, { force: true })
  pin('')
})

test('a program that is not pinned is run; a pinned one only where its file is what was pinned', async () => {
  assert.equal(Buffer.from(await startedAsPinned(place, program(tool))).toString(), 'yes\n')
  rmSync(ran)
  for (const name of [tool, 'signer']) {
    pin(`[tool."${name}"]\nsha256 = ["${'ab'.repeat(32)}", "sha256:${digest()}"]\n`)
    assert.equal(Buffer.from(await startedAsPinned(place, program(tool))).toString(), 'yes\n', name)
    rmSync(ran)
    const pinned = digest()
    writeFileSync(tool, `${readFileSync(tool, 'utf8')}#\n`)
    await assert.rejects(startedAsPinned(place, program(tool)), { code: 'cli/tool-pinned' }, name)
    assert.equal(existsSync(ran), false)
    assert.deepEqual(brokenPin(await toolSeen(place, tool))?.digests, [`sha256:${'ab'.repeat(32)}`, `sha256:${pinned}`])
    writeFileSync(tool, `#!/bin/sh\necho yes\ntouch '${ran}'\n`)
  }
  assert.deepEqual(await pinnedTools(place), ['signer'])
})

test('a name is looked up on the path as the system does it, and a misspelt pin is refused', async () => {
  const seen = await toolSeen(place, 'sh')
  assert.match(seen.file ?? '', /\/sh$/)
  pin(`[tool.sh]\nsha256 = "${'ab'.repeat(32)}"\n`)
  await assert.rejects(startedAsPinned(place, { ...program('sh'), words: ['sh', '-c', `touch '${ran}'`] }), {
    code: 'cli/tool-pinned',
  })
  assert.equal(existsSync(ran), false)
  for (const text of ['[tools.sh]', '[tool.sh]\nsha = "x"', '[tool.sh]\nsha256 = "x"', '[tool.sh', 'tool = []']) {
    pin(text)
    await assert.rejects(startedAsPinned(place, program('sh')), { code: 'trust/bad-policy' }, text)
  }
})

test('on the command line: a signer that was changed is not run, and the exit code says that a check failed', () => {
  const work = join(folder, 'work')
  mkdirSync(join(work, '.millcert'), { recursive: true })
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(join(work, 'key.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  writeFileSync(join(work, 'file'), 'what is signed')
  writeFileSync(join(work, '.millcert/pins.toml'), `[tool.signer]\nsha256 = "${'ab'.repeat(32)}"\n`)
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url)), ...args], {
      cwd: work,
      env: { PATH: process.env['PATH'], HOME: folder },
      encoding: 'utf8',
    })
  const sign = run('sign', 'file', '--key', 'key.pub', '--signer', `exec:${tool}`)
  assert.equal(sign.status, 4, sign.stderr)
  assert.match(sign.stderr, /the check tool-pinned failed/)
  assert.equal(existsSync(ran), false)
  const doctor = run('doctor')
  assert.match(doctor.stdout, /^(?:bad|look) +tool +signer: not here/m)
  writeFileSync(join(work, '.millcert/pins.toml'), `[tool."${tool}"]\nsha256 = "${'ab'.repeat(32)}"\n`)
  const seen = run('doctor')
  assert.match(seen.stdout, /^bad +tool +\S+\/signer: .*it is not run/m)
  assert.match(seen.stdout, /^(?:good|look) +tool +git: /m)
  assert.equal(seen.status, 3)
})
