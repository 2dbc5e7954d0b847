import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { release } from '#releases/operations'
import { preAuthEncoding } from '#trust'
import { get } from '../../src/cli/network.ts'
import type { GateReport } from '../../src/releases/gate.ts'
import { memoryWorld } from '../memory/world.ts'

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
/** What PyPI gives is a bundle under names of its own, always with a certificate: here it is laid in as npm gives it. */
const good = {
  [npmPath]: npmAnswer({ sha512: sha512.toString('hex') }),
  '/pypi/press-seal/2.0/json': listed,
  [pythonPath]: npmAnswer({ sha256 }),
}

async function gated(given: Record<string, string>, flags: Record<string, string[]> = {}, network = true) {
  asked.length = 0
  answers = given
  const world = memoryWorld({
    ...files,
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
  const offline = await gated(good, {}, false)
  assert.deepEqual([offline.outcome, asked.length], ['cannot-tell', 0])
  assert.match(offline.findings[0]!.what, /--offline opens no socket/)
  const nobody = await gated(good, { signers: [] })
  assert.equal(nobody.outcome, 'cannot-tell')
})
