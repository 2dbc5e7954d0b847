import { Buffer } from 'node:buffer'
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { type Limits, Problem, quoted } from '#base'
import type { Artifact } from '../artifact.ts'
import { base64 } from '../base64.ts'
import { type Check, cannotTell, fail } from '../check.ts'
import type { Envelope, Signed } from '../envelopes.ts'
import { keyChecks, type Verified } from '../pinned-signatures.ts'
import type { PinnedKey } from '../policy.ts'
import { mostForEd25519, publicKeyOf } from '../public-key.ts'

interface SignedMinisign extends Signed {
  /** Whether what is signed is the BLAKE2b-512 of the file, as minisign does since 0.8, or the file itself. */
  readonly prehashed: boolean
  readonly keyId: string
  readonly signature: Uint8Array
  /** The signature and the trusted comment, which the last line signs. */
  readonly commented: Uint8Array
  readonly commentSignature: Uint8Array
}

/** Four short lines. */
const mostBytes = 64 * 1024
const blake2bBytes = 64

/** A signature file of minisign (jedisct1/minisign, "Signature format"): Ed25519, a key id, and a comment that is signed too. */
export const minisign: Envelope<SignedMinisign> = {
  id: 'minisign',
  label: 'minisign signature',
  proves: 'The holder of a pinned minisign key signed the file, and wrote the trusted comment beside it',
  provesNot:
    'When it was signed: a time in the trusted comment is what the signer says; the untrusted comment is signed by nobody',
  suffixes: ['.minisig'],
  sniff: ({ text }) => text.startsWith('untrusted comment:'),
  read: (bytes, _limits: Limits, name) => readSignature(bytes, name),
  wants: () => [],
  async check(signed, { artifact, policy, now }) {
    const keys = policy.keys.flatMap(pinned => minisignKey(pinned) ?? [])
    const own = keys.filter(({ keyId }) => keyId === signed.keyId)
    if (keys.length > 0 && own.length === 0)
      return [
        fail('key-pinned', `Key ${signed.keyId} signed, and ${policy.from} names ${keys.map(shownKey).join(', ')}`),
      ]
    const verified: Verified[] = []
    for (const { pinned, key } of own) {
      const outcome = verifies(signed, artifact, key)
      if (outcome === undefined) return [untold(signed, artifact)]
      const found = outcome ? publicKeyOf(key) : undefined
      if (found) verified.push({ pinned, key: found })
    }
    const checks = keyChecks(policy, { known: keys.length, signers: verified, names: [artifact.name], times: [], now })
    return [...checks, ...commentChecks(signed, own, verified)]
  },
}

/** The comment is covered by its own signature: a file whose comment was exchanged is not the one that was handed out. */
function commentChecks(signed: SignedMinisign, keys: readonly MinisignKey[], verified: readonly Verified[]): Check[] {
  const good = keys.some(
    ({ pinned, key }) =>
      verified.some(one => one.pinned === pinned) && verify(null, signed.commented, key, signed.commentSignature),
  )
  return good || verified.length === 0
    ? []
    : [fail('signature-valid', 'The trusted comment is not the one that was signed with the file')]
}

function verifies({ prehashed, signature }: SignedMinisign, artifact: Artifact, key: KeyObject): boolean | undefined {
  if (prehashed) {
    const hex = artifact.digest('blake2b512')
    return hex === undefined ? undefined : verify(null, Buffer.from(hex, 'hex'), key, signature)
  }
  const bytes = artifact.bytes(mostForEd25519)
  // The BLAKE2b of a file that was signed in the new way is signed in the old way by the same bytes.
  if (bytes === undefined || bytes.length === blake2bBytes) return undefined
  return verify(null, bytes, key, signature)
}

function untold({ prehashed }: SignedMinisign, { name, size }: Artifact): Check {
  if (size === undefined || prehashed)
    return cannotTell('signature-valid', `The signature is over the bytes of ${name}, and only its digest is known`)
  return cannotTell(
    'signature-valid',
    size === blake2bBytes
      ? `${name} has ${size} bytes and could be the hash of another file that was signed`
      : `${name} has ${size} bytes, and this kind of signature is checked over ${mostForEd25519} at most`,
  )
}

interface MinisignKey {
  readonly pinned: PinnedKey
  readonly keyId: string
  readonly key: KeyObject
}

const shownKey = ({ pinned, keyId }: MinisignKey) => `${pinned.name} (${keyId})`

/** A pinned key of minisign: its file of two lines, or the second line alone. Undefined for other kinds of keys. */
function minisignKey(pinned: PinnedKey): MinisignKey | undefined {
  if (pinned.bytes.length > mostBytes) return undefined
  const lines = Buffer.from(pinned.bytes).toString('utf8').trim().split(/\r?\n/)
  const bytes = lines.length <= 2 ? base64(lines.at(-1)!.trim()) : undefined
  if (bytes?.length !== 42 || bytes.toString('latin1', 0, 2) !== 'Ed') return undefined
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(10).toString('base64url') }
  return { pinned, keyId: idOf(bytes.subarray(2, 10)), key: createPublicKey({ key: jwk, format: 'jwk' }) }
}

/** As minisign prints it: the bytes from the last to the first. */
function idOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).reverse().toString('hex').toUpperCase()
}

function readSignature(bytes: Uint8Array, name: string): SignedMinisign {
  const wrong = (what: string, line: number) =>
    new Problem('trust/not-minisign', `Cannot read ${name}: ${what} at line ${line}`, { at: `line ${line}` })
  if (bytes.length > mostBytes) throw wrong(`more than ${mostBytes} bytes`, 1)
  const lines = Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .map(line => line.replace(/\r$/, ''))
  const [untrusted = '', first = '', trusted = '', last = '', ...more] = lines
  if (!untrusted.startsWith('untrusted comment:')) throw wrong('an untrusted comment is wanted', 1)
  if (!trusted.startsWith('trusted comment: ')) throw wrong('a trusted comment is wanted', 3)
  if (more.some(line => line !== '')) throw wrong('there is more than four lines', 5)
  const signed = base64(first)
  const commentSignature = base64(last)
  if (signed?.length !== 74) throw wrong(`${quoted(first)} is no signature of minisign`, 2)
  if (commentSignature?.length !== 64) throw wrong(`${quoted(last)} is no signature of the comment`, 4)
  const algorithm = signed.toString('latin1', 0, 2)
  if (algorithm !== 'Ed' && algorithm !== 'ED') throw wrong(`the algorithm ${quoted(algorithm)} is not known`, 2)
  const keyId = idOf(signed.subarray(2, 10))
  const signature = signed.subarray(10)
  const comment = trusted.slice('trusted comment: '.length)
  return {
    about: { kind: 'file', digests: [] },
    by: { kind: 'key', hint: keyId },
    said: { 'trusted comment': comment },
    prehashed: algorithm === 'ED',
    keyId,
    signature,
    commented: Buffer.concat([signature, Buffer.from(comment)]),
    commentSignature,
  }
}
