import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bundleFromJSON } from '@sigstore/bundle'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify'
import { asked as askedOf } from './keyless.ts'

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-keyless-'))
after(() => rmSync(folder, { recursive: true, force: true }))

interface Handler {
  path: string
  fn(body: string): Promise<{ statusCode: number; response: string | Buffer | object; contentType?: string }>
}
interface Authority {
  rootCertificate: Buffer
  intCertificate?: Buffer
}
interface Log {
  publicKey: Buffer
  logID: Buffer
}
/** Parts of the mock of Sigstore without the one that patches `http`: they answer here on a port of this machine. */
const part = (path: string) =>
  createRequire(import.meta.url)(
    join(fileURLToPath(new URL('../../node_modules/@sigstore/mock/dist/', import.meta.url)), path),
  )
const { initializeCA, initializeCTLog, fulcioHandler } = part('fulcio/index.js')
const { initializeTLog, rekorHandler, rekorV2Handler } = part('rekor/index.js')
const { initializeTSA, tsaHandler } = part('timestamp/index.js')

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ctlog: Log = await initializeCTLog(pair())
const ca: Authority = await initializeCA(pair(), ctlog)
/** Whole seconds, and behind the start of every certificate that is issued here. */
const stamped = new Date((Math.floor(Date.now() / 1000) + 120) * 1000)
const tsa: Authority = await initializeTSA(pair(), stamped)

/** A token that nobody signed: the mock looks at its claims alone. */
const claims = {
  iss: 'https://login.example',
  sub: 'dev@vendor.example',
  email: 'dev@vendor.example',
  email_verified: true,
  aud: 'sigstore',
}
const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = `${text({ alg: 'none' })}.${text(claims)}.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg`

let asked: string[] = []
/** The login service while a browser is at it: what it gives for a code. */
let browsing: { token(form: URLSearchParams): object } | undefined
const server = createServer(async (request, response) => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const body = Buffer.concat(pieces)
  const path = request.url!
  asked.push(path)
  const send = (status: number, what: string | Buffer | object, type = 'application/json') => {
    response.writeHead(status, { 'content-type': type })
    response.end(typeof what === 'string' || Buffer.isBuffer(what) ? what : JSON.stringify(what))
  }
  if (path === '/.well-known/openid-configuration')
    return send(200, {
      device_authorization_endpoint: `${base}/device`,
      token_endpoint: `${base}/token`,
      authorization_endpoint: `${base}/authorize`,
    })
  if (path === '/device')
    return send(200, { device_code: 'd', user_code: 'ABCD-EFGH', verification_uri: `${base}/approve`, interval: 0.05 })
  if (path === '/token' && browsing !== undefined) return send(200, browsing.token(new URLSearchParams(`${body}`)))
  if (path === '/token')
    return asked.filter(one => one === '/token').length < 3
      ? send(400, { error: 'authorization_pending' })
      : send(200, { id_token: token })
  const handler = handlers.find(one => one.path === path)
  if (!handler) return send(404, 'nothing')
  const told = await handler.fn(body as unknown as string)
  send(told.statusCode, told.response, told.contentType)
})
server.listen(0, '127.0.0.1')
await new Promise(done => server.once('listening', done))
after(() => server.close())
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const tlog: Log = await initializeTLog(base, pair())
const handlers: Handler[] = [
  fulcioHandler(ca, { subjectClaim: 'email' }),
  rekorHandler(tlog),
  rekorV2Handler(tlog),
  tsaHandler(tsa),
]

const validFor = { start: new Date(Date.now() - 86_400_000).toISOString() }
const chain = ({ rootCertificate, intCertificate }: Authority) => ({
  subject: { organization: 'made', commonName: 'made' },
  uri: base,
  certChain: {
    certificates: [...(intCertificate ? [intCertificate] : []), rootCertificate].map(bytes => ({
      rawBytes: Buffer.from(bytes).toString('base64'),
    })),
  },
  validFor,
})
const logOf = ({ publicKey }: Log) => ({
  baseUrl: base,
  hashAlgorithm: 'SHA2_256',
  publicKey: { rawBytes: publicKey.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
  logId: { keyId: createHash('sha256').update(publicKey).digest('base64') },
})
const root = {
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [logOf(tlog)],
  certificateAuthorities: [chain(ca)],
  ctlogs: [logOf(ctlog)],
  timestampAuthorities: [chain(tsa)],
}

function millcert(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  heard: (said: string) => void = () => {},
): Promise<{ status: number | null; said: string }> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, XDG_CONFIG_HOME: folder, ...env },
  })
  const pieces: Buffer[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', piece => {
      pieces.push(piece)
      heard(Buffer.concat(pieces).toString())
    })
  return new Promise(done =>
    child.on('close', status => {
      const said = Buffer.concat(pieces).toString()
      assert.ok(!said.includes(token.split('.')[2]!), 'the token is told')
      done({ status, said })
    }),
  )
}

const services = ['--fulcio', base, '--rekor', base, '--tsa', base, '--oidc-issuer', base]
for (const name of ['pump.bin', 'valve.bin']) writeFileSync(join(folder, name), `${name} firmware`)
writeFileSync(join(folder, 'root.json'), JSON.stringify(root))

/** Verifies as other tools of Sigstore do. */
function verifies(name: string): void {
  const bundle = bundleFromJSON(JSON.parse(readFileSync(join(folder, `${name}.sigstore.json`), 'utf8')))
  const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(root)), {
    tlogThreshold: 1,
    ctlogThreshold: 1,
    timestampThreshold: 1,
  })
  const signer = verifier.verify(toSignedEntity(bundle, readFileSync(join(folder, name))))
  assert.equal(signer.identity?.subjectAlternativeName, claims.email)
}

test('files are signed in the name of who logs in, who is asked once, and verify', async () => {
  asked = []
  const told = await millcert(['sign', 'pump.bin', 'valve.bin', '--keyless', ...services])
  assert.equal(told.status, 0, told.said)
  assert.match(told.said, /\/approve and approve ABCD-EFGH there: once for all files/)
  assert.equal(asked.filter(path => path === '/device').length, 1)
  assert.equal(asked.filter(path => path === '/api/v2/signingCert').length, 1)
  for (const name of ['pump.bin', 'valve.bin']) verifies(name)
  const args = ['verify', 'pump.bin', '--identity', claims.email, '--issuer', claims.iss, '--trusted-root', 'root.json']
  const verified = await millcert(args)
  assert.equal(verified.status, 0, verified.said)
  const again = await millcert(['sign', 'pump.bin', '--keyless', ...services])
  assert.equal(again.status, 2)
  assert.match(again.said, /is there already/)
})

/** Signs while somebody opens the page that is named: `visit` plays their browser. */
async function browsed(visit: (page: URL, back: (answer: object) => Promise<number>) => Promise<void>) {
  asked = []
  let visited: Promise<void> | undefined
  const heard = (said: string) => {
    const page = /Open (\S+) in a browser/.exec(said)?.[1]
    if (page === undefined || visited) return
    const url = new URL(page)
    visited = visit(url, async answer => {
      const back = new URL(url.searchParams.get('redirect_uri')!)
      for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value)
      return (await fetch(back)).status
    })
  }
  const told = await millcert(['sign', 'pump.bin', '--keyless', '--browser', '--replace', ...services], {}, heard)
  await visited
  browsing = undefined
  return told
}

const withNonce = (nonce: string | null) =>
  `${text({ alg: 'none' })}.${text({ ...claims, nonce })}.${token.split('.')[2]}`

test('a browser of this machine logs in: with the state, the verifier and the nonce that were asked with', async () => {
  const told = await browsed(async (page, back) => {
    const given = Object.fromEntries(page.searchParams)
    assert.deepEqual([page.origin, page.pathname, given['response_type']], [base, '/authorize', 'code'])
    assert.match(given['redirect_uri']!, /^http:\/\/localhost:\d+\/auth\/callback$/)
    browsing = {
      token(form) {
        const challenge = createHash('sha256').update(form.get('code_verifier')!).digest('base64url')
        const right = form.get('code') === 'c0de' && challenge === given['code_challenge']
        return right && form.get('redirect_uri') === given['redirect_uri']
          ? { id_token: withNonce(given['nonce']!) }
          : {}
      },
    }
    assert.equal((await fetch(new URL('/elsewhere', given['redirect_uri']))).status, 404)
    for (const state of ['', 'other', given['state']!.replace(/.$/, '_')])
      if (state !== given['state']) assert.equal(await back({ code: 'forged', state }), 400)
    assert.equal(await back({ code: 'c0de', state: given['state'] }), 200)
  })
  assert.equal(told.status, 0, told.said)
  assert.ok(!told.said.includes('c0de'))
  verifies('pump.bin')
})

test('a login that is refused, or a token that was asked for by another, signs nothing', async () => {
  const refused = await browsed(async (page, back) => {
    assert.equal(await back({ error: 'access_denied', state: page.searchParams.get('state') }), 200)
  })
  assert.equal(refused.status, 2, refused.said)
  assert.match(refused.said, /gave no answer that can be used/)
  for (const given of [{ id_token: withNonce('of another') }, { id_token: token }, { error: 'invalid_grant' }]) {
    const other = await browsed(async (page, back) => {
      browsing = { token: () => given }
      assert.equal(await back({ code: 'c0de', state: page.searchParams.get('state') }), 200)
    })
    assert.equal(other.status, 2, other.said)
    assert.ok(!asked.includes('/api/v2/signingCert'))
  }
})

test('a token that was brought asks nobody, and an entry of a log of version 2 stands in the bundle', async () => {
  asked = []
  writeFileSync(join(folder, 'token'), `${token}\n`)
  const more = ['--identity-token-file', 'token', '--rekor-version', '2', '--replace']
  const told = await millcert(['sign', 'pump.bin', '--keyless', ...services, ...more])
  assert.equal(told.status, 0, told.said)
  assert.deepEqual(
    asked.filter(path => path === '/device' || path === '/token'),
    [],
  )
  assert.ok(asked.includes('/api/v2/log/entries'))
  // The log of the mock has no tree of version 2 that a proof could be of: what came of it stands in the bundle as it was told.
  const { verificationMaterial } = JSON.parse(readFileSync(join(folder, 'pump.bin.sigstore.json'), 'utf8'))
  assert.deepEqual(verificationMaterial.tlogEntries[0].kindVersion, { kind: 'hashedrekord', version: '0.0.2' })
  assert.equal(verificationMaterial.timestampVerificationData.rfc3161Timestamps.length, 1)
})

test('offline nothing is asked, and what goes wrong tells no token', async () => {
  asked = []
  const offline = await millcert(['sign', 'valve.bin', '--keyless', '--offline', '--replace', ...services])
  assert.equal(offline.status, 2)
  assert.deepEqual(asked, [])
  const env = { SIGSTORE_ID_TOKEN: token }
  const nowhere = ['--fulcio', `${base}/nowhere`, '--rekor', base, '--replace', '--debug']
  const failed = await millcert(['sign', 'valve.bin', '--keyless', ...nowhere], env)
  assert.notEqual(failed.status, 0)
  assert.match(failed.said, /gave no answer that can be used/)
  const odd = await millcert(['sign', 'valve.bin', '--keyless', '--replace', ...services], {
    SIGSTORE_ID_TOKEN: `x.${token}`,
  })
  assert.notEqual(odd.status, 0)
  const plain = await millcert(['sign', 'valve.bin', '--keyless', '--replace', '--fulcio', 'http://plain.example'], env)
  assert.match(plain.said, /an https address is wanted/)
})

test('an answer of a login service that does not end is left where it is', async () => {
  const pieces = 2000
  let sent = 0
  const endless = createServer(async (_, response) => {
    response.on('error', () => {})
    const closed = new Promise(done => response.once('close', done))
    for (; sent < pieces && !response.destroyed; sent++)
      if (!response.write(Buffer.alloc(64 * 1024, 0x20)))
        await Promise.race([new Promise(done => response.once('drain', done)), closed])
    response.end('{}')
  })
  after(() => {
    endless.closeAllConnections()
    endless.close()
  })
  endless.listen(0, '127.0.0.1')
  await new Promise(done => endless.once('listening', done))
  const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`
  await assert.rejects(askedOf(url, url), /gave no answer that can be used/)
  assert.ok(sent < pieces, `${sent} pieces were read`)
})
