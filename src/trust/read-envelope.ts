import { Buffer } from 'node:buffer'
import { type Limits, Problem } from '#base'
import * as members from './envelopes/all.ts'
import type { Envelope, Head } from './envelopes.ts'

/** Every kind of signature file that is read. */
export const envelopes: readonly Envelope[] = Object.values(members) as readonly Envelope[]

/** Lines of a file of bundles: a release has some dozens. */
const mostLines = 100
const headBytes = 64 * 1024

/** The kind that a signature file is of; undefined where it is none that is known. */
export function envelopeOf(bytes: Uint8Array, name: string): Envelope | undefined {
  const head: Head = {
    name,
    bytes: bytes.subarray(0, headBytes),
    text: Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headBytes)).toString('utf8'),
  }
  return envelopes.find(envelope => envelope.sniff(head))
}

/** One signature of a file that may hold several, a JSON document a line (`.jsonl`, in-toto bundle.md). */
export interface EnvelopePaper {
  readonly bytes: Uint8Array
  readonly name: string
}

/** The documents of a file: itself, or its lines where its name says that it has one each. */
export function papersOf(bytes: Uint8Array, name: string): readonly EnvelopePaper[] {
  if (!name.endsWith('.jsonl')) return [{ bytes, name }]
  const papers: EnvelopePaper[] = []
  for (let from = 0, line = 1; from < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from)
    const until = end < 0 ? bytes.length : end
    const one = bytes.subarray(from, until)
    if (one.some(byte => byte > 0x20)) papers.push({ bytes: one, name: `${name}: line ${line}` })
    if (papers.length > mostLines)
      throw new Problem('trust/too-many-lines', `Cannot read ${name}: more than ${mostLines} lines`)
    from = until + 1
  }
  return papers
}

/** Where a signature file may lie beside a file, every kind's usual place first. */
export function placesBeside(path: string): readonly string[] {
  return envelopes.flatMap(({ suffixes }) => suffixes).map(suffix => `${path}${suffix}`)
}

/** A signature file may be as large as an element: an attestation carries a whole bill of materials. */
export const mostEnvelopeBytes = (limits: Limits): number => limits.element
