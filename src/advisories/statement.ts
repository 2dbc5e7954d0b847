import type { Interval } from '#identity'
import type { ProductInWords } from './product-in-words.ts'

/** What a VEX statement says of a product and a vulnerability (OpenVEX 0.2 §Status Labels; CSAF 2.0 §3.2.3.9 in these words). */
export type VexStatus = 'affected' | 'not_affected' | 'fixed' | 'under_investigation'

/** The five words of OpenVEX 0.2 and of the flags of CSAF 2.0 (§3.2.3.5.2). */
export const justifications = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const
export type Justification = (typeof justifications)[number]

/**
 * One claim by somebody at a time: this product is, is not, or is no longer touched by that vulnerability. What it is worth, and
 * whether it answers a match, is decided in `matching`.
 */
export interface Statement {
  /** The paper it stands in; whole only when the paper has been read to its end. */
  document: VexDocument
  /** The statement's own id, where its format has one. */
  id: string | undefined
  /** Milliseconds since 1970 UTC; undefined: the time of its document (`saidAt`). */
  at: number | undefined
  vulnerability: string
  /** Other names of it, without the first. */
  aliases: readonly string[]
  products: readonly Product[]
  status: VexStatus
  justification: Justification | undefined
  /** The reason as written, where the format has other words for it (`code_not_reachable`). */
  stated: string | undefined
  /** Why there is no impact, in the author's words; one line of at most 500 characters. */
  impact: string | undefined
  /** What to do about it; as `impact`. */
  action: string | undefined
}

/** A paper with statements. */
export interface VexDocument {
  /** Id of the format it was read from. */
  format: string
  /** The file, as the user wrote it. */
  path: string
  /** As the author numbers it: `https://…`, `SSA-123456`, a serial number. */
  id: string
  /** Who says so: a claim too, since nothing of the paper's signature is known here. */
  author: string
  /** What is equal in all papers of one author: an address where the format has one, else the name. */
  authorKey: string
  /** `3`, `1.2.0`; later papers of an author have higher ones. */
  version: string
  /** Milliseconds since 1970 UTC. */
  at: number | undefined
  /** Why nobody can be held to it: it suppresses nothing. */
  untrusted: string | undefined
}

/** What a statement is about; with subcomponents it speaks only of those inside the product. */
export interface Product extends Named {
  subcomponents: readonly Named[]
  /** The asset that it is, in its maker's words: firmware on a device is a version of the device. */
  words?: ProductInWords
}

/** The names of a product or component: it is meant where one of purl, CPE, digest or reference agrees. */
export interface Named {
  /** As written: an id, a purl, a word. */
  id: string
  purl: string | undefined
  /** CPE 2.2 or 2.3, as written. */
  cpes: readonly string[]
  /** CycloneDX spelling of the algorithm, lower-case hex. */
  hashes: readonly { algorithm: string; value: string }[]
  /** A component of another paper: its serial number (`urn:uuid:…`), its revision, and the reference there; empty for its subject. */
  link: { serial: string; revision: number; ref: string } | undefined
  /** Only these versions are meant; undefined: what the names themselves say. */
  only: { versions: readonly string[]; ranges: readonly Interval[] } | undefined
}

/** A product that nothing but words tell from others. */
export function inWords({ purl, cpes, hashes, link }: Named): boolean {
  return purl === undefined && cpes.length === 0 && hashes.length === 0 && link === undefined
}

export function named(id: string, over: Partial<Named> = {}): Named {
  return { id, purl: undefined, cpes: none, hashes: none, link: undefined, only: undefined, ...over }
}

const none: readonly never[] = []

/** When it was said, milliseconds since 1970 UTC; undefined where neither statement nor paper tells. */
export function saidAt({ at, document }: Statement): number | undefined {
  return at ?? document.at
}

export function isJustification(word: unknown): word is Justification {
  return (justifications as readonly unknown[]).includes(word)
}

/** Names that tools write where nobody put one in, and addresses that cannot exist (RFC 6761 §6.4). */
const nobody =
  /^(?:unknown(?: author)?|anonymous|nobody|none|n\/a)?$|^<?(?:nobody|anonymous|unknown)@|@[^@\s>]*\.invalid>?$/i

/** Why an author is nobody that could be asked; undefined for anybody else. */
export function untrustedAuthor(author: string): string | undefined {
  if (!nobody.test(author.trim())) return undefined
  return `untrusted author ${JSON.stringify(author.slice(0, 80))}: nobody can be asked about it`
}

const longest = 500

/** One line of a foreign text, undefined for anything else or nothing. */
export function oneLine(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const line = value
    .slice(0, 4 * longest)
    .trim()
    .replace(/\s+/g, ' ')
  if (line === '') return undefined
  return line.length > longest ? `${line.slice(0, longest - 3)}...` : line
}

/** A stated time as milliseconds since 1970 UTC; undefined for what is none, and for placeholders before 1970. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value) || value.length > 40) return undefined
  const ms = Date.parse(value)
  return ms > 0 ? ms : undefined
}
