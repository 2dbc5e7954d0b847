import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { db } from '#advisories/operations'
import { vendors } from '#vendors/operations'
import { papers } from '../../src/intake/operations.ts'
import { memoryWorld } from '../memory/world.ts'
import type { TestDatabase } from './each.ts'
import { intakeHouse, realDisk } from './intake.ts'

export const { intake, vendors: pinning } = await papers()

/** The digest of bytes in hex. */
export const hex = (bytes: Uint8Array, algorithm = 'sha256') => createHash(algorithm).update(bytes).digest('hex')
/** The key that the vendor's pins name, and another. */
export const own = generateKeyPairSync('ed25519')
export const other = generateKeyPairSync('ed25519')
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }) as string
/** A trust policy that names a key. */
export const policyOf = (key: KeyObject) => `[[key]]\nname = "release key"\ntext = """${pem(key)}"""\n`

/** A Sigstore bundle of a key's signature over bytes. */
export function bundle(bytes: Uint8Array, key: KeyObject): Buffer {
  const text = (part: Uint8Array) => Buffer.from(part).toString('base64')
  return Buffer.from(
    JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint: 'k' } },
      messageSignature: {
        messageDigest: { algorithm: 'SHA2_256', digest: text(createHash('sha256').update(bytes).digest()) },
        signature: text(sign(null, bytes, key)),
      },
    }),
  )
}

/** A bill of materials about bytes. */
export function bill(name: string, of: Uint8Array, purls: readonly string[] = []): Buffer {
  const subject = { type: 'firmware', 'bom-ref': 's', name, hashes: [{ alg: 'SHA-256', content: hex(of) }] }
  const components = purls.map((purl, n) => ({ type: 'library', 'bom-ref': `c${n}`, name: `part-${n}`, purl }))
  return Buffer.from(
    JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { component: subject }, components }),
  )
}

/** A feed of malicious packages of a day. */
export async function feed(folder: string, day: string): Promise<void> {
  mkdirSync(`${folder}/from`, { recursive: true })
  const record = {
    id: 'MAL-2026-1',
    modified: `${day}T00:00:00Z`,
    affected: [{ package: { ecosystem: 'npm', name: 'press-helper' }, versions: ['1.0.1'] }],
  }
  writeFileSync(`${folder}/from/MAL-2026-1.json`, JSON.stringify(record))
  const flags = new Map([
    ['from', [`${folder}/from`]],
    ['db', [`${folder}/advisories`]],
  ])
  assert.equal(await db.build.run({ ...memoryWorld(), disk: realDisk }, { words: [], flags }), 0)
}

/** A station at a plant that knows a vendor with a pinned key, and a fresh feed of malicious packages. */
export async function station(database: TestDatabase, context: TestContext, day = '2026-11-20') {
  const house = await intakeHouse(database, context)
  const { caller, folder } = house
  if (day !== '') await feed(folder, day)
  const { id: vendorId } = await caller.act(vendors.add, { name: 'Pressworks' })
  await caller.act(pinning.pin, { id: vendorId, policy: policyOf(own.publicKey) })
  const paper = async (name: string, bytes: Uint8Array) =>
    (await caller.act(intake.papers, { siteId: 'site-a', name }, bytes)).digest
  const files = async (bytes: Uint8Array, said: object = {}, beside: Record<string, Uint8Array> = {}) => {
    const digests: string[] = []
    for (const [name, content] of Object.entries(beside)) digests.push(await paper(name, content))
    const words = { siteId: 'site-a', name: 'pump.bin', vendor: 'Pressworks', papers: digests, ...said }
    return caller.act(intake.files, words, bytes)
  }
  return { ...house, vendorId, paper, files }
}

export const firmware = Buffer.from('firmware of the pump')
export const signed = { 'pump.bin.sigstore.json': bundle(firmware, own.privateKey) }

/** The checks that decided a verdict. */
export const decidedBy = ({ reasons }: { reasons: readonly { check: string }[] }) => reasons.map(({ check }) => check)
