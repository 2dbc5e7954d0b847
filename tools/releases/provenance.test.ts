import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { release } from '#releases/operations'
import { preAuthEncoding } from '#trust'
import { get } from '../../src/cli/network.ts'
import type { GateReport } from '../../src/releases/gate.ts'
import { memoryWorld } from '../memory/world.ts'

const data = process.env['MILLCERT_TESTDATA']
const asked: { path: string; accept: string | undefined }[] = []
let answers: Record<string, string> = {}
const server = createServer((request, answer) => {
  asked.push({ path: request.url!, accept: request.headers.accept })
  const made = answers[request.url!]
  if (made === 'redirect') answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
  else if (made === undefined) answer.writeHead(404).end('{"message":"none"}')
  else answer.end(made)
})
await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
after(() => {
  server.closeAllConnections()
  server.close()
})

const sha512 = Buffer.alloc(64, 5)
const sha256 = 'ab'.repeat(32)
const files = {
  'tree/package.json': '{"dependencies":{"@mill/valve":"1.0.0"}}',
  'tree/package-lock.json': JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { '@mill/valve': '1.0.0' } },
      'node_modules/@mill/valve': {
        version: '1.0.0',
        resolved: 'https://registry.npmjs.org/@mill/valve/-/valve-1.0.0.tgz',
        integrity: `sha512-${sha512.toString('base64')}`,
      },
    },
  }),
  'tree/py/requirements.in': 'press-seal==2.0\n',
  'tree/py/requirements.txt': `press-seal==2.0 --hash=sha256:${sha256}\n`,
  'tree/.millcert/gate.toml': '[gate]\noptional = []\n',
}

const pair = generateKeyPairSync('ed25519')
const type = 'application/vnd.in-toto+json'

function signedStatement(digest: object, privateKey: KeyObject = pair.privateKey) {
  const statement = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'valve', digest }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: { buildDefinition: { buildType: 'b', externalParameters: {} }, runDetails: { builder: { id: 'c' } } },
    }),
  )
  const sig = sign(null, preAuthEncoding(type, statement), privateKey).toString('base64')
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: 'press' } },
    dsseEnvelope: { payload: statement.toString('base64'), payloadType: type, signatures: [{ sig }] },
  }
}

const npmPath = '/-/npm/v1/attestations/@mill%2fvalve@1.0.0'
const pythonPath = '/integrity/press-seal/2.0/press_seal-2.0.whl/provenance'
const npmAnswer = (digest: object, key?: KeyObject) =>
  JSON.stringify({ attestations: [{ predicateType: 'p', bundle: signedStatement(digest, key) }] })
const listed = JSON.stringify({
  urls: [
    { filename: 'press_seal-2.0.tar.gz', digests: { sha256: 'cd'.repeat(32) } },
    { filename: 'press_seal-2.0.whl', digests: { sha256 } },
  ],
})
/** What PyPI gives is a bundle under names of its own, always with a certificate: where a key signs, it is laid in as npm gives it. */
const good = {
  [npmPath]: npmAnswer({ sha512: sha512.toString('hex') }),
  '/pypi/press-seal/2.0/json': listed,
  [pythonPath]: npmAnswer({ sha256 }),
}

async function gated(
  given: Record<string, string>,
  flags: Record<string, string[]> = {},
  { network = true, more = {} }: { network?: boolean; more?: Record<string, string> } = {},
) {
  asked.length = 0
  answers = given
  const world = memoryWorld({
    ...files,
    ...more,
    'signer.pub': pair.publicKey.export({ type: 'spki', format: 'pem' }) as string,
    'signers.toml': '[[key]]\nfile = "signer.pub"\n',
  })
  if (network)
    world.network = rules => ({ get: (url, headers, most) => get({ ...rules, idle: 300 }, url, headers, most) })
  const asking = {
    format: ['json'],
    online: [''],
    registry: [`npm=${origin}`, `pypi=${origin}`],
    signers: ['signers.toml'],
    ...flags,
  }
  await release.gate.run(world, { words: ['tree'], flags: new Map(Object.entries(asking)) })
  const report = JSON.parse(world.printed()) as GateReport
  return report.checks.find(({ id }) => id === 'provenance')!
}

test('registries are asked who vouches for direct dependencies, once for each and only for files that are pinned', async () => {
  const { outcome, said } = await gated(good)
  assert.deepEqual([outcome, said], ['pass', '2 dependencies: 2 with a statement that is verified, 0 refused'])
  assert.deepEqual(asked.map(({ path }) => path).sort(), Object.keys(good).sort())
  assert.equal(asked.find(({ path }) => path === pythonPath)?.accept, 'application/vnd.pypi.integrity.v1+json')
})

test('another signer is refused; other bytes, no statement, an odd answer or a redirect leave it open', async () => {
  const other = generateKeyPairSync('ed25519').privateKey
  const forged = await gated({ ...good, [npmPath]: npmAnswer({ sha512: sha512.toString('hex') }, other) })
  assert.deepEqual([forged.outcome, forged.findings.map(({ what }) => what)], ['fail', ['@mill/valve@1.0.0']])
  const { [npmPath]: _, ...without } = good
  for (const [why, given] of Object.entries({
    none: without,
    bytes: { ...good, [npmPath]: npmAnswer({ sha512: '00'.repeat(64) }) },
    odd: { ...good, [npmPath]: '{"attestations":{"length":2}}' },
    text: { ...good, [npmPath]: '\ufffd{' },
    redirect: { ...good, [npmPath]: 'redirect' },
  })) {
    const { outcome, findings } = await gated(given)
    assert.deepEqual([why, outcome, findings.map(({ what }) => what)], [why, 'cannot-tell', ['@mill/valve@1.0.0']])
  }
})

test('without a network, or without anybody who may sign, nothing is verified', async () => {
  const offline = await gated(good, {}, { network: false })
  assert.deepEqual([offline.outcome, asked.length], ['cannot-tell', 0])
  assert.match(offline.findings[0]!.what, /--offline opens no socket/)
  const nobody = await gated(good, { signers: [] })
  assert.equal(nobody.outcome, 'cannot-tell')
})

test('what somebody signed who logged in is verified with the trusted root that was carried here, in the shape of either registry', {
  skip: data ? false : 'MILLCERT_TESTDATA is not set',
}, async () => {
  const suite = `${data}/suites/sigstore-conformance/test/assets/bundle-verify/happy-path-intoto-in-dsse-v3`
  const bundle = JSON.parse(readFileSync(`${suite}/bundle.sigstore.json`, 'utf8')) as {
    verificationMaterial: { certificate: { rawBytes: string }; tlogEntries: object[] }
    dsseEnvelope: { payload: string; signatures: { sig: string }[] }
  }
  const { verificationMaterial: material, dsseEnvelope } = bundle
  const [{ digest }] = JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8')).subject
  const python = {
    version: 1,
    verification_material: {
      certificate: material.certificate.rawBytes,
      transparency_entries: material.tlogEntries,
    },
    envelope: { statement: dsseEnvelope.payload, signature: dsseEnvelope.signatures[0]!.sig },
  }
  const identity = (file: string) =>
    `trusted-root = "root.json"\n[[identity]]\npattern = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/${file}@refs/heads/main"\nissuer = "https://token.actions.githubusercontent.com"\n`
  const more = {
    'tree/package.json': '{}',
    'tree/package-lock.json': '{"lockfileVersion":3,"packages":{"":{}}}',
    'tree/py/requirements.txt': `press-seal==2.0 --hash=sha256:${digest.sha256}\n`,
    'root.json': readFileSync(`${data}/suites/sigstore-root-signing/targets/trusted_root.json`, 'utf8'),
    'their.toml': identity('*.yml'),
    'other.toml': identity('other.yml'),
  }
  const filed = listed.replace(sha256, digest.sha256)
  for (const answer of [{ attestations: [{ bundle }] }, { attestation_bundles: [{ attestations: [python] }] }]) {
    const given = { '/pypi/press-seal/2.0/json': filed, [pythonPath]: JSON.stringify(answer) }
    const right = await gated(given, { signers: ['their.toml'] }, { more })
    assert.deepEqual([right.outcome, right.findings], ['pass', []])
    assert.equal((await gated(given, { signers: ['other.toml'] }, { more })).outcome, 'fail')
  }
})
