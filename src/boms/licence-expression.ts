import { quoted } from '#base'
import { knownLicenses } from './license.ts'

/**
 * A licence expression (SPDX 2.3, annex D). Ids are spelled as the SPDX License List spells them where they are on it
 * (`known`), else as written.
 */
export type LicenceExpression =
  | Licence
  | { kind: 'with'; licence: Licence; exception: string }
  | { kind: 'and' | 'or'; parts: readonly LicenceExpression[] }

/** One licence: of the list, or a `LicenseRef-` that the bill itself (or the document named) explains. */
export interface Licence {
  kind: 'licence'
  id: string
  /** Written with `+`: this version or any later one. */
  orLater: boolean
  /** Without the `DocumentRef-` before it. */
  document: string | undefined
  known: boolean
}

/** A text that is no expression: why, as the end of a sentence, and at which character, counted from 0. */
export interface LicenceFault {
  fault: string
  at: number
}

const longest = 4096
/** Brackets inside brackets; real expressions have two or three. */
const deepest = 64

/** Texts that stand where an expression may, and say that there is none. */
const nothingStated = /^(?:NONE|NOASSERTION)$/

/**
 * Reads an expression: `WITH` binds more than `AND`, `AND` more than `OR`. Operators and ids are taken in any case, as SPDX 3
 * has it; reference ids keep theirs. At most 4096 characters and 64 brackets deep.
 */
export function parseLicence(text: string): LicenceExpression | LicenceFault {
  if (text.length > longest) return { fault: `it is longer than ${longest} characters`, at: longest }
  if (nothingStated.test(text.trim())) return { fault: `${text.trim()} states no licence`, at: 0 }
  const reading: Reading = { tokens: tokensOf(text), next: 0, depth: 0, end: text.length }
  const found = either(reading)
  if ('fault' in found) return found
  const rest = reading.tokens[reading.next]
  return rest ? { fault: `${quoted(rest.text)} stands where AND, OR or the end is wanted`, at: rest.at } : found
}

interface Token {
  text: string
  at: number
}

interface Reading {
  tokens: readonly Token[]
  next: number
  depth: number
  end: number
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/[()]|[^\s()]+/g)].map(match => ({ text: match[0], at: match.index }))
}

function isNext({ tokens, next }: Reading, word: string): boolean {
  return tokens[next]?.text.toUpperCase() === word
}

function either(reading: Reading): LicenceExpression | LicenceFault {
  return joined(reading, 'or', both)
}

function both(reading: Reading): LicenceExpression | LicenceFault {
  return joined(reading, 'and', single)
}

/** Parts with one operator between them; the same operator inside brackets is the same list. */
function joined(
  reading: Reading,
  kind: 'and' | 'or',
  part: (reading: Reading) => LicenceExpression | LicenceFault,
): LicenceExpression | LicenceFault {
  const parts: LicenceExpression[] = []
  do {
    if (parts.length > 0) reading.next++
    const found = part(reading)
    if ('fault' in found) return found
    if (found.kind === kind) parts.push(...found.parts)
    else parts.push(found)
  } while (isNext(reading, kind.toUpperCase()))
  return parts.length === 1 ? parts[0]! : { kind, parts }
}

function single(reading: Reading): LicenceExpression | LicenceFault {
  const token = reading.tokens[reading.next]
  if (!token) return { fault: 'it ends where a licence is wanted', at: reading.end }
  reading.next++
  if (token.text === '(') return bracketed(reading, token)
  const licence = licenceOf(token)
  if ('fault' in licence || !isNext(reading, 'WITH')) return licence
  const exception = reading.tokens[reading.next + 1]
  if (!exception) return { fault: 'it ends where an exception is wanted', at: reading.end }
  if (!isId(exception.text) || isOperator(exception.text))
    return { fault: `${quoted(exception.text)} is no exception`, at: exception.at }
  reading.next += 2
  return { kind: 'with', licence, exception: exceptionSpelt(exception.text) ?? exception.text }
}

function bracketed(reading: Reading, open: Token): LicenceExpression | LicenceFault {
  if (++reading.depth > deepest) return { fault: `it has more than ${deepest} brackets inside each other`, at: open.at }
  const inner = either(reading)
  if ('fault' in inner) return inner
  const close = reading.tokens[reading.next]
  if (close?.text !== ')') return { fault: 'a bracket is not closed', at: close?.at ?? reading.end }
  reading.depth--
  reading.next++
  return inner
}

function isId(text: string): boolean {
  return /^[A-Za-z0-9.-]+$/.test(text)
}

function isOperator(text: string): boolean {
  return /^(?:AND|OR|WITH)$/i.test(text)
}

let licences: ReadonlyMap<string, string> | undefined
let exceptions: ReadonlyMap<string, string> | undefined

/** An id of the list as the list spells it; undefined for one that is not on it. Both lists are laid out when first asked. */
function spelt(id: string): string | undefined {
  licences ??= bySmall(knownLicenses())
  return licences.get(id.toLowerCase())
}

function exceptionSpelt(id: string): string | undefined {
  exceptions ??= bySmall(exceptionIds.split(/\s+/))
  return exceptions.get(id.toLowerCase())
}

function bySmall(ids: Iterable<string>): Map<string, string> {
  return new Map(Array.from(ids, id => [id.toLowerCase(), id]))
}

function licenceOf({ text, at }: Token): Licence | LicenceFault {
  const reference = /^(?:(DocumentRef-[A-Za-z0-9.-]+):)?(LicenseRef-[A-Za-z0-9.-]+)$/i.exec(text)
  if (reference) {
    const [, document, id] = reference
    return {
      kind: 'licence',
      id: id!.replace(/^licenseref-/i, 'LicenseRef-'),
      orLater: false,
      document: document?.replace(/^documentref-/i, 'DocumentRef-'),
      known: false,
    }
  }
  const orLater = text.endsWith('+')
  const id = orLater ? text.slice(0, -1) : text
  if (!isId(id) || isOperator(id) || /^(?:LicenseRef|DocumentRef)-/i.test(id))
    return { fault: `${quoted(text)} is no licence id`, at }
  const known = spelt(id)
  return { kind: 'licence', id: known ?? id, orLater, document: undefined, known: known !== undefined }
}

/** Exceptions of the SPDX License List that are met most. */
const exceptionIds = `Autoconf-exception-2.0 Autoconf-exception-3.0 Bison-exception-2.2 Bootloader-exception Classpath-exception-2.0
  CLISP-exception-2.0 DigiRule-FOSS-exception eCos-exception-2.0 Fawkes-Runtime-exception FLTK-exception Font-exception-2.0
  freertos-exception-2.0 GCC-exception-2.0 GCC-exception-3.1 gnu-javamail-exception GPL-3.0-linking-exception GPL-CC-1.0
  i2p-gpl-java-exception LGPL-3.0-linking-exception Libtool-exception Linux-syscall-note LLVM-exception LZMA-exception
  mif-exception Nokia-Qt-exception-1.1 OCaml-LGPL-linking-exception OpenJDK-assembly-exception-1.0 openvpn-openssl-exception
  Qt-GPL-exception-1.0 Qt-LGPL-exception-1.1 Qwt-exception-1.0 Swift-exception u-boot-exception-2.0
  Universal-FOSS-exception-1.0 WxWindows-exception-3.1`

/** Versions of GNU licences: the list has `-only` and `-or-later`, and says that the bare id and `+` mean these. */
const gnu = /^(?:AGPL-[13]\.0|GPL-[123]\.0|LGPL-(?:2\.[01]|3\.0)|GFDL-1\.[123])$/

/**
 * The expression as the list would have it today: deprecated GNU ids by their new names, no part of AND or OR twice. Order stays.
 */
export function normalLicence(expression: LicenceExpression): LicenceExpression {
  if (expression.kind === 'licence') return normalId(expression)
  if (expression.kind === 'with') return { ...expression, licence: normalId(expression.licence) }
  const parts = new Map(expression.parts.map(normalLicence).map(part => [showLicence(part), part]))
  return parts.size === 1 ? [...parts.values()][0]! : { kind: expression.kind, parts: [...parts.values()] }
}

function normalId(licence: Licence): Licence {
  if (gnu.test(licence.id))
    return { ...licence, id: `${licence.id}${licence.orLater ? '-or-later' : '-only'}`, orLater: false }
  // `GPL-2.0-or-later+` says the same twice.
  return licence.orLater && licence.id.endsWith('-or-later') ? { ...licence, orLater: false } : licence
}

/** The expression as text, with only the brackets that it needs. */
export function showLicence(expression: LicenceExpression): string {
  if (expression.kind === 'licence') {
    const { id, orLater, document } = expression
    return `${document === undefined ? '' : `${document}:`}${id}${orLater ? '+' : ''}`
  }
  if (expression.kind === 'with') return `${showLicence(expression.licence)} WITH ${expression.exception}`
  const { kind, parts } = expression
  return parts
    .map(part => (kind === 'and' && part.kind === 'or' ? `(${showLicence(part)})` : showLicence(part)))
    .join(` ${kind.toUpperCase()} `)
}

/** Every licence that an expression names, in order, each once. */
export function licencesIn(expression: LicenceExpression): Licence[] {
  const found = new Map<string, Licence>()
  const open: LicenceExpression[] = [expression]
  for (let one = open.pop(); one; one = open.pop()) {
    if (one.kind === 'licence') found.set(showLicence(one), one)
    else if (one.kind === 'with') open.push(one.licence)
    else open.push(...one.parts.toReversed())
  }
  return [...found.values()]
}
