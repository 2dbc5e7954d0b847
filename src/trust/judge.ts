import { type Limits, Problem } from '#base'
import type { Artifact } from './artifact.ts'
import { type Check, type CheckName, cannotTell, fail, pass, type Verdict, verdictOf } from './check.ts'
import type { Envelope, Judging, Signed } from './envelopes.ts'
import type { Policy } from './policy.ts'
import { isProvenance, provenanceChecks, provenanceOf } from './provenance.ts'
import { isStatementType, readStatement, type Statement, subjectCheck } from './statement.ts'
import { summaryChecks, summaryOf } from './vsa.ts'

/** What came of one signature file. */
export interface Judgement extends Verdict {
  readonly envelope: Pick<Envelope, 'id' | 'label' | 'proves' | 'provesNot'>
  /** What the file says of itself; only as good as the verdict. Undefined where it could not be read. */
  readonly signed: Signed | undefined
  /** The statement in it, read only where its signature is valid. */
  readonly statement: Statement | undefined
}

/** Reads and judges a signature file over an artefact: every answer of `Envelope.check`, and those that hold for all kinds. */
export async function judge(
  envelope: Envelope,
  paper: { readonly bytes: Uint8Array; readonly name: string },
  judging: Judging,
  limits: Limits,
): Promise<Judgement> {
  const { policy } = judging
  let signed: Signed
  try {
    signed = await envelope.read(paper.bytes, limits, paper.name)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const verdict = verdictOf([fail('envelope-readable', error.message)], new Set(['envelope-readable']))
    return { ...verdict, envelope, signed: undefined, statement: undefined }
  }
  const own = await envelope.check(signed, judging)
  const checks = [
    pass('envelope-readable', `${paper.name} was read: ${envelope.label}`),
    takenCheck(envelope, policy),
    ...own,
  ]
  if (signed.about.kind === 'file') checks.push(...digestChecks(signed.about.digests, judging.artifact))
  const said = signed.about.kind === 'payload' ? payloadJudged(signed.about, own, judging, limits) : undefined
  checks.push(...(said?.checks ?? []))
  const wanted = wantedOf(envelope, signed, policy)
  return { ...verdictOf(checks, wanted), envelope, signed, statement: said?.statement }
}

/** A policy that names kinds of signature file takes no other. */
function takenCheck({ id, label }: Envelope, { envelopes, from }: Policy): Check {
  return envelopes.length === 0 || envelopes.includes(id)
    ? pass('envelope-readable', `${from} takes it: ${label}`)
    : fail('envelope-readable', `${label}: ${from} takes only ${envelopes.join(', ')}`)
}

/** Digests that somebody stated: a contradiction is a failure, whatever else agrees. */
function digestChecks(digests: readonly { algorithm: string; hex: string }[], artifact: Artifact): Check[] {
  return digests.map(({ algorithm, hex }) => {
    const found = artifact.digest(algorithm)
    if (found === undefined)
      return cannotTell('digest-matches', `The ${algorithm} of ${artifact.name} is not known here`)
    return found === hex
      ? pass('digest-matches', `${artifact.name} has the ${algorithm} that is stated, ${hex}`)
      : fail('digest-matches', `${artifact.name} has ${algorithm} ${found}, and ${hex} is stated`)
  })
}

interface PayloadJudged {
  readonly checks: readonly Check[]
  readonly statement?: Statement
}

/** What a payload says, looked at only where its signature is valid: a reader is no place for what nobody vouches for. */
function payloadJudged(
  about: Signed['about'] & { kind: 'payload' },
  own: readonly Check[],
  { artifact, policy }: Judging,
  limits: Limits,
): PayloadJudged {
  const { type, bytes } = about
  const taken = policy.payloadTypes.length === 0 ? isStatementType(type) : policy.payloadTypes.includes(type)
  if (!taken) {
    const wanted = policy.payloadTypes.join(' or ') || 'application/vnd.in-toto+json'
    return { checks: [fail('payload-type', `It was signed as ${type || 'nothing'}, and ${wanted} is wanted`)] }
  }
  const typed = pass('payload-type', `It was signed as ${type}`)
  if (!own.some(({ name, outcome }) => name === 'signature-valid' && outcome === 'pass')) return { checks: [typed] }
  if (!isStatementType(type)) return { checks: [typed, payloadIsFile(bytes, artifact)] }
  try {
    const statement = readStatement(bytes, limits, 'the signed payload')
    return { checks: [typed, ...statementChecks(statement, artifact, policy)], statement }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { checks: [typed, fail('statement-readable', error.message)] }
  }
}

/** A payload that is no statement is taken for the file itself. */
function payloadIsFile(payload: Uint8Array, artifact: Artifact): Check {
  const bytes = artifact.bytes(payload.length)
  const same = bytes !== undefined && bytes.length === payload.length && bytes.every((byte, at) => byte === payload[at])
  return same
    ? pass('digest-matches', `${artifact.name} is the payload that was signed`)
    : fail('digest-matches', `${artifact.name} is not the payload that was signed`)
}

function statementChecks(statement: Statement, artifact: Artifact, policy: Policy): Check[] {
  const { predicateType } = statement
  const checks: Check[] = [
    pass('statement-readable', `It is a statement, ${statement.type}`),
    subjectCheck(statement, artifact),
  ]
  if (policy.predicateTypes.length > 0) {
    const wanted = policy.predicateTypes.join(' or ')
    checks.push(
      policy.predicateTypes.includes(predicateType)
        ? pass('predicate-type', `It says ${predicateType}`, predicateType)
        : fail('predicate-type', `It says ${predicateType}, and ${wanted} is wanted`),
    )
  }
  if (policy.provenance) checks.push(...provenanceChecks(statement, policy.provenance))
  if (policy.summary) checks.push(...summaryChecks(statement, policy.summary))
  return checks
}

/** What the verdict needs: of everything signed, of its kind, and what the policy asks for. */
function wantedOf(envelope: Envelope, signed: Signed, policy: Policy): ReadonlySet<CheckName> {
  const wanted = new Set<CheckName>(['envelope-readable', ...envelope.wants(signed, policy)])
  // Nobody signed a list of checksums: it is enough only where the policy says so.
  if (signed.by.kind !== 'nobody' || !policy.envelopes.includes(envelope.id)) wanted.add('signature-valid')
  if (signed.by.kind === 'key') for (const name of ['key-pinned', 'key-current'] as const) wanted.add(name)
  if (signed.by.kind === 'certificate') {
    wanted.add('certificate-chain').add('certificate-time')
    if (policy.identities.length > 0) wanted.add('identity-matches').add('issuer-matches')
    else wanted.add('key-pinned')
  }
  if (signed.about.kind === 'file' && signed.about.digests.length > 0) wanted.add('digest-matches')
  if (signed.about.kind === 'payload') {
    wanted.add('payload-type')
    for (const name of statementNames(signed.about.type, policy)) wanted.add(name)
  }
  if (policy.threshold > 1) wanted.add('threshold')
  if (policy.maxAge !== undefined) wanted.add('signature-age')
  for (const name of policy.waive) wanted.delete(name)
  for (const name of policy.require) wanted.add(name)
  return wanted
}

function statementNames(type: string, policy: Policy): readonly CheckName[] {
  if (!isStatementType(type) && policy.payloadTypes.includes(type)) return ['digest-matches']
  const { provenance, summary, predicateTypes } = policy
  return [
    'statement-readable',
    'subject-matches',
    ...(predicateTypes.length > 0 ? (['predicate-type'] as const) : []),
    ...(provenance && provenance.builders.length > 0 ? (['provenance-builder'] as const) : []),
    ...(provenance && provenance.sources.length > 0 ? (['provenance-source'] as const) : []),
    ...(provenance && (provenance.buildTypes.length > 0 || provenance.parameters)
      ? (['provenance-parameters'] as const)
      : []),
    ...(summary ? (['summary-verifier', 'summary-resource', 'summary-result'] as const) : []),
  ]
}

/** What a statement says, for people: a line each. */
export function saidBy(statement: Statement): Record<string, string> {
  const provenance = isProvenance(statement) ? provenanceOf(statement) : undefined
  const summary = summaryOf(statement)
  return {
    predicateType: statement.predicateType,
    ...(typeof provenance === 'object' ? { builder: provenance.builder, buildType: provenance.buildType } : {}),
    ...(typeof summary === 'object' ? { verifier: summary.verifier, result: summary.result } : {}),
  }
}
