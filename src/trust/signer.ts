import { Buffer } from 'node:buffer'
import { createHash, createSign, createVerify, sign, verify } from 'node:crypto'
import { gather, Problem, type Program, quoted } from '#base'
import { base64 } from './base64.ts'
import { der, derInteger, derSequence, derTags } from './der.ts'
import type { PublicHalf } from './keys.ts'
import type { PrivateKey } from './private-key.ts'
import { mostForEd25519 } from './public-key.ts'

/** A signature, and the digest of the very bytes that it is over. */
export interface Signature {
  /** ECDSA in DER, Ed25519 as its 64 bytes. */
  readonly bytes: Uint8Array
  readonly sha256: Buffer
}

/** What signs. The bytes are read once, so that digest and signature are of the same; `name` is for messages. */
export interface Signer {
  readonly open: PublicHalf
  sign(pieces: Iterable<Uint8Array>, name: string): Promise<Signature>
}

/** Signs with a key that is here. Ed25519 gives the same signature for the same bytes; ECDSA takes new chance each time. */
export function keySigner({ object, open }: PrivateKey): Signer {
  return {
    open,
    async sign(pieces, name) {
      const hash = createHash('sha256')
      if (open.kind === 'ed25519') {
        const bytes = wholeOf(pieces, name)
        return { bytes: sign(null, bytes, object), sha256: hash.update(bytes).digest() }
      }
      const signing = createSign('sha256')
      for (const piece of pieces) {
        hash.update(piece)
        signing.update(piece)
      }
      return { bytes: signing.sign(object), sha256: hash.digest() }
    },
  }
}

/** What a command that signs gets on standard input: the SHA-256 of the bytes as 32 bytes, or the bytes themselves. */
export type SignerInput = 'digest' | 'bytes'

/** Settings that hold a passphrase, which no other program gets. */
export const passphraseSettings = ['MILLCERT_PASSPHRASE', 'COSIGN_PASSWORD'] as const

/** A token waits to be touched, or for its PIN. */
const mostMilliseconds = 120_000
const mostBytes = 4096

/**
 * Signs through a command that the user named, so that a token or an HSM needs none of our code. It writes the signature, alone, to standard
 * output: ECDSA in DER or as the 64 bytes of r and s, Ed25519 as its 64 bytes, each also in base64. What it wrote is held against the public
 * key before anybody sees it. Ed25519 signs the bytes themselves, ECDSA their digest unless the bytes are asked for.
 */
export function commandSigner(
  command: string,
  open: PublicHalf,
  { start, input }: { start(program: Program): Promise<Uint8Array>; input: SignerInput | undefined },
): Signer {
  const words = wordsOf(command)
  if (open.kind === 'ed25519' && input === 'digest')
    throw new Problem('cli/usage', 'Cannot sign a digest with Ed25519: it signs the bytes themselves', {
      next: 'leave --signer-input out, or name a key of ECDSA',
    })
  const wholly = open.kind === 'ed25519' || input === 'bytes'
  return {
    open,
    async sign(pieces, name) {
      const hash = createHash('sha256')
      const verifying = createVerify('sha256')
      const whole = wholly ? wholeOf(pieces, name) : undefined
      for (const piece of whole ? [whole] : pieces) {
        hash.update(piece)
        verifying.update(piece)
      }
      const sha256 = hash.digest()
      const said = await start({
        words,
        input: whole ?? sha256,
        without: passphraseSettings,
        most: mostMilliseconds,
        mostBytes,
      })
      const bytes = signatureOf(said, open)
      const good =
        bytes && (open.kind === 'ed25519' ? verified(whole!, open, bytes) : verifying.verify(open.object, bytes))
      if (bytes && good) return { bytes, sha256 }
      throw new Problem(
        'trust/signer',
        `Cannot sign ${name}: what ${quoted(words[0])} wrote is no signature of the key that was named`,
        {
          at: name,
          wanted: wholly
            ? 'a signature over the bytes of standard input'
            : 'a signature over the digest of standard input, not hashed again',
          next: 'name with --key the public half of the key that it signs with; --signer-input says what it gets',
        },
      )
    },
  }
}

function verified(bytes: Uint8Array, { object }: PublicHalf, signature: Uint8Array): boolean {
  return verify(null, bytes, object, signature)
}

function wholeOf(pieces: Iterable<Uint8Array>, name: string): Uint8Array {
  try {
    return gather(pieces, mostForEd25519, name, null)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'base/too-large') throw error
    throw new Problem(
      'trust/too-large',
      `Cannot sign ${name}: larger than the ${mostForEd25519} bytes that are signed at once`,
      { at: name, next: 'a key of ECDSA signs in pieces: millcert keys make' },
    )
  }
}

/** Words of a command: blanks part them, quotes of either kind hold them together, and nothing else means anything. */
function wordsOf(command: string): string[] {
  const words = [...command.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  )
  const rest = command.replaceAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g, '').trim()
  if (words.length === 0 || words[0] === '' || rest !== '')
    throw new Problem(
      'cli/usage',
      `Cannot take --signer exec:${command}: ${rest ? 'a quote is not closed' : 'there is no command'}`,
      {
        next: 'as in exec:"openssl pkeyutl -sign -inkey key.pem"',
      },
    )
  return words
}

/** What a command wrote as a signature in the form of the key: undefined where it cannot be one. */
function signatureOf(said: Uint8Array, { kind }: PublicHalf): Uint8Array | undefined {
  const text = Buffer.from(said).toString('latin1').replaceAll(/\s+/g, '')
  const bytes = (said.length > 64 && base64(text)) || said
  if (kind === 'ed25519') return bytes.length === 64 ? bytes : undefined
  const [r, s, more] = derSequence(bytes) ?? []
  if (r?.tag === derTags.integer && s?.tag === derTags.integer && !more) return bytes
  return bytes.length === 64
    ? der(derTags.sequence, derInteger(bytes.subarray(0, 32)), derInteger(bytes.subarray(32)))
    : undefined
}
