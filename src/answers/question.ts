import { Problem, quoted } from '#base'
import { packageKeyOf } from '#boms'
import { parsePurl } from '#identity'
import { some } from './feeds.ts'

/** What a question asks about. */
export type Question =
  /** A CVE, or an id under which one record or several speak of one: GHSA, PYSEC, ICSA, a maker's own. Upper case. */
  | { kind: 'advisory'; ids: readonly string[] }
  | { kind: 'package'; packageKey: string; version: string | undefined }
  | { kind: 'component'; name: string; version: string }
  | { kind: 'product'; vendor: string; product: string }
  /** Lower-case hex: of a component, a bill or an original. */
  | { kind: 'digest'; hex: string }
  | { kind: 'lot'; number: string }
  | { kind: 'asset'; text: string }

const longest = 2000
/** `GHSA-…`, `ICSA-26-001-01`, `SSA-123456`, `RHSA-2026:1234`, `VDE-2026-001`, `x_…` as OSV has ids of one's own. */
const advisoryId = /^(?:[a-z]{2,16}[-_]|[a-z]_)[a-z0-9][a-z0-9:._-]{2,60}$/i
/** Ids that are known for what they are wherever they stand in a text: of CVE, GitHub, CISA, OSV's databases, distributions and makers. */
const idsInText =
  /(?<![\w-])(?:CVE-\d{4}-\d{4,12}|GHSA(?:-[0-9a-z]{4}){3}|ICSM?A-\d{2}-\d{3}-\d{2}[A-Z]?|(?:PYSEC|RUSTSEC|GO|MAL|OSV|VDE|TALOS|JVNDB)-\d{4}-\d{2,10}|SSA-\d{6}|SEVD-\d{4}-\d{3}-\d{2}|RH[SBE]A-\d{4}:\d{4,6}|USN-\d{4}-\d{1,3}|D[SL]A-\d{4}-\d{1,3})(?![\w])/gi
/** No advisory names more. */
const mostIds = 500
/** Hexadecimal digits of a digest, by what it was made with. */
const hexDigits: Readonly<Record<string, number>> = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 }
const hashed = /^(?:((?:sha|md)[\w-]*):)?([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i

/**
 * Reads a question as it is typed or pasted: a CVE or the id of an advisory, a package URL with a version or without, `name@version`,
 * `vendor:product`, `sha256:…`, `lot:NUMBER`, `asset:TAG` (or serial, address, path), or a text in which ids of advisories stand. Throws `answers/not-a-question` for anything else.
 */
export function questionOf(text: string): Question {
  const words = text.trim()
  if (words === '' || words.length > longest) throw notUnderstood(text, `between 1 and ${longest} characters`)
  if (/^pkg:/i.test(words)) return packageOf(words)
  const [, by, hex] = hashed.exec(words) ?? []
  if (hex !== undefined && (hexDigits[by?.toLowerCase().replace('-', '') ?? ''] ?? hex.length) === hex.length)
    return { kind: 'digest', hex: hex.toLowerCase() }
  const digest = /^(sha-?256|sha-?384|sha-?512|sha-?1|md5):([0-9a-f]*)$/i.exec(words)
  if (digest) throw notWhole(words, digest[2]!.length, hexDigits[digest[1]!.toLowerCase().replace('-', '')]!)
  const labelled = /^(lot|asset|advisory|cve|ghsa):\s*(\S.*)$/i.exec(words)
  if (labelled) {
    const [, label, rest] = labelled as unknown as [string, string, string]
    if (label.toLowerCase() === 'lot') return { kind: 'lot', number: rest }
    if (label.toLowerCase() === 'asset') return { kind: 'asset', text: rest }
    const several = idsIn(rest)
    return { kind: 'advisory', ids: several.length > 1 ? several : [rest.toUpperCase()] }
  }
  const several = /[\s,;]/.test(words) ? idsIn(words) : []
  if (several.length > 0) return { kind: 'advisory', ids: several }
  // A scope begins with `@`, and a version is behind the last.
  const at = words.lastIndexOf('@')
  if (at > 0 && at < words.length - 1)
    return { kind: 'component', name: words.slice(0, at).trim(), version: words.slice(at + 1).trim() }
  if (advisoryId.test(words) && /\d|^ghsa-/i.test(words)) return { kind: 'advisory', ids: [words.toUpperCase()] }
  const colon = words.indexOf(':')
  if (colon > 0 && colon < words.length - 1)
    return { kind: 'product', vendor: words.slice(0, colon).trim(), product: words.slice(colon + 1).trim() }
  throw notUnderstood(text, shapes)
}

/** The ids of vulnerabilities and advisories that stand in a text, as a pasted mail; upper case, each once, in their order; bounded. */
export function idsIn(text: string): string[] {
  const found = new Set<string>()
  for (const [id] of text.matchAll(idsInText)) {
    if (found.size === mostIds) break
    found.add(id.toUpperCase())
  }
  return [...found]
}

/** The ids asked for as text that asks for them again; undefined where it would be longer than a question may be. */
export function questionText(question: Question): string | undefined {
  const said = question.kind === 'advisory' ? question.ids.join(' ') : ''
  return said !== '' && said.length <= longest ? said : undefined
}

const shapes =
  'CVE-2026-1234, GHSA-…, ICSA-…, pkg:npm/name@1.0.0, name@1.0.0, vendor:product, sha256:…, lot:NUMBER or asset:TAG'

function notUnderstood(text: string, wanted: string): Problem {
  return new Problem('answers/not-a-question', `Cannot understand the question ${quoted(text)}: wanted is ${wanted}`, {
    found: quoted(text),
    wanted,
  })
}

function notWhole(text: string, digits: number, wanted: number): Problem {
  return new Problem(
    'answers/not-a-question',
    `Cannot look for the digest ${quoted(text)}: it has ${digits} hexadecimal digits, and ${wanted} are wanted`,
    { found: `${digits} digits`, wanted: `${wanted} digits` },
  )
}

function packageOf(text: string): Question {
  const purl = parsePurl(text)
  if ('fault' in purl)
    throw new Problem('answers/not-a-question', `Cannot understand the package URL ${quoted(text)}: ${purl.fault}`, {
      wanted: 'a package URL such as pkg:npm/name@1.0.0',
    })
  return { kind: 'package', packageKey: packageKeyOf(text)!, version: purl.version }
}

/** The question as it was understood, in words. */
export function understoodAs(question: Question): string {
  switch (question.kind) {
    case 'advisory':
      return `the vulnerability or advisory ${some(question.ids, 10)}`
    case 'package':
      return question.version === undefined
        ? `the package ${question.packageKey} in any version`
        : `the package ${question.packageKey} in version ${question.version}`
    case 'component':
      return `a component called ${question.name} in version ${question.version}`
    case 'product':
      return `the product ${question.product} of ${question.vendor}`
    case 'digest':
      return `a component, bill or file with the digest ${question.hex}`
    case 'lot':
      return `the lot ${question.number}`
    case 'asset':
      return `the asset ${question.text}`
  }
}
