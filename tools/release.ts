// `npm run release`: Millcert's own release, by its own commands. It writes a folder and pushes nothing; docs/releasing.md tells the rest.
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { passphraseSettings } from '../src/trust/signer.ts'
import { packageOf } from './releases/package.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }
const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const options = {
  /** The folder it is written to. */
  to: { ...text, default: `.artefacts/millcert-${version}` },
  db: text,
  /** Anybody reads what is said here. */
  'public-log': flag,
  /** Who signs, as `sign` takes it; a passphrase is typed, or stands in MILLCERT_PASSPHRASE. */
  key: text,
  signer: text,
  'signer-input': text,
  'passphrase-file': text,
  keyless: flag,
  'identity-token-file': text,
  /** Nobody: for a trial, or for another machine that does. */
  unsigned: flag,
  /** Nobody, and without the gate: what was released is made a second time, and what became known since is no part of it. */
  again: flag,
  /** Who may sign, as `verify release` takes it; for a key its public half, which lies beside it. */
  policy: text,
  'trusted-root': text,
} as const
const values = read()

process.chdir(root)
const by = signedBy()
const work = mkdtempSync(join(tmpdir(), 'millcert-release-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))
const dist = join(work, 'dist')
const program = join(dist, 'millcert.cjs')

console.log('Making the bundle …')
// What makes the bundle is given nothing to sign with.
const { SIGSTORE_ID_TOKEN: _, ...env } = process.env
for (const name of passphraseSettings) delete env[name]
const { status, stderr } = spawnSync(process.execPath, ['tools/bundle.ts', dist], { encoding: 'utf8', env })
if (status !== 0) stop(`Cannot make the bundle: ${stderr}`, 1)
if (!values.again) millcert('release', 'gate', '.', ...given('db'), ...(values['public-log'] ? ['--public-log'] : []))
const archive = join(work, `millcert-${version}.tgz`)
writeFileSync(archive, packageOf(root, dist, secondsOfCommit()))
const what = ['--name', 'millcert', '--version', version, '--to', values.to, '--artefact', archive]
const signer = given('key', 'signer', 'signer-input', 'passphrase-file')
millcert('release', 'build', '.', ...what, ...given('db'), ...signer)
if (values.keyless) millcert('sign', '--keyless', ...given('identity-token-file'), ...filesIn(values.to))
if (by === undefined) verifyUnsigned()
else millcert('verify', 'release', values.to, '--policy', policyOf(by), ...given('trusted-root'), '--source', '.')
console.log(
  `\nmillcert ${version}${by === undefined ? ', not signed,' : ''} lies in ${resolve(values.to)}. Nothing was published.`,
)

function read() {
  try {
    return parseArgs({ options }).values
  } catch (error) {
    return stop(`Cannot release: ${(error as Error).message}`, 2)
  }
}

/** A policy, or the public half of the key; undefined where nobody signs. */
function signedBy(): { policy: string } | { key: string } | undefined {
  const { key, keyless, unsigned, again, policy } = values
  if ([key !== undefined, keyless, unsigned || again].filter(Boolean).length !== 1)
    stop('Cannot release: one of --key FILE, --keyless and --unsigned says who signs', 2)
  if (unsigned || again) return undefined
  if (policy !== undefined) return { policy }
  if (keyless) stop('Cannot release: --keyless needs --policy FILE, which says who may have signed', 2)
  const half = values.signer === undefined ? `${key!.replace(/\.(?:key|pem)$/, '')}.pub` : key!
  if (!existsSync(half)) stop(`Cannot release: ${half} is not there; --policy FILE says who may sign`, 2)
  return { key: half }
}

function policyOf(who: { policy: string } | { key: string }): string {
  if ('policy' in who) return who.policy
  const path = join(work, 'policy.toml')
  writeFileSync(path, `[[key]]\nfile = ${JSON.stringify(resolve(who.key))}\n[release]\nname = "millcert"\n`)
  return path
}

/** All but the signatures is looked at: whatever else does not pass is a fault. */
function verifyUnsigned(): void {
  const nobody = join(work, 'nobody.pub')
  writeFileSync(nobody, generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }))
  const words = ['verify', 'release', values.to, '--policy', policyOf({ key: nobody }), '--source', '.']
  const seen = spawnSync(process.execPath, [program, ...words, '--format', 'json'], { encoding: 'utf8' })
  if (seen.stdout === '') stop(seen.stderr, 4)
  const { checks } = JSON.parse(seen.stdout) as { checks: { name: string; outcome: string; because: string }[] }
  const odd = checks.filter(({ name, outcome }) => outcome !== 'pass' && !/^(?:manifest|all)-signed$/.test(name))
  if (odd.length > 0) stop(odd.map(({ name, because }) => `${name}: ${because}`).join('\n'), 4)
}

/** Everything has the time of the commit, so that it is made again with the same bytes. */
function secondsOfCommit(): number {
  const asked = spawnSync('git', ['show', '-s', '--format=%ct', 'HEAD'], { encoding: 'utf8' })
  if (asked.status !== 0) stop('Cannot release: this is no checkout of the repository', 2)
  return Number(process.env['SOURCE_DATE_EPOCH'] ?? asked.stdout)
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
}

/** Flags that were given, as they are handed on. */
function given(...names: readonly (keyof typeof values)[]): string[] {
  return names.flatMap(name => (typeof values[name] === 'string' ? [`--${name}`, values[name]] : []))
}

/** A command of the bundle that was just made, for people to see. */
function millcert(...words: string[]): void {
  console.log(`\n$ millcert ${words.join(' ').replaceAll(`${work}/`, '')}`)
  const ended = spawnSync(process.execPath, [program, ...words], { stdio: 'inherit' })
  if (ended.status !== 0)
    stop(`millcert ${words[0]} ${words[1]} ended with ${ended.status}: nothing is released`, ended.status ?? 1)
}

function stop(why: string, code: number): never {
  console.error(why.trim())
  process.exit(code)
}
