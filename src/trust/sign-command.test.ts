import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bundleFromJSON } from '@sigstore/bundle'
import { crypto } from '@sigstore/core'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify'
import { Ajv } from 'ajv'

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-sign-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)
const text = (name: string) => readFileSync(at(name), 'utf8')

const passphrase = 'sehr geheim 4711'
const secrets = new Set([passphrase])
writeFileSync(at('pass'), `${passphrase}\n`)
writeFileSync(at('pump.bin'), 'pump firmware 4.2')
writeFileSync(at('valve.bin'), 'valve firmware 1.0')
for (const [name, pair] of [
  ['plain.key', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['ed.key', generateKeyPairSync('ed25519')],
] as const) {
  const pem = pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  writeFileSync(at(name), pem)
  writeFileSync(at(name.replace('.key', '.pub')), pair.publicKey.export({ format: 'pem', type: 'spki' }))
  for (const line of pem.split('\n').slice(1, -2)) secrets.add(line)
}

/** Runs a command; nothing that is secret stands in anything it says. */
function millcert(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  // Without a terminal, also where somebody sits before these tests: the types do not know that it can be asked for.
  const alone = { detached: true }
  const told = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, XDG_CONFIG_HOME: folder, ...env },
    encoding: 'utf8',
    ...alone,
  })
  for (const secret of secrets)
    assert.ok(!`${told.stdout}${told.stderr}`.includes(secret), `a secret is told by ${args.join(' ')}`)
  return told
}

/** Verifies a bundle as other tools of Sigstore do, with the public key alone. */
function verifies(bundle: string, publicPem: string, artifact?: Buffer): void {
  const material = toTrustMaterial(TrustedRoot.fromJSON({}), () => ({
    publicKey: crypto.createPublicKey(publicPem),
    validFor: () => true,
  }))
  const verifier = new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 })
  verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(bundle)), artifact))
}

const schema = (name: string) => {
  const url = new URL(`../../docs/schemas/millcert-${name}-1.schema.json`, import.meta.url)
  return new Ajv().compile(JSON.parse(readFileSync(url, 'utf8')))
}

test('a key is made and a file is signed with it, so that other tools of Sigstore verify it', () => {
  const made = millcert(['keys', 'make', 'release.key', '--passphrase-file', 'pass', '--format', 'json'])
  assert.equal(made.status, 0, made.stderr)
  const check = schema('keys-make')
  assert.ok(check(JSON.parse(made.stdout)), JSON.stringify(check.errors))
  if (process.platform !== 'win32') assert.equal(statSync(at('release.key')).mode & 0o777, 0o600)
  for (const line of text('release.key').split('\n').slice(1, -2)) secrets.add(line)
  const signed = millcert(['sign', 'pump.bin', '--key', 'release.key'], { MILLCERT_PASSPHRASE: passphrase })
  assert.equal(signed.status, 0, signed.stderr)
  const bundle = text('pump.bin.sigstore.json')
  verifies(bundle, text('release.pub'), readFileSync(at('pump.bin')))
  assert.throws(() => verifies(bundle, text('release.pub'), readFileSync(at('valve.bin'))))
  assert.throws(() => verifies(bundle, text('plain.pub'), readFileSync(at('pump.bin'))))
  const again = millcert(['keys', 'make', 'release.key', '--passphrase-file', 'pass'])
  assert.equal(again.status, 2)
  assert.match(again.stderr, /is there, and a key is not written over/)
})

test('the shape of a bundle is the one that cosign writes', context => {
  const suites = process.env['MILLCERT_TESTDATA']
  if (!suites) return context.skip('MILLCERT_TESTDATA is not set')
  const file = (name: string) => join(suites, 'suites/cosign-key-bundle', name)
  const signed = millcert(['sign', file('artifact.txt'), '--key', file('cosign.key'), '--output', 'a.json'], {
    COSIGN_PASSWORD: 'hello',
  })
  assert.equal(signed.status, 0, signed.stderr)
  const golden = JSON.parse(readFileSync(file('artifact.txt.sigstore.json'), 'utf8'))
  const own = JSON.parse(text('a.json'))
  const pub = readFileSync(file('cosign.pub'), 'utf8')
  verifies(text('a.json'), pub, readFileSync(file('artifact.txt')))
  verifies(JSON.stringify(golden), pub, readFileSync(file('artifact.txt')))
  own.messageSignature.signature = golden.messageSignature.signature
  assert.deepEqual(own, golden)
  const statement = JSON.parse(readFileSync(file('artifact.txt.intoto.sigstore.json'), 'utf8'))
  writeFileSync(at('statement.json'), Buffer.from(statement.dsseEnvelope.payload, 'base64'))
  const args = [
    'sign',
    file('artifact.txt'),
    '--statement',
    'statement.json',
    '--key',
    file('cosign.key'),
    '-o',
    'b.json',
  ]
  assert.equal(millcert(args, { COSIGN_PASSWORD: 'hello' }).status, 0)
  verifies(text('b.json'), pub)
  verifies(JSON.stringify(statement), pub)
  const ownStatement = JSON.parse(text('b.json'))
  ownStatement.dsseEnvelope.signatures = statement.dsseEnvelope.signatures
  assert.deepEqual(ownStatement, statement)
})

test('several files are signed in one call, all or none, and nothing is written over', () => {
  const args = ['sign', 'pump.bin', 'valve.bin', 'none.bin', '--key', 'plain.key']
  assert.equal(millcert(args).status, 2)
  assert.ok(!readdirSync(folder).includes('valve.bin.sigstore.json'))
  const good = millcert(['sign', 'pump.bin', 'valve.bin', '--key', 'plain.key', '--replace', '--format', 'json'])
  assert.equal(good.status, 0, good.stderr)
  const check = schema('sign')
  assert.ok(check(JSON.parse(good.stdout)), JSON.stringify(check.errors))
  for (const name of ['pump.bin', 'valve.bin'])
    verifies(text(`${name}.sigstore.json`), text('plain.pub'), readFileSync(at(name)))
  const before = text('pump.bin.sigstore.json')
  const refused = millcert(['sign', 'pump.bin', '--key', 'plain.key'])
  assert.equal(refused.status, 2)
  assert.match(refused.stderr, /is there already/)
  assert.equal(text('pump.bin.sigstore.json'), before)
})

test('the same file and key of Ed25519 give the same bundle', () => {
  for (const name of ['1.json', '2.json'])
    assert.equal(millcert(['sign', 'pump.bin', '--key', 'ed.key', '--output', name]).status, 0)
  assert.equal(text('1.json'), text('2.json'))
})

test('a predicate is signed as a statement about the files', () => {
  writeFileSync(at('said.json'), '{"reviewed":true}')
  const args = ['sign', 'pump.bin', '--predicate', 'said.json', '--predicate-type', 'https://plant.example/review/v1']
  assert.equal(millcert([...args, '--key', 'ed.key']).status, 0)
  const bundle = text('pump.bin.intoto.sigstore.json')
  verifies(bundle, text('ed.pub'))
  const statement = JSON.parse(Buffer.from(JSON.parse(bundle).dsseEnvelope.payload, 'base64').toString())
  assert.equal(statement.subject[0].name, 'pump.bin')
  assert.deepEqual(statement.predicate, { reviewed: true })
  writeFileSync(at('statement.json'), JSON.stringify(statement))
  const about = (file: string) =>
    millcert(['sign', file, '--statement', 'statement.json', '--key', 'ed.key', '-o', 's.json'])
  assert.equal(about('pump.bin').status, 0)
  const other = about('valve.bin')
  assert.equal(other.status, 2)
  assert.match(other.stderr, /none of its subjects has the digest of valve\.bin/)
})

test('another program signs, and gets no passphrase of ours', context => {
  if (spawnSync('openssl', ['version']).status !== 0) return context.skip('there is no openssl here')
  const signed = millcert([
    'sign',
    'pump.bin',
    '--key',
    'plain.pub',
    '--signer',
    'exec:openssl pkeyutl -sign -inkey plain.key',
    '-o',
    'x.json',
  ])
  assert.equal(signed.status, 0, signed.stderr)
  verifies(text('x.json'), text('plain.pub'), readFileSync(at('pump.bin')))
  writeFileSync(at('signer.mjs'), `process.stderr.write(String(process.env.MILLCERT_PASSPHRASE)); process.exit(3)`)
  const command = `exec:"${process.execPath}" signer.mjs`
  const failed = millcert(['sign', 'pump.bin', '--key', 'plain.pub', '--signer', command, '-o', 'y.json'], {
    MILLCERT_PASSPHRASE: passphrase,
  })
  assert.equal(failed.status, 2)
  assert.match(failed.stderr, /^undefined/)
  assert.match(failed.stderr, /it ended with exit code 3/)
  const private_ = millcert(['sign', 'pump.bin', '--key', 'plain.key', '--signer', command, '-o', 'y.json'])
  assert.equal(private_.status, 2)
  assert.match(private_.stderr, /it is a private key/)
})

test('runs that fail tell no secret either', () => {
  writeFileSync(at('wrong'), 'not the passphrase\n')
  secrets.add('not the passphrase')
  writeFileSync(at('torn.key'), text('plain.key').slice(0, 100))
  for (const [args, wanted] of [
    [
      ['sign', 'pump.bin', '--key', 'release.key', '--passphrase-file', 'wrong', '-o', 'z'],
      /the passphrase is not the one/,
    ],
    [['sign', 'pump.bin', '--key', 'release.key', '-o', 'z', '--debug'], /there is no terminal to ask on/],
    [['sign', 'pump.bin', '--key', 'torn.key', '-o', 'z', '--debug'], /it is not one block of PEM/],
    [['sign', 'pump.bin', '--key', 'pass', '-o', 'z', '--debug'], /it is not one block of PEM/],
    [['sign', 'pump.bin', '--key', 'plain.pub', '-o', 'z'], /name the private key that belongs to it/],
    [['sign', 'pump.bin'], /no key is named/],
    [['sign', '-', '--key', 'plain.key'], /there is no one file/],
  ] as const) {
    const told = millcert(args)
    assert.equal(told.status, 2, told.stderr)
    assert.match(told.stderr, wanted)
    assert.ok(!readdirSync(folder).includes('z'))
  }
  for (const name of readdirSync(folder).filter(name => /\.json$|^\./.test(name)))
    for (const secret of secrets) assert.ok(!text(name).includes(secret), name)
})
