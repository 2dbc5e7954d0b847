import { Buffer } from 'node:buffer'
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { Problem, quoted } from '#base'
import type { TreeHash } from './merkle.ts'
import type { SigningKey } from './signing-key.ts'

/** A tree head: so many entries of a chain have this root. It vouches for each of them and for their order. */
export interface Checkpoint {
  /** `millcert/<journal>/<chain>`. */
  origin: string
  size: number
  /** The root of the Merkle tree over the lines of the entries (RFC 6962). */
  root: TreeHash
}

/** A checkpoint as it is written, read but believed by nobody yet. */
export interface CheckpointNote extends Checkpoint {
  /** The bytes that are signed. */
  text: string
  signatures: readonly { name: string; id: string; signature: Buffer }[]
}

/** A public key of Ed25519 that somebody trusts. */
export interface CheckpointKey {
  /** 32 bytes. */
  bytes: Buffer
  verifies(text: string, signature: Uint8Array): boolean
}

/** The largest checkpoint that is read. */
export const checkpointBytes = 64 * 1024

export function originOf(journal: string, chain: string): string {
  return `millcert/${journal}/${chain}`
}

/**
 * A signed checkpoint in the form of C2SP tlog-checkpoint, a signed note: origin, size and root, an empty line, and one line with
 * the signature by the origin's key.
 */
export function signedCheckpoint({ origin, size, root }: Checkpoint, key: SigningKey): string {
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`
  const signature = Buffer.concat([keyId(origin, key.publicBytes), key.sign(text)])
  return `${text}\n— ${origin} ${signature.toString('base64')}\n`
}

/** The public key in the form that programs for signed notes take: name, key id and key. */
export function verifierKey(origin: string, publicBytes: Uint8Array): string {
  const key = Buffer.concat([Buffer.of(ed25519), publicBytes]).toString('base64')
  return `${origin}+${keyId(origin, publicBytes).toString('hex')}+${key}`
}

/** The algorithm's number in C2SP signed-note. */
const ed25519 = 1

/** The first four bytes of a hash over name and key (C2SP signed-note). */
function keyId(name: string, publicBytes: Uint8Array): Buffer {
  const hash = createHash('sha256').update(`${name}\n`).update(Buffer.of(ed25519)).update(publicBytes)
  return hash.digest().subarray(0, 4)
}

/** Reads a checkpoint. A Problem `ledger/not-a-checkpoint` names the file and the line that is wrong. */
export function readCheckpoint(bytes: Uint8Array, name: string): CheckpointNote {
  const wrong = (what: string, line: number) =>
    new Problem('ledger/not-a-checkpoint', `Cannot read ${name}: ${what} at line ${line}`, {
      at: `line ${line}`,
      wanted: 'a signed checkpoint: origin, size, root, an empty line, signatures',
    })
  const note = Buffer.from(bytes).toString('utf8')
  if (bytes.length > checkpointBytes || !Buffer.from(note).equals(bytes)) throw wrong('it is no short text', 1)
  const [body, signed, ...more] = note.split('\n\n')
  if (signed === undefined || more.length > 0 || !note.endsWith('\n')) throw wrong('it is no signed note', 1)
  const [origin, size, root, ...extensions] = body!.split('\n')
  if (!origin || /[\u0000-\u001f]/.test(origin)) throw wrong('there is no origin', 1)
  if (!/^(?:0|[1-9]\d{0,15})$/.test(size ?? '')) throw wrong(`${quoted(size)} is no size`, 2)
  const rootBytes = base64(root ?? '', 32)
  if (rootBytes === undefined) throw wrong(`${quoted(root)} is no root of 32 bytes in base64`, 3)
  const first = 3 + extensions.length + 2
  const signatures = signed
    .slice(0, -1)
    .split('\n')
    .map((line, index) => {
      const [, name, text] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? []
      const bytes = base64(text ?? '')
      if (bytes === undefined || bytes.length < 5) throw wrong(`${quoted(line)} is no signature`, first + index)
      return { name: name!, id: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) }
    })
  return { origin, size: Number(size), root: rootBytes, text: `${body}\n`, signatures }
}

/**
 * Reads the checkpoint in a file somebody kept: the note itself, or an answer of `journal checkpoint` that it stands in, as a table or as
 * JSON. Throws what `readCheckpoint` throws.
 */
export function keptCheckpoint(bytes: Uint8Array, name: string): CheckpointNote {
  const text = bytes.length > checkpointBytes ? '' : Buffer.from(bytes).toString('utf8')
  if (text.startsWith('{')) {
    const [, note] = /"note":\s*"((?:[^"\\]|\\.)*)"/.exec(text) ?? []
    if (note !== undefined) return readCheckpoint(Buffer.from(unescaped(note)), name)
  }
  const [note] = /^millcert\/\S+\n\d+\n[A-Za-z0-9+/=]+\n\n(?:— \S+ \S+\n)+/m.exec(text) ?? []
  return readCheckpoint(note === undefined ? bytes : Buffer.from(note), name)
}

/** What a text of JSON says; one that is none says nothing of a checkpoint. */
function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return ''
  }
}

/** Bytes of base64 that has one spelling, and so many where that is asked. */
function base64(text: string, length?: number): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text && (length === undefined || bytes.length === length) ? bytes : undefined
}

/** Whether the key of the checkpoint's own origin signed it. Signatures of others, witnesses say, do not count. */
export function isSignedBy(note: CheckpointNote, key: CheckpointKey): boolean {
  const id = keyId(note.origin, key.bytes).toString('hex')
  const own = note.signatures.filter(signature => signature.name === note.origin && signature.id === id)
  return own.some(({ signature }) => key.verifies(note.text, signature))
}

/** The SubjectPublicKeyInfo of Ed25519 up to the 32 bytes of the key (RFC 8410). */
const publicFront = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * A public key of Ed25519 as people have it: the verifier key of a signed note, base64 of its 32 bytes, or PEM. A Problem
 * `ledger/not-a-key` names where it came from.
 */
export function checkpointKey(text: string, name: string): CheckpointKey {
  const wrong = (found: string) =>
    new Problem('ledger/not-a-key', `Cannot use the key ${name}: ${found}`, {
      wanted: 'a public key of Ed25519: the verifier key that `journal checkpoint` tells, base64 of it, or PEM',
    })
  if (text.includes('PRIVATE KEY')) throw wrong('it is a private key, which nobody else should have')
  const bytes = text.includes('-----BEGIN') ? pemBytes(text) : base64(text.trim().split('+').slice(2).join('+'), 33)
  const raw = bytes?.length === 33 && bytes[0] === ed25519 ? bytes.subarray(1) : (base64(text.trim(), 32) ?? bytes)
  if (raw?.length !== 32) throw wrong('it is no public key of Ed25519')
  const key = createPublicKey({ key: Buffer.concat([publicFront, raw]), format: 'der', type: 'spki' })
  return { bytes: raw, verifies: (signed, signature) => verify(null, Buffer.from(signed), key, signature) }
}

function pemBytes(text: string): Buffer | undefined {
  try {
    const key: KeyObject = createPublicKey(text)
    return key.asymmetricKeyType === 'ed25519' ? key.export({ format: 'der', type: 'spki' }).subarray(-32) : undefined
  } catch {
    return undefined
  }
}
