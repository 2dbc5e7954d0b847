import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'
import { Ajv } from 'ajv'
import { db } from '#advisories/operations'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { checksums, sha256 } from './build.ts'
import { release, verify } from './operations.ts'
import type { ReleaseManifest } from './release-manifest.ts'

const hash = `--hash=sha256:${'ab'.repeat(32)}`
const tree = {
  'tree/requirements.in': 'press-valve==2.1.0\n',
  'tree/requirements.txt': `press-valve==2.1.0 ${hash} # via press\npress-seal==1.0 ${hash}\n`,
  'tree/press/main.py': 'print("press")\n',
  'press.bin': 'firmware of the press',
}
const key = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    private: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    public: publicKey.export({ type: 'spki', format: 'pem' }) as string,
  }
}
const own = key()
const other = key()
const policy = '[[key]]\nfile = "own.pub"\n[release]\nname = "press"\n'
const advisory = JSON.stringify({
  id: 'PYSEC-2026-1',
  modified: '2026-11-20T00:00:00Z',
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'press-valve' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] }],
    },
  ],
})

/** A world in which a release lies in `out`, signed with a key. */
async function released(signer = own, version = '2.9.1', name = 'press'): Promise<MemoryWorld> {
  const world = memoryWorld({
    ...tree,
    'all/one.json': advisory,
    'own.pub': own.public,
    'policy.toml': policy,
  })
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
  await built(world, version, name, 'out', signer)
  return world
}

async function built(world: MemoryWorld, version: string, name: string, to = 'out', signer = own): Promise<void> {
  // Who reads a private key fills it with zero.
  world.files.set('signer.key', Buffer.from(signer.private))
  const flags = Object.entries({
    name: [name],
    version: [version],
    to: [to],
    db: ['db'],
    key: ['signer.key'],
    artefact: ['press.bin'],
  })
  assert.equal(await release.build.run(world, { words: ['tree'], flags: new Map(flags) }), 0)
}

interface Seen {
  code: number
  result: string
  failed: string[]
}

async function verified(world: MemoryWorld, flags: Record<string, string[]> = {}, folder = 'out'): Promise<Seen> {
  const from = world.printed().length
  const asked = new Map(Object.entries({ policy: ['policy.toml'], format: ['json'], ...flags }))
  const code = await verify.release.run(world, { words: [folder], flags: asked })
  const told: unknown = JSON.parse(world.printed().slice(from))
  const valid = schema('millcert-verify-release-1')
  assert.ok(valid(told), JSON.stringify(valid.errors))
  const answer = told as {
    result: string
    checks: { name: string; outcome: string }[]
  }
  return {
    code,
    result: answer.result,
    failed: answer.checks.filter(one => one.outcome === 'fail').map(one => one.name),
  }
}

let good: MemoryWorld
before(async () => {
  good = await released()
})

/** A copy of the release with something done to it. */
function changed(change: (files: Map<string, Uint8Array>) => void): MemoryWorld {
  const world = memoryWorld(Object.fromEntries(good.files))
  change(world.files)
  return world
}

const text = (files: Map<string, Uint8Array>, path: string) => Buffer.from(files.get(path)!).toString()

const schema = (name: string) =>
  new Ajv().compile(JSON.parse(readFileSync(`docs/schemas/${name}.schema.json`, 'utf8')) as object)

test('a release that is as it was made is verified', async () => {
  const listed = schema('millcert-release-1')
  assert.ok(listed(JSON.parse(text(good.files, 'out/release.json'))), JSON.stringify(listed.errors))
  assert.deepEqual(await verified(good), { code: 0, result: 'verified', failed: [] })
})

/** Each way, and the check that has to say so. */
const ways: [string, string, (files: Map<string, Uint8Array>) => void][] = [
  [
    'a byte of an artefact is another',
    'complete',
    files => {
      const bytes = Buffer.from(files.get('out/press.bin')!)
      bytes[3]! ^= 1
      files.set('out/press.bin', bytes)
    },
  ],
  ['an artefact is missing', 'complete', files => void files.delete('out/press.bin')],
  [
    'an artefact is cut off',
    'complete',
    files => void files.set('out/press.bin', files.get('out/press.bin')!.subarray(1)),
  ],
  [
    'a file lies there that nobody declared',
    'nothing-undeclared',
    files => void files.set('out/setup.sh', Buffer.from('x')),
  ],
  ['a signature is stripped', 'all-signed', files => void files.delete('out/press.bin.sigstore.json')],
  [
    'the signature of the list is stripped',
    'manifest-signed',
    files => void files.delete('out/release.json.sigstore.json'),
  ],
  [
    'two signatures are exchanged',
    'all-signed',
    files => {
      const [a, b] = ['out/press.bin.sigstore.json', 'out/press-2.9.1.tar.sigstore.json']
      const kept = files.get(a!)!
      files.set(a!, files.get(b!)!)
      files.set(b!, kept)
    },
  ],
  [
    'a signature is cut off',
    'all-signed',
    files => {
      const path = 'out/press.bin.sigstore.json'
      files.set(path, files.get(path)!.subarray(0, 200))
    },
  ],
  [
    'a file is taken out of the list',
    'manifest-signed',
    files => {
      const manifest = JSON.parse(text(files, 'out/release.json')) as ReleaseManifest
      manifest.artefacts = manifest.artefacts.filter(({ path }) => path !== 'press.bin')
      files.set('out/release.json', Buffer.from(JSON.stringify(manifest)))
      files.delete('out/press.bin')
      files.delete('out/press.bin.sigstore.json')
    },
  ],
  ['the list is no JSON', 'manifest-readable', files => void files.set('out/release.json', Buffer.from('{'))],
  [
    'the list leads out of the folder',
    'manifest-readable',
    files => {
      const manifest = JSON.parse(text(files, 'out/release.json')) as ReleaseManifest
      manifest.artefacts[0]!.path = '../own.pub'
      files.set('out/release.json', Buffer.from(JSON.stringify(manifest)))
    },
  ],
  [
    'the checksums say something else',
    'complete',
    files => {
      files.set(
        'out/SHA256SUMS',
        Buffer.from(text(files, 'out/SHA256SUMS').replace(/^./, one => (one === '0' ? '1' : '0'))),
      )
    },
  ],
]

for (const [what, check, change] of ways)
  test(`a release is refused when ${what}: ${check}`, async () => {
    const { code, result, failed } = await verified(changed(change))
    assert.deepEqual([code, result], [4, 'refused'])
    assert.ok(failed.includes(check), failed.join(', '))
  })

test('a whole release that somebody else signed is refused', async () => {
  const { code, failed } = await verified(await released(other))
  assert.deepEqual([code, failed], [4, ['manifest-signed', 'all-signed']])
})

test('another product of the same maker is refused', async () => {
  assert.deepEqual(await verified(await released(own, '2.9.1', 'valve')), {
    code: 4,
    result: 'refused',
    failed: ['name-matches'],
  })
})

test('the provenance of another release of the same maker is refused', async () => {
  const world = changed(() => {})
  await built(world, '2.9.0', 'press', 'before')
  for (const end of ['', '.sigstore.json'])
    world.files.set(`out/press-2.9.1.intoto.json${end}`, world.files.get(`before/press-2.9.0.intoto.json${end}`)!)
  const { code, failed } = await verified(world)
  assert.equal(code, 4)
  assert.ok(failed.includes('complete') && failed.includes('provenance-subjects'), failed.join(', '))
})

test('a bill from which a component was taken is refused, though its maker signed it', async () => {
  const world = changed(() => {})
  const bill = text(world.files, 'out/press-2.9.1.cdx.json')
  const short = bill
    .split('\n')
    .filter(line => !line.startsWith('{"type":"library","bom-ref":"pkg:pypi/press-seal'))
    .join('\n')
    .replace('},\n]', '}\n]')
  assert.notEqual(short, bill)
  world.files.set('out/press-2.9.1.cdx.json', Buffer.from(short))
  const manifest = JSON.parse(text(world.files, 'out/release.json')) as ReleaseManifest
  for (const one of manifest.artefacts) {
    if (one.path === 'SHA256SUMS') {
      const others = manifest.artefacts.filter(({ kind }) => kind !== 'checksums')
      world.files.set(
        'out/SHA256SUMS',
        checksums(others.map(({ path }) => ({ path, bytes: world.files.get(`out/${path}`)! }))),
      )
    }
    const bytes = world.files.get(`out/${one.path}`)!
    Object.assign(one, { sha256: sha256(bytes), size: bytes.length })
  }
  world.files.set('out/release.json', Buffer.from(JSON.stringify(manifest)))
  const { failed } = await verified(world)
  assert.ok(failed.includes('bills-consistent'), failed.join(', '))
})

test('an older release than one that was taken is refused; a newer one is taken and kept', async () => {
  const world = await released(own, '2.10.0')
  const kept = { kept: ['press.kept'] }
  assert.equal((await verified(world, kept)).code, 0)
  for (const path of world.files.keys()) if (path.startsWith('out/')) world.files.delete(path)
  await built(world, '2.9.1', 'press')
  assert.deepEqual(await verified(world, kept), { code: 4, result: 'refused', failed: ['not-older'] })
  assert.equal((await verified(world)).code, 0)
  world.files.set('policy.toml', Buffer.from(`${policy}oldest = "2.9.2"\n`))
  assert.deepEqual((await verified(world)).failed, ['not-older'])
})

test('a release that somebody else made is described by its policy', async () => {
  const world = changed(files => {
    for (const [path, bytes] of [...files])
      if (path.startsWith('out/')) {
        files.delete(path)
        if (/out\/press(\.bin|-2\.9\.1\.(tar|intoto\.json|cdx\.json))/.test(path))
          files.set(path.replace('.sigstore.json', '.bundle'), bytes)
      }
    files.set(
      'policy.toml',
      Buffer.from(
        '[[key]]\nfile = "own.pub"\n[release]\nartefacts = ["*.bin", "press-*.tar"]\nsignature = "{file}.bundle"\nalso = ["*.cdx.json*", "*.intoto.json*"]\n',
      ),
    )
  })
  assert.deepEqual(await verified(world), { code: 0, result: 'verified', failed: [] })
  world.files.set('out/new.bin', Buffer.from('x'))
  const two = await verified(world)
  assert.ok(two.failed.includes('complete') && two.failed.includes('nothing-undeclared'))
})

test('without a policy nothing is verified, and a misspelt rule is refused', async () => {
  await assert.rejects(async () => verify.release.run(good, { words: ['out'], flags: new Map() }), /--policy/)
  for (const bad of ['nmae = "press"', 'signature = "../{file}"', 'signature = "{file}"', 'artefacts = ["/etc/*"]'])
    await assert.rejects(
      verified(
        changed(files => void files.set('policy.toml', Buffer.from(`[[key]]\nfile = "own.pub"\n[release]\n${bad}\n`))),
      ),
      /Cannot use policy\.toml/,
      bad,
    )
})
