import { jsonText, visible } from '#base'
import type { Artifact } from './artifact.ts'
import { type CheckName, checkMeanings, decisive, type Outcome } from './check.ts'
import { type Judgement, saidBy } from './judge.ts'

/** The answer of `verify` (docs/schemas/millcert-verify-1.schema.json). */
export interface VerifyAnswer {
  readonly schema: 'millcert-verify/1'
  readonly tool: { readonly name: 'millcert'; readonly version: string }
  readonly verifiedAt: string
  readonly file: { readonly name: string; readonly size?: number; readonly sha256?: string }
  readonly policy: string
  readonly trustedRoot?: string
  readonly result: Judgement['result']
  /** What decided it, where it is not verified. */
  readonly because?: string
  readonly signatures: readonly SignatureAnswer[]
}

export interface SignatureAnswer {
  readonly file: string
  readonly envelope: string
  readonly result: Judgement['result']
  readonly by?: string
  readonly claims: Readonly<Record<string, string>>
  readonly checks: readonly {
    readonly name: CheckName
    readonly outcome: Outcome
    readonly wanted: boolean
    readonly because: string
    readonly found?: string
  }[]
}

/** A signature file with what came of it. */
export interface Judged {
  readonly file: string
  readonly judgement: Judgement
}

export interface AnswerOf {
  readonly version: string
  readonly now: number
  readonly artifact: Artifact
  readonly policy: string
  readonly trustedRoot: string | undefined
  readonly judged: readonly Judged[]
}

/** One signature that verifies is enough; where none does, the first that is refused is told, as somebody put it there. */
export function bestOf(judged: readonly Judged[]): Judged | undefined {
  const of = (result: Judgement['result']) => judged.find(({ judgement }) => judgement.result === result)
  return of('verified') ?? of('refused') ?? of('undecided')
}

export function answerOf({ version, now, artifact, policy, trustedRoot, judged }: AnswerOf): VerifyAnswer {
  const best = bestOf(judged)
  const result = best?.judgement.result ?? 'refused'
  const row = best && decisive(best.judgement)
  const because =
    best === undefined ? `There is no signature of ${artifact.name}` : row && `${row.name}: ${row.because}`
  const sha256 = artifact.digest('sha256')
  return {
    schema: 'millcert-verify/1',
    tool: { name: 'millcert', version },
    verifiedAt: new Date(now).toISOString(),
    file: {
      name: artifact.name,
      ...(artifact.size === undefined ? {} : { size: artifact.size }),
      ...(sha256 === undefined ? {} : { sha256 }),
    },
    policy,
    ...(trustedRoot === undefined ? {} : { trustedRoot }),
    result,
    ...(because === undefined || result === 'verified' ? {} : { because }),
    signatures: judged.map(signatureAnswer),
  }
}

function signatureAnswer({ file, judgement }: Judged): SignatureAnswer {
  const { envelope, signed, statement, result, checks } = judgement
  const by = signed?.by
  return {
    file,
    envelope: envelope.id,
    result,
    ...(by === undefined ? {} : { by: by.kind }),
    claims: { ...signed?.said, ...(statement === undefined ? {} : saidBy(statement)) },
    checks: checks.map(({ name, outcome, wanted, because, found }) => ({
      name,
      outcome,
      wanted,
      because,
      ...(found === undefined ? {} : { found }),
    })),
  }
}

export const answerJson = (answer: VerifyAnswer): string => `${jsonText(answer, 2)}\n`

/** The answer for people: each check that was wanted or said something, with what it does not prove. */
export function answerTable(answer: VerifyAnswer, verbose: boolean): string {
  const lines = [`${answer.file.name}: ${answer.result}`]
  if (answer.because !== undefined) lines.push(`  ${answer.because}`)
  for (const { file, envelope, result, claims, checks } of answer.signatures) {
    lines.push('', `${file} (${envelope}): ${result}`)
    for (const [name, value] of Object.entries(claims)) lines.push(`  says ${name} ${value}`)
    for (const { name, outcome, wanted, because } of checks) {
      if (!wanted && outcome === 'cannot-tell' && !verbose) continue
      lines.push(`  ${outcome.padEnd(11)}  ${name.padEnd(21)}  ${because}`)
      if (outcome === 'pass') lines.push(`${' '.repeat(38)}It does not prove ${checkMeanings[name].provesNot}`)
    }
  }
  return `${lines.map(visible).join('\n')}\n`
}
