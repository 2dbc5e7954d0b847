import { Buffer } from 'node:buffer'
import type { Message, PublicKey, Signature } from 'openpgp'
import { quoted } from '#base'
import type { Artifact } from './artifact.ts'
import { type Check, cannotTell, fail, pass } from './check.ts'
import { currentCheck, maySign } from './pinned.ts'
import type { PinnedKey, Policy } from './policy.ts'

type Library = typeof import('openpgp')

/** A pinned key of OpenPGP. */
interface Known {
  readonly pinned: PinnedKey
  readonly key: PublicKey
}

/** A pinned key that verified: its fingerprint tells it from others, whichever of its parts signed. */
interface Verified extends Known {
  readonly fingerprint: string
}

/** What OpenPGP checks take: the whole of it, as one signature reads the file once. */
export const mostForOpenpgp = 1024 ** 3

/**
 * Judges detached OpenPGP signatures (RFC 9580) over a file: each by the pinned keys alone. Hashes that can be forged, keys that are too
 * short, keys that ran out or were revoked do not count, whatever the signature says of itself.
 */
export async function openpgpChecks(
  packets: Uint8Array,
  artifact: Artifact,
  policy: Policy,
  now: number,
): Promise<readonly Check[]> {
  const library = await import('openpgp')
  const known = await knownKeys(library, policy)
  if (known.length === 0) return [fail('key-pinned', `${policy.from} names no key of OpenPGP, and one signed`)]
  const content = artifact.bytes(mostForOpenpgp)
  if (content === undefined)
    return [
      cannotTell(
        'signature-valid',
        artifact.size === undefined
          ? `The signature is over the bytes of ${artifact.name}, and only its digest is known`
          : `${artifact.name} has ${artifact.size} bytes, and this kind of signature is checked over ${mostForOpenpgp} at most`,
      ),
    ]
  const signature = await packetsRead(library, packets)
  if (typeof signature === 'string') return [fail('signature-valid', signature)]
  const { good, faults } = await verified(library, signature, content, known, now)
  if (good.length === 0)
    return [fail('signature-valid', faults[0] ?? `No signature is by ${known.map(shown).join(' or ')}`)]
  return [...judgedKeys(good, artifact, policy, now), ...(await keyStates(good, now))]
}

async function knownKeys(library: Library, policy: Policy): Promise<Known[]> {
  const known: Known[] = []
  for (const pinned of policy.keys) {
    const armored = Buffer.from(pinned.bytes)
      .toString('latin1')
      .trimStart()
      .startsWith('-----BEGIN PGP PUBLIC KEY BLOCK-----')
    const isBinary = (pinned.bytes[0]! & 0xfc) === 0x98 || pinned.bytes[0] === 0xc6
    if (!armored && !isBinary) continue
    try {
      const keys = armored
        ? await library.readKeys({ armoredKeys: Buffer.from(pinned.bytes).toString('latin1') })
        : await library.readKeys({ binaryKeys: pinned.bytes })
      for (const key of keys) if (!key.isPrivate()) known.push({ pinned, key: key as PublicKey })
    } catch {
      // Not one that can be read: it is then not among the keys that are named below.
    }
  }
  return known
}

/** The signature, or why the library takes it for none. */
async function packetsRead(library: Library, packets: Uint8Array): Promise<Signature | string> {
  try {
    const signature = await library.readSignature({ binarySignature: packets })
    if (signature.packets.length > 0) return signature
  } catch (error) {
    return `The signature cannot be read: ${plain(error)}`
  }
  return 'The signature is of a version or an algorithm that is not known'
}

async function verified(
  library: Library,
  signature: Signature,
  content: Uint8Array,
  known: readonly Known[],
  now: number,
): Promise<{ good: Verified[]; faults: string[] }> {
  const message = await library.createMessage({ binary: content, format: 'binary' })
  const good = new Map<string, Verified>()
  const faults: string[] = []
  for (const one of known) {
    const signatures = await verifiedBy(library, message, signature, one.key, now).catch(plain)
    if (typeof signatures === 'string') {
      faults.push(`The signature cannot be checked: ${signatures}`)
      continue
    }
    for (const { keyID, verified } of signatures) {
      const own = one.key.getKeys(keyID).length > 0
      try {
        await verified
        const fingerprint = one.key.getFingerprint()
        good.set(fingerprint, { ...one, fingerprint })
      } catch (error) {
        if (own) faults.push(`The signature of ${shown(one)} is not taken: ${plain(error)}`)
      }
    }
  }
  return { good: [...good.values()], faults }
}

async function verifiedBy(
  { verify }: Library,
  message: Message<Uint8Array>,
  signature: Signature,
  verificationKeys: PublicKey,
  now: number,
) {
  const config = { minRSABits: 2048 }
  return (await verify({ message, signature, verificationKeys, date: new Date(now), config })).signatures
}

/** The library's words as a part of a line. */
function plain(error: unknown): string {
  return quoted(
    String((error as Error)?.message ?? error)
      .replace(/\s+/g, ' ')
      .replace(/\.$/, ''),
  )
}

function judgedKeys(good: readonly Verified[], { name }: Artifact, policy: Policy, now: number): Check[] {
  const valid = pass('signature-valid', `The signature verifies with ${good.map(shown).join(' and with ')}`)
  const may = good.filter(({ pinned }) => maySign(pinned, [name]))
  if (may.length === 0) {
    const allowed = good.map(({ pinned }) => `${pinned.name} only for ${pinned.signs.join(', ')}`).join('; ')
    return [valid, fail('key-pinned', `${policy.from} trusts ${allowed}, and not for ${name}`)]
  }
  const current = may.map(({ pinned }) => currentCheck(pinned, [], now))
  const count = current.filter(({ outcome }) => outcome === 'pass').length
  const told = `${count} of the ${policy.threshold} different keys that are wanted signed`
  return [
    valid,
    pass('key-pinned', `${policy.from} names ${may.map(shown).join(' and ')}`),
    current.find(({ outcome }) => outcome === 'pass') ?? current[0]!,
    count >= policy.threshold ? pass('threshold', told) : fail('threshold', told),
  ]
}

/** What the keys say of themselves today. When a signature was made only the signer says: after a key ran out anybody who has it can say so. */
async function keyStates(good: readonly Verified[], now: number): Promise<Check[]> {
  const checks: Check[] = []
  for (const one of good) {
    if (await one.key.isRevoked(undefined, undefined, new Date(now)))
      checks.push(fail('key-current', `${shown(one)} was revoked by its holder`))
    const end = await one.key.getExpirationTime()
    if (end === null || (typeof end !== 'number' && end.getTime() <= now)) {
      const when = end === null ? 'is not valid' : `ran out at ${(end as Date).toISOString()}`
      checks.push(
        cannotTell('key-current', `${shown(one)} ${when}, and only the signature says that it was made before`),
      )
    }
  }
  return checks
}

function shown({ pinned, key }: Known): string {
  return `${pinned.name} (OpenPGP ${key.getFingerprint().toUpperCase()})`
}
