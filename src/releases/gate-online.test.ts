import assert from 'node:assert/strict'
import { test } from 'node:test'
import { madeNetwork } from '../../tools/memory/network.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import type { Vouched } from './gate.ts'
import type { Listed } from './gate-components.ts'
import { askingRegistries } from './gate-online.ts'
import { checkLocks } from './lock-check.ts'
import type { Pin } from './lock-finding.ts'
import type { Registry } from './lock-registry.ts'
import { golang } from './registries/golang.ts'

const of = (purl: string) => ({ component: { purl } }) as Listed
const sum = (byte: number) => `h1:${Buffer.alloc(32, byte).toString('base64')}`
const hash = (pair: string) => ({ algorithm: 'SHA-256', value: pair.repeat(32) }) as const

test('the files of every pin of a version are asked about, each once, and all statements are given', async () => {
  const purl = 'pkg:pypi/seal@2.0'
  const files = ['aa', 'bb', 'cc'].map(pair => ({
    filename: `seal-${pair}.whl`,
    digests: { sha256: pair.repeat(32) },
  }))
  const place = (file: string) => `https://pypi.org/integrity/seal/2.0/${file}/provenance`
  const asking = madeNetwork({
    'https://pypi.org/pypi/seal/2.0/json': JSON.stringify({ urls: files }),
    [place('seal-aa.whl')]: '{"of":"aa"}',
    [place('seal-bb.whl')]: '{"of":"bb"}',
    [place('seal-cc.whl')]: '{"of":"cc"}',
  })
  const pin = (...hashes: Pin['hashes']): Pin => ({
    name: 'seal',
    version: '2.0',
    purl,
    from: 'registry',
    address: undefined,
    commit: undefined,
    hashes,
    sums: [],
    at: undefined,
  })
  const pins = [pin(hash('aa'), hash('bb')), pin(hash('cc')), pin(hash('aa'), hash('bb'))]
  const ask = askingRegistries(asking, new Map(), async () => ({ pins: pins.map(one => ({ file: 'f', pin: one })) }))
  assert.deepEqual(await ask(of(purl)), [{ of: 'aa' }, { of: 'bb' }, { of: 'cc' }])
  assert.equal(new Set(asking.asked).size, asking.asked.length)
  const odd = askingRegistries(asking, new Map(), async () => ({
    pins: [...pins, { ...pin(hash('dd')), from: 'url' as const }].map(one => ({ file: 'f', pin: one })),
  }))
  assert.deepEqual(await odd(of(purl)), { result: 'missing', because: 'it is of no registry that is asked' })
})

test('a package of a registry of its own is not named to the one that everybody has', async () => {
  const world = memoryWorld({
    'tree/poetry.lock': `[[package]]\nname = "press-secret"\nversion = "1.0"\nfiles = [{file = "press_secret-1.0.tar.gz", hash = "sha256:${'ab'.repeat(32)}"}]\n[package.source]\ntype = "legacy"\nurl = "https://py.press.example/simple"\nreference = "press"\n\n[metadata]\nlock-version = "2.0"\npython-versions = "*"\ncontent-hash = "x"\n`,
  })
  const report = await checkLocks(world, 'tree')
  const asking = madeNetwork({})
  const ask = askingRegistries(asking, new Map(), async () => report)
  const { pin } = report.pins[0]!
  assert.match(pin.purl!, /^pkg:pypi\/press-secret@1\.0\?repository_url=/)
  assert.deepEqual(await ask(of(pin.purl!)), { result: 'missing', because: 'it is of no registry that is asked' })
  assert.deepEqual(asking.asked, [])
})

test('a sum that the log does not have is not made good by another file of sums', async ({ mock }) => {
  // The key of the log is nobody's here: what comes of a lookup is made, by what is pinned.
  mock.method(golang as Required<Registry>, 'vouchers', async ({ sums }: Pin): Promise<Vouched> => {
    if (sums.length === 0) return { result: 'missing', because: 'no sum' }
    return { result: sums.includes(sum(1)) ? 'verified' : 'refused', because: 'made' }
  })
  const mod = 'module m\n\ngo 1.22\n\nrequire m.example/valve v1.0.0\n'
  const judged = async (...sums: readonly (number | undefined)[]) => {
    const files = sums.flatMap((byte, index) => [
      [`tree/${index}/go.mod`, mod],
      [`tree/${index}/go.sum`, byte === undefined ? '' : `m.example/valve v1.0.0 ${sum(byte)}\n`],
    ])
    const report = await checkLocks(memoryWorld(Object.fromEntries(files)), 'tree')
    const given = await askingRegistries(
      madeNetwork({}),
      new Map(),
      async () => report,
    )(of('pkg:golang/m.example/valve@v1.0.0'))
    return 'result' in given ? given.result : 'statements'
  }
  assert.equal(await judged(1, 1), 'verified')
  assert.equal(await judged(9, 1), 'refused')
  assert.equal(await judged(1, 9), 'refused')
  assert.equal(await judged(undefined, 1), 'missing')
  assert.equal(await judged(undefined, 9, 1), 'refused')
})
