import { type Limits, type Note, Problem, visible } from '#base'
import type { Envelope, Signed, Witnesses } from './envelopes.ts'
import { saidBy } from './judge.ts'
import { envelopeOf, papersOf } from './read-envelope.ts'
import { isStatementType, readStatement, type Subject } from './statement.ts'

/** What one signature says of itself. Nothing of it was verified: whoever wrote the file may have written anything. */
export interface EnvelopeTold {
  readonly envelope: string
  readonly label: string
  readonly about:
    | { readonly kind: 'file'; readonly digests: readonly { readonly algorithm: string; readonly hex: string }[] }
    | { readonly kind: 'payload'; readonly type: string; readonly bytes: number }
  readonly by: Signed['by']
  readonly witnesses?: Omit<Witnesses, 'odd'>
  readonly statement?: {
    readonly type: string
    readonly predicateType: string
    /** The first of them; `subjectCount` says how many there are. */
    readonly subjects: readonly Subject[]
    readonly subjectCount: number
  }
  readonly claims: Readonly<Record<string, string>>
}

/** What a signature file says, one entry for each signature in it. */
export interface FileTold {
  /** Id of its kind: `sigstore-bundle`. */
  readonly format: string
  readonly counts: Readonly<Record<string, number>>
  readonly told: readonly EnvelopeTold[]
  readonly notes: readonly Note[]
}

/** Subjects that are told: a release has some dozens. */
const mostSubjects = 100

/**
 * Tells what a signature file says, without a verdict; undefined where it is of no kind that is known. A Problem where it, or one line of it,
 * cannot be read.
 */
export async function toldOf(bytes: Uint8Array, name: string, limits: Limits): Promise<FileTold | undefined> {
  const told: EnvelopeTold[] = []
  const notes: Note[] = []
  for (const paper of papersOf(bytes, name)) {
    const envelope = envelopeOf(paper.bytes, paper.name)
    if (!envelope) return undefined
    told.push(await tell(envelope, await envelope.read(paper.bytes, limits, paper.name), limits, notes))
  }
  if (told.length === 0) return undefined
  const sum = (of: (one: EnvelopeTold) => number) => told.reduce((total, one) => total + of(one), 0)
  const counts = {
    signatures: told.filter(({ by }) => by.kind !== 'nobody').length,
    statements: told.filter(({ statement }) => statement).length,
    subjects: sum(({ statement }) => statement?.subjectCount ?? 0),
    certificates: sum(({ witnesses }) => witnesses?.certificates.length ?? 0),
    entries: sum(({ witnesses }) => witnesses?.entries.length ?? 0),
    timestamps: sum(({ witnesses }) => witnesses?.timestamps.length ?? 0),
  }
  return { format: told[0]!.envelope, counts, told, notes }
}

async function tell(envelope: Envelope, signed: Signed, limits: Limits, notes: Note[]): Promise<EnvelopeTold> {
  const { about, by, said } = signed
  const found = await envelope.witnesses?.(signed)
  for (const message of found?.odd ?? []) notes.push({ code: 'part-unreadable', message })
  if (by.kind === 'nobody')
    notes.push({ code: 'unsigned', message: 'Nobody signed it: it is as good as the way it came' })
  const statement = statementIn(about, limits, notes)
  const [own] = found?.certificates ?? []
  return {
    envelope: envelope.id,
    label: envelope.label,
    about: about.kind === 'file' ? about : { kind: 'payload', type: about.type, bytes: about.bytes.length },
    by: by.kind === 'certificate' && own ? { ...by, subject: own.subject, issuer: own.issuer } : by,
    ...(found && {
      witnesses: { certificates: found.certificates, entries: found.entries, timestamps: found.timestamps },
    }),
    ...(statement && {
      statement: {
        type: statement.type,
        predicateType: statement.predicateType,
        subjects: statement.subjects.slice(0, mostSubjects),
        subjectCount: statement.subjects.length,
      },
    }),
    claims: { ...said, ...(statement && saidBy(statement)) },
  }
}

/** The statement in a payload; a payload that says it has one and has none is told. */
function statementIn(about: Signed['about'], limits: Limits, notes: Note[]) {
  if (about.kind !== 'payload' || !isStatementType(about.type)) return undefined
  try {
    return readStatement(about.bytes, limits, 'the payload')
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    notes.push({ code: 'statement-unreadable', message: error.message })
    return undefined
  }
}

/** The same for people, a line each. */
export function toldLines(told: readonly EnvelopeTold[]): string[] {
  return told
    .flatMap(one => [`${one.label}, nothing of it verified:`, ...lines(one).map(line => `  ${line}`)])
    .map(visible)
}

function lines({ about, by, witnesses, statement, claims }: EnvelopeTold): string[] {
  const certificates = witnesses?.certificates ?? []
  return [
    about.kind === 'payload'
      ? `over a payload of ${about.bytes} bytes, ${about.type || 'without a type'}`
      : `over a file${about.digests.map(({ algorithm, hex }) => ` with ${algorithm} ${hex}`).join('')}`,
    signerLine(by),
    ...certificates.flatMap(({ identity, confirmedBy, from, until }) => [
      ...(identity === undefined ? [] : [`in the name of ${identity}, confirmed by ${confirmedBy ?? 'nobody'}`]),
      `certificate from ${from} until ${until}`,
    ]),
    ...(witnesses?.entries ?? []).map(
      ({ log, index, kind, at, proof }) =>
        `entry ${index} of log ${log.slice(0, 16)}${kind === undefined ? '' : `, ${kind}`}${at === undefined ? '' : `, at ${at}`}, ${proofs[proof]}`,
    ),
    ...(witnesses?.timestamps ?? []).map(time => `timestamp ${time}`),
    ...(statement ? statementLines(statement) : []),
    ...Object.entries(claims).map(([name, value]) => `says ${name} ${value}`),
  ]
}

const proofs = { inclusion: 'with a proof', promise: 'with a promise', none: 'without a proof' }

function signerLine(by: Signed['by']): string {
  if (by.kind === 'nobody') return 'signed by nobody'
  if (by.kind === 'key')
    return by.hint === '' ? 'signed by a key without a name' : `signed by a key it calls ${by.hint}`
  return `signed with a certificate${by.subject === '' ? '' : ` of ${by.subject}`}${by.issuer === '' ? '' : `, issued by ${by.issuer}`}`
}

function statementLines({
  type,
  predicateType,
  subjects,
  subjectCount,
}: NonNullable<EnvelopeTold['statement']>): string[] {
  const shown = subjects.slice(0, 10).map(({ name, digest }) => {
    const [algorithm, hex] = Object.entries(digest)[0] ?? []
    return `about ${name || 'no name'}, ${algorithm} ${hex}`
  })
  const more = subjectCount > shown.length ? [`and about ${subjectCount - shown.length} more`] : []
  return [`statement ${type} of ${predicateType}`, ...shown, ...more]
}
