import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { Ajv } from 'ajv'
import { db } from '#advisories/operations'
import { preAuthEncoding } from '#trust'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { type GateReport, gateOrder } from './gate.ts'
import { release } from './operations.ts'

const osv = (id: string, name: string, fixed: string | undefined, aliases: string[] = []) =>
  JSON.stringify({
    id,
    modified: '2026-11-20T00:00:00Z',
    aliases,
    summary: 'It opens',
    affected: [
      {
        package: { ecosystem: 'PyPI', name },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed ? [{ fixed }] : [])] }],
      },
    ],
  })
const hash = `--hash=sha256:${'ab'.repeat(32)}`
const policy = 'To report a fault, write to security@press.example.\n\nLast reviewed: 2026-10-01\n'
const ignore = (by: string, until: string) =>
  `[[ignore]]\nid = "CVE-2026-10001"\nreason = "the valve is not opened"\n${by}review-by = "${until}"\n`

/** A tree that passes, but for provenance. */
const clean = {
  'tree/requirements.in': 'press-valve==2.1.0\n',
  'tree/requirements.txt': `press-valve==2.1.0 ${hash}\n`,
  'tree/SECURITY.md': policy,
}
const advisories = {
  'all/one.json': osv('PYSEC-2026-1', 'press-valve', '2.0.1', ['CVE-2026-10001']),
  'all/two.json': osv('MAL-2026-1', 'press-valwe', undefined),
}

async function gated(
  files: Record<string, string>,
  flags: Record<string, string[]> = {},
  feeds: Record<string, string> = advisories,
): Promise<{ code: number; report: GateReport; world: MemoryWorld; text: string; outcomes: Record<string, string> }> {
  const world = memoryWorld({ ...feeds, ...files })
  if (Object.keys(feeds).length > 0)
    assert.equal(
      await db.build.run(world, {
        words: [],
        flags: new Map([
          ['from', ['all']],
          ['db', ['db']],
        ]),
      }),
      0,
    )
  world.said.length = 0
  const before = world.printed().length
  const asked = new Map([['db', ['db']], ['format', ['json']], ...Object.entries(flags)] as [string, string[]][])
  const code = await release.gate.run(world, { words: ['tree'], flags: asked })
  const text = world.printed().slice(before)
  const report = (flags['public-log'] ? { checks: [] } : JSON.parse(text)) as GateReport
  return {
    code,
    report,
    world,
    text,
    outcomes: Object.fromEntries(report.checks.map(({ id, outcome }) => [id, outcome])),
  }
}

test('a tree in which everything is as it should be opens the gate; provenance is told, and optional', async () => {
  const { code, report, outcomes, world } = await gated(clean)
  assert.deepEqual(outcomes, {
    'factory-data': 'pass',
    'hash-integrity': 'pass',
    licences: 'pass',
    'lock-drift': 'pass',
    'malicious-packages': 'pass',
    provenance: 'cannot-tell',
    secrets: 'pass',
    'security-policy': 'pass',
    vulnerabilities: 'pass',
  })
  assert.deepEqual([code, report.verdict], [0, 'open'])
  assert.deepEqual(
    world.said.flatMap(line => /^\[\d\/\d\] [^:]+/.exec(line) ?? []),
    [
      '[1/9] Lock drift',
      '[2/9] Hash integrity',
      '[3/9] Known vulnerabilities',
      '[4/9] Malicious packages',
      '[5/9] Provenance of direct dependencies',
      '[6/9] Secrets in the tree',
      '[7/9] Factory data in the tree',
      '[8/9] Security policy',
      '[9/9] Licences',
    ],
  )
  assert.deepEqual(
    report.checks.map(({ id }) => id),
    gateOrder,
  )
  const valid = new Ajv().compile(
    JSON.parse(readFileSync('docs/schemas/millcert-gate-1.schema.json', 'utf8')) as object,
  )
  assert.ok(valid(report), JSON.stringify(valid.errors))
})

test('each check fails by itself, for what it looks at', async () => {
  const faults: [string, Record<string, string>][] = [
    ['lock-drift', { 'tree/requirements.in': 'press-valve==3.0.0\n' }],
    ['hash-integrity', { 'tree/requirements.txt': 'press-valve==2.1.0\n' }],
    ['secrets', { 'tree/key.pem': `-----BEGIN EC PRIVATE${' '}KEY-----\nMHc=\n` }],
    ['factory-data', { 'tree/settings.yml': 'host: 10.4.2.17\n' }],
    ['security-policy', { 'tree/SECURITY.md': policy.replace('2026-10', '2020-10') }],
    ['licences', { 'tree/.millcert/gate.toml': '[licences]\nunknown = "fail"\n' }],
  ]
  for (const [id, files] of faults) {
    const { code, outcomes, report } = await gated({ ...clean, ...files })
    const failed = Object.keys(outcomes).filter(name => outcomes[name] === 'fail')
    assert.deepEqual([id, failed, code, report.verdict], [id, [id], 1, 'shut'])
  }
  const old = { 'tree/requirements.in': 'press-valve==1.0\n', 'tree/requirements.txt': `press-valve==1.0 ${hash}\n` }
  assert.equal((await gated({ ...clean, ...old })).outcomes['vulnerabilities'], 'fail')
  const bad = { 'tree/requirements.in': 'press-valwe==1.0\n', 'tree/requirements.txt': `press-valwe==1.0 ${hash}\n` }
  assert.equal((await gated({ ...clean, ...bad })).outcomes['malicious-packages'], 'fail')
})

test('without a feed of malicious packages, or with a stale one, the gate is shut; without a database too', async () => {
  const { 'all/two.json': _, ...without } = advisories
  const missing = await gated(clean, {}, without)
  assert.deepEqual([missing.code, missing.outcomes['malicious-packages']], [1, 'fail'])
  const stale = await gated(
    clean,
    {},
    { ...advisories, 'all/two.json': advisories['all/two.json'].replace('2026-11', '2026-01') },
  )
  assert.deepEqual([stale.code, stale.outcomes['malicious-packages']], [1, 'fail'])
  const none = await gated(clean, {}, {})
  assert.deepEqual([none.code, none.outcomes['vulnerabilities']], [1, 'cannot-tell'])
})

test('what somebody acknowledged opens the gate until the day of review, in their name, and named in SECURITY.md', async () => {
  const old = {
    ...clean,
    'tree/requirements.in': 'press-valve==1.0\n',
    'tree/requirements.txt': `press-valve==1.0 ${hash}\n`,
    'tree/SECURITY.md': `${policy}CVE-2026-10001 is acknowledged.\n`,
  }
  const by = 'by = "release desk"\n'
  assert.equal((await gated({ ...old, 'tree/.millcert/ignore.toml': ignore(by, '2026-12-24') })).code, 0)
  const ended = await gated({ ...old, 'tree/.millcert/ignore.toml': ignore(by, '2026-11-20') })
  assert.deepEqual([ended.code, ended.outcomes['vulnerabilities']], [1, 'fail'])
  const nobody = await gated({ ...old, 'tree/.millcert/ignore.toml': ignore('', '2026-12-24') })
  assert.deepEqual([nobody.code, nobody.outcomes['vulnerabilities']], [1, 'fail'])
  const unsaid = await gated({
    ...old,
    'tree/SECURITY.md': policy,
    'tree/.millcert/ignore.toml': ignore(by, '2026-12-24'),
  })
  assert.deepEqual([unsaid.code, unsaid.outcomes['security-policy']], [1, 'fail'])
})

test('a public log names nothing; the recipient alone reads the rest', async () => {
  const names = [
    'press-valve',
    'CVE-2026-10001',
    'PYSEC-2026-1',
    'requirements',
    '10.4.2.17',
    'settings',
    '1.0',
    'key.pem',
  ]
  const files = {
    ...clean,
    'tree/requirements.txt': 'press-valve==1.0\n',
    'tree/settings.yml': 'host: 10.4.2.17\n',
    'tree/key.pem': `-----BEGIN EC PRIVATE${' '}KEY-----\nMHc=\n`,
  }
  const identity = await generateIdentity()
  const recipient = await identityToRecipient(identity)
  const { code, world, text } = await gated(files, {
    'public-log': [''],
    'private-report': ['gate.age'],
    recipient: [recipient],
  })
  assert.equal(code, 1)
  const log = [...world.said, text].join('\n')
  for (const name of names) assert.ok(!log.includes(name), name)
  assert.match(log, /sensitive finding; see the private report/)
  const sealed = world.files.get('gate.age')!
  for (const name of names) assert.ok(!Buffer.from(sealed).includes(name), name)
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const report = JSON.parse(await decrypter.decrypt(sealed, 'text')) as GateReport
  assert.ok(
    report.checks.some(({ findings }) => findings.some(({ what }) => what === 'CVE-2026-10001 in press-valve@1.0')),
  )
})

test('a private report without a recipient, or for no key, is refused before anything is written', async () => {
  await assert.rejects(gated(clean, { 'private-report': ['gate.age'] }), /go together/)
  const world = gated(clean, { 'private-report': ['gate.age'], recipient: ['age1none'] })
  await assert.rejects(world, /no age public key/)
})

test('provenance passes with a statement about the very bytes, by who may sign it; another signer is refused', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const other = generateKeyPairSync('ed25519')
  const statement = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'press-valve-2.1.0.whl', digest: { sha256: 'ab'.repeat(32) } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: { buildDefinition: { buildType: 'b', externalParameters: {} }, runDetails: { builder: { id: 'c' } } },
    }),
  )
  const signed = preAuthEncoding('application/vnd.in-toto+json', statement)
  const bundle = JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: 'press' } },
    dsseEnvelope: {
      payload: statement.toString('base64'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: sign(null, signed, privateKey).toString('base64') }],
    },
  })
  const pem = (key: typeof publicKey) => key.export({ type: 'spki', format: 'pem' }) as string
  const given = (key: typeof publicKey) => ({
    ...clean,
    'carried/press.json': JSON.stringify({ attestations: [{ bundle: JSON.parse(bundle) as object }] }),
    'signer.pub': pem(key),
    'signers.toml': '[[key]]\nfile = "signer.pub"\n',
    'tree/.millcert/gate.toml': '[gate]\noptional = []\n',
  })
  const flags = { attestations: ['carried'], signers: ['signers.toml'] }
  const good = await gated(given(publicKey), flags)
  assert.deepEqual([good.code, good.outcomes['provenance']], [0, 'pass'])
  const bad = await gated(given(other.publicKey), flags)
  assert.deepEqual([bad.code, bad.outcomes['provenance']], [1, 'fail'])
  const lacking = await gated({ ...given(publicKey), 'carried/press.json': '{}' }, flags)
  assert.deepEqual([lacking.code, lacking.outcomes['provenance']], [3, 'cannot-tell'])
  const nobody = await gated(given(publicKey), { attestations: ['carried'] })
  assert.deepEqual([nobody.code, nobody.outcomes['provenance']], [3, 'cannot-tell'])
})
