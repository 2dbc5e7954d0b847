import { decodePart, decodeSegments, encodePart, encodePath, hasControl } from './purl-encoding.ts'
import { type PurlRule, purlRules } from './purl-rules.ts'

/**
 * A package URL (ECMA-427), its parts decoded and in the canonical case of their type.
 */
export interface Purl {
  type: string
  /** Segments joined by `/`, undefined when there is none. */
  namespace: string | undefined
  name: string
  version: string | undefined
  /** Keys lower-case and sorted; undefined when there is none. */
  qualifiers: ReadonlyMap<string, string> | undefined
  subpath: string | undefined
}

/** A text that is no purl: what is wrong with it, as the end of a sentence ("…: the name is missing"). */
export interface PurlFault {
  fault: string
}

/** Parts of a purl before its type's rules are applied, decoded; empty ones count as absent. */
export interface PurlParts {
  type: string
  namespace?: string | undefined
  name: string
  version?: string | undefined
  qualifiers?: Iterable<readonly [string, string]> | undefined
  subpath?: string | undefined
}

/** Longer texts are no purls: bounds the work that a hostile one can cause. In UTF-16 code units. */
export const longestPurl = 8192

const slash = 0x2f
const hash = 0x23
const question = 0x3f
const at = 0x40
const percent = 0x25
const dot = 0x2e

/**
 * Reads a package URL; a fault when it is none, never an exception: this runs once for each component.
 *
 * Follows ECMA-427 clauses 5.6 and 5.7. Where the standard leaves two readings, the stricter one: raw characters must be
 * printable ASCII, the query starts at the first `?` and the fragment at the first `#` as in any URL, `.` and `..` are
 * no namespace and no name (RFC 3986 removes them from paths). A raw `@` that begins a segment is taken for an npm
 * scope. With `foldKeys` upper case in the keys of qualifiers is forgiven, as the suite's recommended cases do.
 */
export function parsePurl(text: string, foldKeys = false): Purl | PurlFault {
  if (text.length > longestPurl) return { fault: `it is longer than ${longestPurl} characters` }
  if (!hasScheme(text)) return { fault: 'it does not start with "pkg:"' }
  let start = 4
  while (text.charCodeAt(start) === slash) start++
  const typeEnd = endOfType(text, start)
  if (typeEnd < 0) return { fault: 'it has no type followed by "/" and a name' }
  let lastSlash = typeEnd
  let lastAt = -1
  let lastPercent = -1
  let rough = false
  let end = typeEnd + 1
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    // Letters first, then digits: nearly every character needs no more than these two comparisons.
    if (code > at && code <= 0x7e) continue
    if (code >= 0x30 && code < question) continue
    if (code === slash) {
      const next = text.charCodeAt(end + 1)
      if (next === slash || next === dot) rough = true
      lastSlash = end
    } else if (code === at) lastAt = end
    else if (code === percent) lastPercent = end
    else if (code === question || code === hash) break
    else if (code <= 0x20 || code > 0x7e) return badCharacter(text, end)
  }
  const scope = lastAt > 0 && text.charCodeAt(lastAt - 1) === slash && lastSlash > lastAt
  const versionAt = scope || lastAt < 0 ? end : lastAt
  let nameEnd = versionAt
  if (versionAt === end) while (nameEnd > typeEnd + 1 && text.charCodeAt(nameEnd - 1) === slash) nameEnd--
  const written = text.slice(start, typeEnd)
  const rule = purlRules.get(written) ?? purlRules.get(written.toLowerCase())
  let nameSlash = lastSlash < nameEnd ? lastSlash : text.lastIndexOf('/', nameEnd - 1)
  if (rule?.hostFirst) nameSlash = firstSlash(text, typeEnd, nameEnd)
  if (nameSlash + 1 >= nameEnd) return { fault: 'the name is missing' }
  let namespace: string | undefined = nameSlash > typeEnd ? text.slice(typeEnd + 1, nameSlash) : ''
  let name: string | undefined = text.slice(nameSlash + 1, nameEnd)
  let version: string | undefined = text.slice(versionAt + 1, end)
  if (rough || lastPercent >= 0 || text.charCodeAt(typeEnd + 1) === dot || text.charCodeAt(typeEnd + 1) === slash) {
    namespace = readNamespace(namespace)
    if (lastPercent > nameSlash) name = decodePart(name)
    if (lastPercent > versionAt) version = decodePart(version)
    if (namespace === undefined) return { fault: 'a segment of the namespace is ".", ".." or not decodable' }
    if (name === undefined || version === undefined) return { fault: 'a percent-encoding in it cannot be decoded' }
  }
  if (end < text.length) return parseRest(text, end, foldKeys, rule, { type: written, namespace, name, version })
  return ruled(rule, written, namespace, name, version, undefined, '')
}

/** Where the first segment ends; the slash before it when there is only one. */
function firstSlash(text: string, typeEnd: number, nameEnd: number): number {
  let from = typeEnd + 1
  while (text.charCodeAt(from) === slash) from++
  const first = text.indexOf('/', from)
  return first >= 0 && first < nameEnd ? first : from - 1
}

function readNamespace(text: string): string | undefined {
  if (text.indexOf('/') < 0) {
    const single = decodePart(text)
    return single === undefined || !isStep(single) || single.indexOf('/') >= 0 ? undefined : single
  }
  return decodeSegments(text, segment => (isStep(segment) ? true : undefined))
}

function parseRest(
  text: string,
  end: number,
  foldKeys: boolean,
  rule: PurlRule | undefined,
  path: { type: string; namespace: string; name: string; version: string },
): Purl | PurlFault {
  for (let i = end; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code <= 0x20 || code > 0x7e) return badCharacter(text, i)
  }
  const hashAt = text.indexOf('#', end)
  if (hashAt >= 0 && text.indexOf('#', hashAt + 1) >= 0) return { fault: 'it has two "#"' }
  const queryEnd = hashAt < 0 ? text.length : hashAt
  const qualifiers = end + 1 < queryEnd ? readQualifiers(text, end + 1, queryEnd, foldKeys) : undefined
  if (qualifiers !== undefined && 'fault' in qualifiers) return qualifiers
  const subpath = hashAt < 0 ? '' : decodeSegments(text.slice(hashAt + 1), isStep)
  if (subpath === undefined) return { fault: 'a segment of the subpath cannot be decoded' }
  return ruled(rule, path.type, path.namespace, path.name, path.version, qualifiers, subpath)
}

function readQualifiers(text: string, from: number, to: number, foldKeys: boolean): Map<string, string> | PurlFault {
  const pairs: Pairs = { keys: [], values: [] }
  for (let start = from; start < to; ) {
    const next = text.indexOf('&', start)
    const end = next < 0 || next > to ? to : next
    if (end > start) {
      const equals = text.indexOf('=', start)
      if (equals < 0 || equals > end) return { fault: 'a qualifier has no "="' }
      const key = text.slice(start, equals)
      const value = decodePart(text.slice(equals + 1, end))
      if (value === undefined) return { fault: 'the value of a qualifier cannot be decoded' }
      const fault = addQualifier(pairs, foldKeys ? key.toLowerCase() : key, value)
      if (fault !== undefined) return fault
    }
    start = end + 1
  }
  return qualifiersOf(pairs)
}

/** Qualifiers on their way into a map, sorted by key. There are few: keeping them in order costs less than sorting. */
interface Pairs {
  keys: string[]
  values: string[]
}

/** Clause 5.6.6: keys of lower-case letters, digits, `.`, `-`, `_`, first a letter, each once; an empty value is no qualifier. */
function addQualifier(pairs: Pairs, key: string, value: string): PurlFault | undefined {
  if (!isKey(key)) return { fault: 'the key of a qualifier is not made of lower-case letters, digits, ".", "-", "_"' }
  if (value === '') return undefined
  const { keys, values } = pairs
  let place = keys.length
  while (place > 0 && keys[place - 1]! > key) place--
  if (keys[place - 1] === key) return { fault: 'two qualifiers have the same key' }
  keys.push(key)
  values.push(value)
  for (let i = keys.length - 1; i > place; i--) {
    keys[i] = keys[i - 1]!
    values[i] = values[i - 1]!
  }
  keys[place] = key
  values[place] = value
  return undefined
}

function qualifiersOf(pairs: Pairs): Map<string, string> {
  const qualifiers = new Map<string, string>()
  for (let i = 0; i < pairs.keys.length; i++) qualifiers.set(pairs.keys[i]!, pairs.values[i]!)
  return qualifiers
}

/**
 * Makes a purl of parts that are not percent-encoded, under the rules of its type; a fault when they make none. Slashes
 * around the namespace, the name and the subpath are dropped, and so are `.` and `..` in the subpath.
 */
export function buildPurl(parts: PurlParts): Purl | PurlFault {
  const type = parts.type.toLowerCase()
  if (endOfType(`${type}/`, 0) !== type.length) return { fault: 'the type is not letters, digits, "." and "-"' }
  const pairs = [...(parts.qualifiers ?? [])]
  let size = 0
  for (const text of [parts.namespace, parts.name, parts.version, parts.subpath, ...pairs.flat()]) {
    if (text === undefined) continue
    size += text.length
    if (size > longestPurl) return { fault: `it is longer than ${longestPurl} characters` }
    if (hasControl(text) || !text.isWellFormed()) return { fault: 'it has a control character or half of one' }
  }
  const sorted: Pairs = { keys: [], values: [] }
  for (const [key, value] of pairs) {
    const fault = addQualifier(sorted, key, value)
    if (fault !== undefined) return fault
  }
  const namespace = decodeSegments(parts.namespace ?? '', segment => (isStep(segment) ? true : undefined), asIs)
  if (namespace === undefined) return { fault: 'a segment of the namespace is "." or ".."' }
  const subpath = decodeSegments(parts.subpath ?? '', isStep, asIs) ?? ''
  const rule = purlRules.get(type)
  return ruled(rule, type, namespace, parts.name, parts.version ?? '', qualifiersOf(sorted), subpath)
}

/** The canonical text of a purl: the same for every spelling of the same package. */
export function showPurl(purl: Purl): string {
  let text = `pkg:${purl.type}/`
  if (purl.namespace !== undefined) text += `${encodePath(purl.namespace)}/`
  text += purlRules.get(purl.type)?.hostFirst ? encodePath(purl.name) : encodePart(purl.name)
  if (purl.version !== undefined) text += `@${encodePart(purl.version)}`
  let mark = '?'
  for (const [key, value] of purl.qualifiers ?? []) {
    text += `${mark}${key}=${encodePart(value)}`
    mark = '&'
  }
  return purl.subpath === undefined ? text : `${text}#${encodePath(purl.subpath)}`
}

/** Parts, with the rules of their type applied (clause 5.7); an empty text is an absent part. */
function ruled(
  rule: PurlRule | undefined,
  type: string,
  namespace: string,
  written: string,
  version: string,
  qualifiers: Map<string, string> | undefined,
  subpath: string,
): Purl | PurlFault {
  const name = withoutOuterSlashes(written)
  if (name === '') return { fault: 'the name is missing' }
  if (!isStep(name)) return { fault: 'the name is "." or ".."' }
  const purl: Purl = {
    type: rule === undefined ? type.toLowerCase() : rule.type,
    namespace: namespace === '' ? undefined : namespace,
    name,
    version: version === '' ? undefined : version,
    qualifiers: qualifiers === undefined || qualifiers.size === 0 ? undefined : qualifiers,
    subpath: subpath === '' ? undefined : subpath,
  }
  return rule === undefined ? purl : applyRule(rule, purl)
}

/** Clause 5.6.4: slashes around a name are no part of it. */
function withoutOuterSlashes(name: string): string {
  let from = 0
  let to = name.length
  while (from < to && name.charCodeAt(from) === slash) from++
  while (to > from && name.charCodeAt(to - 1) === slash) to--
  return to - from === name.length ? name : name.slice(from, to)
}

function applyRule(rule: PurlRule, purl: Purl): Purl | PurlFault {
  if (purl.namespace === undefined) {
    if (rule.namespace === 'required') return { fault: `a purl of type ${rule.type} needs a namespace` }
  } else {
    if (rule.namespace === 'prohibited') return { fault: `a purl of type ${rule.type} has no namespace` }
    if (rule.lowerNamespace) purl.namespace = purl.namespace.toLowerCase()
  }
  if (rule.lowerName) purl.name = purl.name.toLowerCase()
  if (rule.lowerVersion && purl.version !== undefined) purl.version = purl.version.toLowerCase()
  if (rule.needs !== undefined && !purl.qualifiers?.has(rule.needs)) {
    return { fault: `a purl of type ${rule.type} needs the qualifier "${rule.needs}"` }
  }
  rule.shape?.(purl)
  const fault = rule.refuse?.(purl)
  return fault === undefined ? purl : { fault }
}

function isStep(segment: string): boolean {
  return segment !== '.' && segment !== '..'
}

function asIs(text: string): string {
  return text
}

/** The scheme is a constant (clause 5.6.1), its case is forgiven as in any URL. */
function hasScheme(text: string): boolean {
  return (
    text.charCodeAt(3) === 0x3a &&
    (text.charCodeAt(0) | 0x20) === 0x70 &&
    (text.charCodeAt(1) | 0x20) === 0x6b &&
    (text.charCodeAt(2) | 0x20) === 0x67
  )
}

/** Where the slash after the type stands; -1 when what stands before it is no type (clause 5.6.2). */
function endOfType(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const letter = code | 0x20
    if (letter >= 0x61 && letter <= 0x7a) continue
    if (i === start) return -1
    if (code === slash) return i
    if (code !== 0x2d && code !== 0x2e && (code < 0x30 || code > 0x39)) return -1
  }
  return -1
}

function isKey(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i)
    if (code >= 0x61 && code <= 0x7a) continue
    if (i === 0 || (code !== 0x2d && code !== 0x2e && code !== 0x5f && (code < 0x30 || code > 0x39))) return false
  }
  return key !== ''
}

function badCharacter(text: string, index: number): PurlFault {
  const code = text.codePointAt(index)!.toString(16).toUpperCase().padStart(4, '0')
  return { fault: `character U+${code} at ${index + 1} is not percent-encoded` }
}
