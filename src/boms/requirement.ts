import { prefixedHash, showPurl } from '#identity'
import type { Hash } from './bom.ts'

/** One logical line of a requirements file (pip, "Requirements File Format"), or why it is none. */
export type Requirement =
  | {
      kind: 'package'
      name: string
      wanted: string
      pin: string | undefined
      marker: string | undefined
      hashes: Hash[]
      broken: string[]
    }
  | {
      kind: 'address'
      name: string | undefined
      address: string
      marker: string | undefined
      hashes: Hash[]
      broken: string[]
    }
  | { kind: 'option'; option: string; value: string }
  | { kind: 'unknown' }

// Names: PEP 508 "Names". Every pattern here is anchored and has one way to match, so that it is linear.
const namePattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/
const clause = /^(===|==|~=|!=|<=|>=|<|>)\s*([^\s,;]+)$/

export function parseRequirement(line: string): Requirement {
  const text = line.trim()
  if (text.startsWith('-')) return option(text)
  const { requirement, options } = apart(text)
  const { hashes, broken } = hashesOf(options)
  const rest = { hashes, broken }
  if (isAddress(requirement)) {
    const { before, marker } = markerOf(requirement, /\s;/)
    return { kind: 'address', name: undefined, address: before, marker, ...rest }
  }
  const name = namePattern.exec(requirement)?.[0]
  if (name === undefined) return { kind: 'unknown' }
  const after = withoutExtras(requirement.slice(name.length))
  if (after?.startsWith('@')) {
    const { before, marker } = markerOf(after.slice(1), /\s;/)
    return before === '' ? { kind: 'unknown' } : { kind: 'address', name, address: before, marker, ...rest }
  }
  if (after === undefined || !/^(?:$|[=~!<>;(])/.test(after)) return { kind: 'unknown' }
  const { before, marker } = markerOf(after, /;/)
  const wanted = before.replace(/^\((.*)\)$/, '$1').trim()
  return { kind: 'package', name, wanted, pin: pinOf(wanted), marker, ...rest }
}

/** The name under which PyPI knows a package (PEP 503): lower case, runs of `-`, `_` and `.` as one `-`. */
export function pypiName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}

/** The purl of a package of PyPI, by the type's own rule (packageurl.org, pypi): lower case, dashes for underscores; dots stay. */
export function pypiPurl(
  name: string,
  version: string | undefined,
  qualifiers: Map<string, string> | undefined,
): string {
  const purlName = name.toLowerCase().replaceAll('_', '-')
  return showPurl({ type: 'pypi', namespace: undefined, name: purlName, version, qualifiers, subpath: undefined })
}

/** `name-1.2-py3-none-any.whl` (PEP 427) or `name-1.2.tar.gz` at the end of an address. */
export function archiveOf(address: string): { name: string; version: string } | undefined {
  const file = address.split(/[?#]/, 1)[0]!.replace(/^.*[\\/]/, '')
  const wheel = /^([^-]+)-([^-]+)(?:-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl$/.exec(file)
  const source = wheel ?? /^([A-Za-z0-9._-]+)-(\d[^-]*)\.(?:tar\.gz|zip|tar\.bz2|tgz)$/.exec(file)
  return source && namePattern.exec(source[1]!)?.[0] === source[1]
    ? { name: source[1]!, version: decoded(source[2]!) }
    : undefined
}

function decoded(text: string): string {
  return text.replaceAll(/%2[bB]/g, '+')
}

/** Only `==` and `===` of one whole version pin: `==1.*`, `>=1` and `==${VERSION}` leave it open. */
function pinOf(wanted: string): string | undefined {
  const pins = new Set<string>()
  for (const part of wanted.split(',')) {
    const found = clause.exec(part.trim())
    if (!found) return undefined
    const [, operator, version] = found
    if (operator === '===' && !version!.includes('$')) pins.add(version!)
    else if (operator === '==' && /^[A-Za-z0-9.!+_-]+$/.test(version!)) pins.add(version!)
    else if (operator === '==' || operator === '===') return undefined
  }
  return pins.size === 1 ? [...pins][0] : undefined
}

// pip: options of one requirement start at the first word that begins with a dash.
function apart(text: string): { requirement: string; options: string } {
  const at = text.search(/\s-/)
  return at < 0
    ? { requirement: text, options: '' }
    : { requirement: text.slice(0, at).trim(), options: text.slice(at + 1) }
}

function hashesOf(options: string): { hashes: Hash[]; broken: string[] } {
  const hashes: Hash[] = []
  const broken: string[] = []
  const words = options.split(/\s+/)
  for (const [index, word] of words.entries()) {
    const value = word.startsWith('--hash=')
      ? word.slice('--hash='.length)
      : word === '--hash'
        ? (words[index + 1] ?? '')
        : undefined
    if (value === undefined) continue
    const hash = prefixedHash(value)
    if ('fault' in hash) broken.push(hash.fault)
    else hashes.push(hash)
  }
  return { hashes, broken }
}

function isAddress(text: string): boolean {
  return (
    /^(?:[a-z][a-z0-9+.-]*:\/\/|file:|\.{0,2}\/|[A-Za-z]:\\|\.\\|\.{1,2}(?:\[|$))/i.test(text) ||
    /^[^\s=<>~!;@]+\.(?:whl|zip|tar\.gz)(?:\s|$)/i.test(text)
  )
}

function withoutExtras(text: string): string | undefined {
  const after = text.trimStart()
  if (!after.startsWith('[')) return after
  const end = after.indexOf(']')
  return end < 0 ? undefined : after.slice(end + 1).trimStart()
}

function markerOf(text: string, sign: RegExp): { before: string; marker: string | undefined } {
  const at = text.search(sign)
  if (at < 0) return { before: text.trim(), marker: undefined }
  return { before: text.slice(0, at).trim(), marker: text.slice(text.indexOf(';', at) + 1).trim() || undefined }
}

const short = new Map([
  ['-r', '--requirement'],
  ['-c', '--constraint'],
  ['-e', '--editable'],
  ['-i', '--index-url'],
  ['-f', '--find-links'],
])

function option(text: string): Requirement {
  const long = /^(--[a-z][a-z-]*)(?:[\s=]+(.*))?$/.exec(text)
  if (long) return { kind: 'option', option: long[1]!, value: long[2]?.trim() ?? '' }
  const name = short.get(text.slice(0, 2))
  return name ? { kind: 'option', option: name, value: text.slice(2).trim() } : { kind: 'unknown' }
}
