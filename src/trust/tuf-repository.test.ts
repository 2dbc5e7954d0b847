import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { readTrustedRoot } from './trusted-root.ts'
import { carriedTarget, type TufSource, type TufState } from './tuf-repository.ts'

const data = process.env.MILLCERT_TESTDATA
const tools = process.env.MILLCERT_HOSTILE
const suites = data === undefined ? undefined : join(data, 'suites')
const folder = mkdtempSync(join(tmpdir(), 'millcert-tuf-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function bounded(path: string, most: number): Uint8Array | undefined {
  if (!existsSync(path)) return undefined
  if (statSync(path).size > most) throw new Problem('trust/metadata-refused', `${path} has a length over ${most}`)
  return readFileSync(path)
}

const published = (dir: string): TufSource => ({
  metadata: (name, most) => bounded(join(dir, 'metadata', name), most),
  target: (name, most) => bounded(join(dir, 'targets', name), most),
})

test('every repository of the TUF conformance suite gives its target', {
  skip: suites ? false : 'MILLCERT_TESTDATA is not set',
}, async t => {
  const all = join(suites!, 'tuf-conformance/tuf_conformance/static_data')
  const names = readdirSync(all, { withFileTypes: true }).filter(entry => entry.isDirectory())
  assert.equal(names.length, 2)
  for (const { name } of names)
    await t.test(name, async () => {
      const dir = join(all, name)
      const text = (file: string) => readFileSync(join(dir, file), 'utf8').trim()
      const first: TufState = { root: readFileSync(join(dir, 'initial_root.json')), roles: {} }
      const now = Date.parse(text('faketime'))
      const { bytes, state } = await carriedTarget(first, published(dir), text('targetpath'), now, defaultLimits)
      assert.ok(bytes.length > 0)
      const again = await carriedTarget(state, published(dir), text('targetpath'), now, defaultLimits)
      assert.deepEqual(again, { bytes, state })
      await assert.rejects(
        carriedTarget(first, published(dir), text('targetpath'), now + 20 * 365 * 86_400_000, defaultLimits),
        { code: 'trust/metadata-refused' },
      )
    })
})

test("Sigstore's own repository gives its trusted root from any root that it ever had", {
  skip: suites ? false : 'MILLCERT_TESTDATA is not set',
}, async () => {
  const dir = join(suites!, 'sigstore-root-signing')
  const source: TufSource = {
    metadata: (name, most) =>
      bounded(join(dir, 'metadata', name.endsWith('root.json') ? `root_history/${name}` : name), most),
    target: (name, most) => bounded(join(dir, 'targets', name), most),
  }
  const timestamp = JSON.parse(readFileSync(join(dir, 'metadata/timestamp.json'), 'utf8'))
  const now = Date.parse(timestamp.signed.expires) - 3_600_000
  const roots = readdirSync(join(dir, 'metadata/root_history'))
  assert.ok(roots.length >= 15)
  for (const name of roots) {
    const root = readFileSync(join(dir, 'metadata/root_history', name))
    const { bytes } = await carriedTarget({ root, roles: {} }, source, 'trusted_root.json', now, defaultLimits)
    assert.ok(readTrustedRoot(bytes, defaultLimits, 'trusted_root.json').document.tlogs.length >= 1)
  }
})

interface Case {
  id: string
  file: string
  outcome: string
  alsoOk: string[]
  aux: { trustedRoot: string; target: string; now: string }
}

test('every hostile repository is refused, and every control is taken', {
  skip: tools ? false : 'MILLCERT_HOSTILE is not set',
}, async t => {
  const made = spawnSync(process.execPath, [`${tools}/open/hostile-feeds.mjs`, folder], { encoding: 'utf8' })
  assert.equal(made.status, 0, made.stderr)
  const { cases } = JSON.parse(readFileSync(join(folder, 'INDEX.open.hostile-feeds.json'), 'utf8')) as { cases: Case[] }
  for (const { id, file, outcome, alsoOk, aux } of cases)
    await t.test(id, async () => {
      const dir = join(folder, file)
      let state: TufState = { root: readFileSync(join(dir, aux.trustedRoot)), roles: {} }
      let found = 'accept'
      let before: Uint8Array | undefined
      for (const step of readdirSync(dir).sort()) {
        try {
          const target = await carriedTarget(
            state,
            published(join(dir, step)),
            aux.target,
            Date.parse(aux.now),
            defaultLimits,
          )
          if (id === 'FED-19' && before !== undefined) assert.deepEqual(target.bytes, before)
          before = target.bytes
          state = target.state
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          assert.ok(['trust/metadata-refused', 'base/not-json'].includes(error.code), error.code)
          found = 'reject'
        }
      }
      assert.ok(found === outcome || alsoOk.includes(found), `${found}, and ${outcome} is wanted`)
    })
})
