import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { vendors } from '#vendors/operations'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { intakeHouse, realDisk } from '../../tools/databases/intake.ts'
import { intake, other, pinning, policyOf } from '../../tools/databases/station.ts'
import { hostileSignatures, noSignatures, type SignatureCase } from '../../tools/hostile/signatures.ts'
import { tasks } from './operations.ts'

const folder = mkdtempSync(join(tmpdir(), 'millcert-station-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const identities = `predicate-types = ["https://cyclonedx.org/bom"]
[[identity]]
pattern = "https://ci.vendor.example.invalid/release@refs/tags/*"
issuer = "https://oidc.vendor.example.invalid"
`

/** The pins of the vendor that a case is about: of several keys each signs its own. */
function pinsFor({ format, aux }: SignatureCase): { policy: string; trustedRoot?: string } | undefined {
  const { read } = hostileSignatures()
  if (format !== 'dsse') return { policy: identities, trustedRoot: read('trusted_root.json').toString() }
  const { keys = [], threshold = 1 } = aux ?? {}
  const one = (name: string) => {
    const signs = threshold > 1 ? '' : `signs = ["${name.startsWith('vendor-a') ? 'fw-*' : 'b-*'}"]\n`
    return `[[key]]\nname = "${name}"\ntext = """${read(name)}"""\n${signs}`
  }
  return keys.length === 0 ? undefined : { policy: `threshold = ${threshold}\n${keys.map(one).join('')}` }
}

onEachDatabase('no hostile signature lets a file in, and every good one does', async (database, context) => {
  if (noSignatures) return context.skip(noSignatures)
  const { cases, read } = hostileSignatures()
  const { at } = await intakeHouse(database, context)
  const { act } = at('2026-01-15T12:00:00Z')
  const { id } = await act(vendors.add, { name: 'Pressworks' })
  for (const one of cases) {
    const pins = pinsFor(one)
    // Pins that name nobody cannot be set: the vendor has none then.
    await act(pinning.pin, { id, policy: null, ...pins, wants: ['signature'] })
    const name = one.file.split('/').at(-1)!
    const { digest } = await act(intake.papers, { siteId: 'site-a', name }, read(one.file))
    const words = { siteId: 'site-a', name: 'artifact.txt', vendor: 'Pressworks', papers: [digest] }
    const { verdict, reasons } = await act(intake.files, words, read(one.aux?.artifact ?? 'artifact.txt'))
    const said = `${one.id}: ${verdict} ${JSON.stringify(reasons)}`
    if (one.outcome === 'accept') assert.equal(verdict, 'accept', said)
    else assert.equal(verdict, pins ? 'refuse' : 'quarantine', said)
    if (verdict !== 'accept') assert.equal(reasons[0]?.check, 'signature', said)
  }
})

test('a large file is hashed and verified in pieces', async context => {
  const { mkdirSync } = await import('node:fs')
  const at = join(folder, 'large')
  mkdirSync(at)
  const file = realDisk.append(join(at, 'large.bin'))
  for (let piece = 0; piece < 64; piece++) file.write(Buffer.alloc(1024 ** 2, piece))
  file.close()
  let [largest, asked] = [0, 0]
  const disk = {
    ...realDisk,
    read: () => assert.fail('the whole file was read at once'),
    open(path: string) {
      const opened = realDisk.open(path)
      return {
        ...opened,
        read(into: Uint8Array, from: number) {
          largest = Math.max(largest, into.length)
          asked += into.length
          return opened.read(into, from)
        },
      }
    },
  }
  const { defaultLimits } = await import('#base')
  const world = { disk, limits: defaultLimits, now: () => Date.parse('2026-11-21T10:00:00Z'), progress() {} }
  const found = await tasks['intake.file'](world, {
    path: join(at, 'large.bin'),
    name: 'large.bin',
    stated: undefined,
    package: undefined,
    papers: [{ name: 'large.bin.sha256', bytes: Buffer.from(`${'0'.repeat(64)}  large.bin\n`) }],
    vendor: { name: 'Pressworks', pins: { policy: policyOf(other.publicKey), trustedRoot: null, wants: [] } },
    advisories: join(at, 'advisories'),
  })
  context.diagnostic(`64 MiB, read in pieces of at most ${largest}, ${asked} bytes in all`)
  assert.equal(found.size, 64 * 1024 ** 2)
  assert.deepEqual(
    found.checks.map(({ name, outcome }) => `${name} ${outcome}`),
    [
      'digest pass',
      'papers pass',
      'signature cannot-tell',
      'checksum fail',
      'bill cannot-tell',
      'malicious cannot-tell',
    ],
  )
  assert.ok(largest <= 1024 ** 2 && asked < 3 * found.size, `${largest}, ${asked}`)
})
