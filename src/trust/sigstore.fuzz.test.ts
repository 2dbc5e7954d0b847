import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { memoryArtifact } from './artifact.test.ts'
import { judge } from './judge.ts'
import type { Policy } from './policy.ts'
import { noPolicy } from './policy-file.ts'
import { envelopes } from './read-envelope.ts'
import type { Sample } from './sample.ts'
import { readTrustedRoot, type TrustedRoot } from './trusted-root.ts'

const runs = Math.min(Number(process.env['MILLCERT_FUZZ'] ?? 400), 20_000)
const suites = process.env['MILLCERT_TESTDATA'] && join(process.env['MILLCERT_TESTDATA'], 'suites')
const cases = suites && join(suites, 'sigstore-conformance/test/assets/bundle-verify')

/** Numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const odd = [
  'null',
  '-1',
  '1e400',
  '""',
  '[]',
  '{}',
  '"\\u0000"',
  'true',
  '9007199254740993',
  '"AAAA"',
  '[[[[]]]]',
  '"\\ud800"',
]

/** A paper with a few things changed in it: a bit, a piece cut out or put twice, a value of another type. */
function changed(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  let text = Buffer.from(bytes).toString('latin1')
  for (let times = 1 + next(3); times > 0; times--) {
    const at = next(text.length)
    const end = Math.min(text.length, at + 1 + next(60))
    const kind = next(5)
    if (kind === 0) {
      const letter = String.fromCharCode(text.charCodeAt(at) ^ (1 << next(8)))
      text = text.slice(0, at) + letter + text.slice(at + 1)
    } else if (kind === 1) text = text.slice(0, at) + text.slice(end)
    else if (kind === 2) text = text.slice(0, end) + text.slice(at)
    else {
      const values = [...text.matchAll(/:\s*("(?:[^"\\]|\\.)*"|-?\d[\d.]*)/g)]
      const value = values[next(Math.max(1, values.length))]
      if (!value) continue
      const from = value.index + value[0].length - value[1]!.length
      text = text.slice(0, from) + odd[next(odd.length)]! + text.slice(from + value[1]!.length)
    }
  }
  return Buffer.from(text, 'latin1')
}

interface Tried {
  readonly file: Uint8Array
  readonly envelope: Uint8Array
  readonly policy: Policy
  readonly trusted: TrustedRoot | undefined
  readonly now: number
}

/** Judges changed papers: a verdict or a Problem, and never one that verifies another file. */
async function fuzz(id: string, tried: Tried, seed: number, times: number): Promise<void> {
  const { policy, trusted, now, file } = tried
  const member = envelopes.find(one => one.id === id)!
  const next = numbers(seed)
  const judged = (bytes: Uint8Array, of: Uint8Array) =>
    judge(
      member,
      { bytes, name: 'paper' },
      { artifact: memoryArtifact('pump.bin', of), policy, trusted, now },
      defaultLimits,
    )
  for (let run = 0; run < times; run++) {
    const bytes = changed(tried.envelope, next)
    const text = Buffer.from(bytes).toString('latin1')
    try {
      if ((await judged(bytes, file)).result !== 'verified') continue
      assert.notEqual((await judged(bytes, Buffer.concat([file, Buffer.from('x')]))).result, 'verified', text)
    } catch (error) {
      if (!(error instanceof Problem)) throw new Error(text, { cause: error })
    }
  }
}

for (const id of ['cosign-legacy', 'dsse', 'sigstore-bundle'])
  test(`${id}: whatever is changed in one, there is a verdict, and another file is never verified`, async () => {
    const { sample } = (await import(`./samples/${id}.test.ts`)) as { sample: () => Promise<Sample> }
    await fuzz(id, await sample(), 11, runs)
  })

test('bundles with certificates, log entries and timestamps: whatever is changed in one, there is a verdict', {
  skip: cases && existsSync(cases) ? false : 'MILLCERT_TESTDATA names no sigstore-conformance',
}, async () => {
  const folders = readdirSync(cases!, { withFileTypes: true }).filter(one => one.isDirectory())
  const good = folders.map(({ name }) => name).filter(name => !name.endsWith('_fail'))
  for (const [index, name] of good.entries()) {
    const has = (file: string) => existsSync(join(cases!, name, file))
    if (has('key.pub')) continue
    const read = (file: string, other: string) =>
      readFileSync(has(file) ? join(cases!, name, file) : join(suites!, other))
    const root = read('trusted_root.json', 'sigstore-root-signing/targets/trusted_root.json')
    const issuer = 'https://token.actions.githubusercontent.com'
    const tried: Tried = {
      file: read('artifact', 'sigstore-conformance/test/assets/bundle-verify/a.txt'),
      envelope: readFileSync(join(cases!, name, 'bundle.sigstore.json')),
      policy: {
        ...noPolicy,
        from: 'the policy',
        identities: [{ identity: '**@**', pattern: true, issuer, signs: [] }],
      },
      trusted: readTrustedRoot(root, defaultLimits, 'trusted_root.json'),
      now: Date.parse('2026-01-15T12:00:00Z'),
    }
    await fuzz('sigstore-bundle', tried, 100 + index, Math.ceil(runs / 50))
  }
})
