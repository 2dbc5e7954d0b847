import { defaultLimits, type Limits, Problem, parseJson, quoted } from '#base'
import type { Artifact } from './artifact.ts'
import { type Check, fail, pass } from './check.ts'

/** Something that a statement is about (in-toto ResourceDescriptor): its name is a label, its digests say what it is. */
export interface Subject {
  readonly name: string
  /** Algorithm as in-toto spells it (`sha256`, `gitCommit`), lower-case hex. */
  readonly digest: Readonly<Record<string, string>>
}

/** An in-toto Statement (v1, and v0.1 which has the same fields): somebody says something of artefacts that are named by digest. */
export interface Statement {
  readonly type: string
  readonly subjects: readonly Subject[]
  readonly predicateType: string
  /** What is said, as its predicate type spells it. */
  readonly predicate: Readonly<Record<string, unknown>>
}

export const statementTypes = ['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1']

/** The type that a payload with a statement is signed as; each predicate may have one of its own between (envelope.md of the attestation framework). */
export const isStatementType = (type: string): boolean => /^application\/vnd\.in-toto(?:\.[\w.-]+)?\+json$/.test(type)

/** More than any release has: a statement over a whole distribution has some tens of thousands. */
const mostSubjects = 100_000

/** Reads a statement; a Problem `trust/not-a-statement` with the place where it is none. */
export function readStatement(payload: Uint8Array, limits: Limits, name: string): Statement {
  const value = parseJson(payload, { ...limits, text: limits.element }, name)
  if (!isObject(value)) throw broken(name, 'an object is wanted', '/')
  if (!statementTypes.includes(value._type as string))
    throw broken(name, `${quoted(value._type ?? 'nothing')} is no statement that is known`, '/_type')
  if (typeof value.predicateType !== 'string' || value.predicateType === '')
    throw broken(name, 'a predicate type is wanted', '/predicateType')
  if (!Array.isArray(value.subject) || value.subject.length === 0)
    throw broken(name, 'a list of subjects is wanted', '/subject')
  if (value.subject.length > mostSubjects)
    throw broken(name, `${value.subject.length} subjects are more than ${mostSubjects}`, '/subject')
  if (value.predicate !== undefined && value.predicate !== null && !isObject(value.predicate))
    throw broken(name, 'an object is wanted', '/predicate')
  return {
    type: value._type as string,
    subjects: value.subject.map((one, index) => subjectOf(one, `/subject/${index}`, name)),
    predicateType: value.predicateType,
    predicate: (value.predicate as Record<string, unknown> | undefined) ?? {},
  }
}

function subjectOf(value: unknown, at: string, name: string): Subject {
  if (!isObject(value)) throw broken(name, 'an object is wanted', at)
  if (!isObject(value.digest) || Object.keys(value.digest).length === 0)
    throw broken(name, 'digests are wanted', `${at}/digest`)
  const digest: Record<string, string> = {}
  for (const [algorithm, hex] of Object.entries(value.digest)) {
    if (typeof hex !== 'string' || hex === '') throw broken(name, 'a digest is wanted', `${at}/digest/${algorithm}`)
    if (algorithm !== '__proto__') digest[algorithm] = hex
  }
  if (value.name !== undefined && value.name !== null && typeof value.name !== 'string')
    throw broken(name, 'a text is wanted', `${at}/name`)
  return { name: (value.name as string | undefined | null) ?? '', digest }
}

/** Algorithms that tell one file from another (digest_set.md). A weaker one may contradict, and proves nothing. */
const strong = ['sha256', 'sha384', 'sha512', 'sha3_256', 'sha3_384', 'sha3_512', 'sha512_256']
const weak = ['sha1', 'md5', 'sha224', 'sha3_224', 'sha512_224']
/** As node:crypto calls them. */
const hashName = (algorithm: string) => algorithm.replace(/^sha3_/, 'sha3-').replace(/^sha512_/, 'sha512-')

/** Whether a subject is this file: a strong digest is the file's, and no digest that we can compute is another's. */
export function isSubject({ digest }: Subject, artifact: Artifact): boolean {
  let matched = false
  for (const algorithm of [...strong, ...weak]) {
    const stated = Object.hasOwn(digest, algorithm) ? digest[algorithm] : undefined
    if (stated === undefined) continue
    const found = artifact.digest(hashName(algorithm))
    if (found === undefined) continue
    if (stated !== found) return false
    if (strong.includes(algorithm)) matched = true
  }
  return matched
}

/** `subject-matches`: a file is a subject by its digest alone, whatever its name. */
export function subjectCheck(statement: Statement, artifact: Artifact): Check {
  const found = statement.subjects.find(subject => isSubject(subject, artifact))
  if (found) return pass('subject-matches', `The statement is about ${artifact.name}${called(found, artifact)}`)
  const count = statement.subjects.length
  const names = statement.subjects.slice(0, 3).map(({ name }) => quoted(name || 'no name'))
  const digest = artifact.digest('sha256')
  return fail(
    'subject-matches',
    `None of the ${count} subjects (${names.join(', ')}${count > 3 ? ', …' : ''}) has the digest of ${artifact.name}${digest ? `, sha256:${digest}` : ''}`,
  )
}

function called({ name }: Subject, artifact: Artifact): string {
  return name === '' || name === artifact.name ? '' : `, which it calls ${quoted(name)}`
}

/** Names under which a payload speaks of a file, for whom a key may sign for; of all its subjects where none is the file. */
export function subjectNames(payload: Uint8Array, artifact: Artifact): readonly string[] {
  try {
    const { subjects } = readStatement(payload, defaultLimits, 'the statement')
    const own = subjects.filter(subject => isSubject(subject, artifact))
    return (own.length > 0 ? own : subjects).slice(0, 1000).map(({ name }) => name)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return []
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function broken(name: string, what: string, at: string): Problem {
  return new Problem('trust/not-a-statement', `Cannot read ${name}: ${what} at ${at}`, { at })
}
