import { Buffer } from 'node:buffer'
import { createCipheriv, createECDH, createPrivateKey, type KeyObject, pbkdf2Sync } from 'node:crypto'
import { type Der, der, derInteger, derSequence, derTags, numberOf } from './der.ts'

/** Kinds of keys that Millcert makes and signs with. */
export type SigningKind = 'ecdsa-p256' | 'ed25519'

const oid = (hex: string) => der(derTags.oid, Buffer.from(hex, 'hex'))
/** Names of RFC 8018 (PBES2, PBKDF2, HMAC with SHA-256), RFC 7914 (scrypt), NIST (AES-256 in CBC mode), RFC 5480 and RFC 8410. */
const oids = {
  pbes2: oid('2a864886f70d01050d'),
  pbkdf2: oid('2a864886f70d01050c'),
  scrypt: oid('2b06010401da47040b'),
  hmacSha256: oid('2a864886f70d0209'),
  aes256Cbc: oid('60864801650304012a'),
  ec: oid('2a8648ce3d0201'),
  p256: oid('2a8648ce3d030107'),
  ed25519: oid('2b6570'),
} as const
const nothing = der(0x05)
const version = (number: number) => der(derTags.integer, Buffer.of(number))
const octets = (bytes: Uint8Array) => der(derTags.octets, bytes)

/** What is taken of a foreign key before its passphrase is tried: a minute of work, where OpenSSL writes thousandths of it. */
const mostIterations = 10_000_000
const [mostScrypt, mostLanes] = [131_072, 16]
/** Iterations of PBKDF2 with HMAC-SHA-256 that OWASP asks for. */
const iterations = 600_000

/** A new private key of 32 bytes of chance, as PKCS#8 in DER (RFC 5958); undefined for the few that are no key of P-256. */
export function newPkcs8(kind: SigningKind, chance: Uint8Array): Buffer | undefined {
  if (kind === 'ed25519')
    return der(derTags.sequence, version(0), der(derTags.sequence, oids.ed25519), octets(octets(chance)))
  const curve = createECDH('prime256v1')
  try {
    curve.setPrivateKey(chance)
  } catch {
    return undefined
  }
  const open = der(0xa1, der(derTags.bits, Buffer.of(0), curve.getPublicKey()))
  const key = der(derTags.sequence, version(1), octets(chance), open)
  const whole = der(derTags.sequence, version(0), der(derTags.sequence, oids.ec, oids.p256), octets(key))
  key.fill(0)
  return whole
}

/** Seals PKCS#8 under a passphrase (PBES2 of RFC 8018: PBKDF2, AES-256-CBC): what stands in an `ENCRYPTED PRIVATE KEY`. */
export function sealPkcs8(pkcs8: Uint8Array, passphrase: Uint8Array, random: (bytes: number) => Uint8Array): Buffer {
  const [salt, start] = [random(16), random(16)]
  const key = pbkdf2Sync(passphrase, salt, iterations, 32, 'sha256')
  const cipher = createCipheriv('aes-256-cbc', key, start)
  const sealed = Buffer.concat([cipher.update(pkcs8), cipher.final()])
  key.fill(0)
  const count = Buffer.alloc(4)
  count.writeUInt32BE(iterations)
  const pseudorandom = der(derTags.sequence, oids.hmacSha256, nothing)
  const stretching = der(
    derTags.sequence,
    oids.pbkdf2,
    der(derTags.sequence, octets(salt), derInteger(count), pseudorandom),
  )
  const parameters = der(derTags.sequence, stretching, der(derTags.sequence, oids.aes256Cbc, octets(start)))
  return der(derTags.sequence, der(derTags.sequence, oids.pbes2, parameters), octets(sealed))
}

/** Why a sealed key is not tried at all; undefined where it may be: it is of PBES2, and the work that it asks for is bounded. */
export function sealedFault(bytes: Uint8Array): string | undefined {
  const [algorithm, sealed, more] = derSequence(bytes) ?? []
  const [name, parameters] = parts(algorithm)
  if (sealed?.tag !== derTags.octets || more || !name) return 'its PKCS#8 is cut short or has more behind it'
  if (!oids.pbes2.equals(name.whole)) return 'it is encrypted in an old way; PBES2 of PKCS#5 is wanted'
  const [stretch, amounts] = parts(parts(parameters)[0])
  const numbers = parts(amounts).slice(1).map(numberOf)
  const [first = Infinity, blockSize = Infinity, lanes = Infinity] = numbers
  if (stretch && oids.pbkdf2.equals(stretch.whole))
    return first <= mostIterations ? undefined : `it asks for more than ${mostIterations} iterations of PBKDF2`
  if (stretch && oids.scrypt.equals(stretch.whole))
    return first <= mostScrypt && blockSize <= 16 && lanes <= mostLanes
      ? undefined
      : `it asks for more than scrypt with N of ${mostScrypt}, r of 16 and p of ${mostLanes}`
  return 'its passphrase is stretched in a way that is not known; PBKDF2 or scrypt are wanted'
}

function parts(value: Der | undefined): Der[] {
  return (value && derSequence(value.whole)) ?? []
}

/** The key in PKCS#8; undefined where it is none, or the passphrase is another one. */
export function keyOfPkcs8(bytes: Uint8Array, passphrase?: Uint8Array): KeyObject | undefined {
  const key = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length)
  try {
    return createPrivateKey({
      key,
      format: 'der',
      type: 'pkcs8',
      ...(passphrase && {
        passphrase: Buffer.from(passphrase.buffer as ArrayBuffer, passphrase.byteOffset, passphrase.length),
      }),
    })
  } catch {
    return undefined
  }
}
