import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { emptyBom } from '#boms'
import { memoryWorld } from '../../tools/memory/world.ts'
import { archivesSound } from './archives-sound.ts'
import { billsConsistent } from './bills-consistent.ts'
import type { ReleaseCheck } from './release-checks.ts'
import type { ReleaseManifest } from './release-manifest.ts'
import { tarOf } from './tar.ts'

const tools = process.env['MILLCERT_HOSTILE']
const folder = mkdtempSync(join(tmpdir(), 'millcert-archives-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const artefact = (path: string, kind: 'bom' | 'source' | 'evidence') => ({ path, kind, sha256: '', size: 0 })
const manifest: ReleaseManifest = {
  schema: 'millcert-release/1',
  name: 'press',
  version: '2.9.1',
  source: null,
  artefacts: [artefact('bill.json', 'bom'), artefact('source.tar', 'source'), artefact('evidence.tar', 'evidence')],
}
const sound = tarOf([{ path: 'press-2.9.1/a', bytes: Buffer.from('a') }], 0)

/** What is told of a release that has an archive as the one or the other of its own. */
async function told(archive: Uint8Array): Promise<Record<'source' | 'evidence' | 'bills', ReleaseCheck>> {
  const checks = async (source: Uint8Array, evidence: Uint8Array) => {
    const world = memoryWorld({ 'out/bill.json': '{}', 'out/source.tar': source, 'out/evidence.tar': evidence })
    const [archives] = await archivesSound(world, 'out', manifest)
    const [bills] = await billsConsistent({ ...world, billIn: async () => emptyBom('cyclonedx-json') }, 'out', manifest)
    return { archives: archives!, bills: bills! }
  }
  const { archives: source } = await checks(archive, sound)
  const { archives: evidence, bills } = await checks(sound, archive)
  return { source, evidence, bills }
}

test('an archive as the release writes one is sound, as source and as evidence', async () => {
  for (const { outcome } of Object.values(await told(sound))) assert.equal(outcome, 'pass')
})

test('what leads out of its folder through a link, or stands where another thing does, is refused', async () => {
  const file = (path: string) => ({ path, bytes: Buffer.from(path) })
  const bad = [
    [{ ...file('a'), link: '/tmp' }, file('a/b')],
    [file('a'), file('a/b')],
    [file('./a')],
    [file('C:/a')],
    [file('a\\b')],
  ]
  for (const files of bad) {
    const { source, evidence, bills } = await told(tarOf(files, 0))
    assert.deepEqual([source.outcome, evidence.outcome, bills.outcome], ['fail', 'fail', 'fail'], files[0]!.path)
  }
  const link = tarOf([{ ...file('b'), link: 'a' }, file('a')], 0)
  assert.equal((await told(link)).source.outcome, 'pass')
})

test('a link that may lead out, and names that some file systems take for one, are refused', async () => {
  const file = (path: string, link?: string) => ({ path, bytes: Buffer.from(''), ...(link !== undefined && { link }) })
  const bad = [
    [file('p/l', '/etc/passwd')],
    [file('p/l', '..')],
    [file('p/a/l', '../../p/x')],
    [file('p/l', 'C:\\Windows')],
    [file('p/l', '..\\..')],
    [file('p/x/y/a', '../..'), file('p/x/y/b', 'a/../../..')],
    [file('p/A', 'b'), file('p/a/evil')],
    [file('p/\u00e9', 'b'), file('p/e\u0301/x')],
    [file('p/README'), file('p/readme')],
    [file('p/a/x'), file('p/A')],
    [file('p/\u017fetup'), file('p/Setup')],
  ]
  for (const files of bad) {
    const { source, evidence, bills } = await told(tarOf(files, 0))
    const what = files.map(({ path, link }) => `${path} ${link}`).join(', ')
    assert.deepEqual([source.outcome, evidence.outcome, bills.outcome], ['fail', 'fail', 'fail'], what)
  }
  const good = [file('p/A/x'), file('p/a/y'), file('p/b/c/l', '../../A/x'), file('p/m', './b//c/'), file('p/n', '.')]
  const { source, evidence } = await told(tarOf(good, 0))
  assert.deepEqual([source.outcome, evidence.outcome], ['pass', 'pass'], source.because)
})

test('hostile archives are refused by a named check wherever an archive of a release is read; controls are not', {
  skip: tools ? false : 'MILLCERT_HOSTILE is not set',
}, async () => {
  const made = spawnSync(process.execPath, [`${tools}/open/hostile-archives.mjs`, folder], { encoding: 'utf8' })
  assert.equal(made.status, 0, made.stderr)
  const cases = readdirSync(folder).filter(name => name.endsWith('.expect.json'))
  assert.ok(cases.length >= 39)
  for (const name of cases) {
    const { file, control, format } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      file: string
      control: boolean
      format: string
    }
    const bytes = readFileSync(join(folder, file))
    const isTar = control && format === 'tar'
    const { source, evidence, bills } = await told(isTar ? gunzipSync(bytes) : bytes)
    const wanted = isTar ? 'pass' : 'fail'
    assert.deepEqual([source.name, source.outcome], ['archives-sound', wanted], `${file}: ${source.because}`)
    assert.deepEqual([evidence.name, evidence.outcome], ['archives-sound', wanted], `${file}: ${evidence.because}`)
    assert.deepEqual([bills.name, bills.outcome], ['bills-consistent', wanted], `${file}: ${bills.because}`)
  }
})
