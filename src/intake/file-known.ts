import { showTime } from '#base'
import {
  type Answer,
  answeredFor,
  cannotTell,
  type FileCheck,
  type FileCheckName,
  type FileCheckRow,
  type FileJudgement,
  fail,
  judgementOf,
  pass,
} from './file-check.ts'
import type { FileFound } from './file-look.ts'

/** What somebody decided about the bytes of a file. */
export interface Decided {
  readonly decision: 'approve' | 'refuse'
  readonly by: string
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  readonly reason: string
  /** What whoever approved answers for. */
  readonly answers: readonly Answer[]
}

/** What a site knows of bytes by their digests: plain data, from the database or from a stick. */
export interface FileKnown {
  /** What was decided last. */
  readonly decided: Decided | undefined
  /** When checks last accepted or refused them, while nobody decided. */
  readonly accepted: number | undefined
  readonly refused: number | undefined
  /** Who says that they do harm. */
  readonly blocked: { readonly source: string; readonly reason: string } | undefined
}

/** The verdict on a file that was looked at, with what a site knows of its bytes. */
export function concluded({ checks }: FileFound, known: FileKnown, wants: readonly FileCheckName[]): FileJudgement {
  const { decided, blocked } = known
  const told = checks.map(check =>
    check.name === 'malicious' && blocked
      ? fail('malicious', `Its digest is blocked: ${blocked.reason} (${blocked.source})`)
      : check,
  )
  const answers = decided?.decision === 'approve' ? decided.answers : []
  return judgementOf([...told, refusedBefore(known), approvedBefore(known)], wants, answers)
}

function refusedBefore({ decided, refused }: FileKnown): FileCheck {
  if (decided?.decision === 'refuse') return fail('refused-before', saidOf(decided))
  return pass(
    'refused-before',
    refused === undefined ? 'Nobody refused it here' : `Nobody refused it here; a check did on ${showTime(refused)}`,
  )
}

function approvedBefore({ decided, accepted }: FileKnown): FileCheck {
  if (decided?.decision === 'approve') return pass('approved-before', saidOf(decided))
  if (accepted !== undefined && decided === undefined)
    return pass('approved-before', `Its checks accepted it on ${showTime(accepted)}, and nobody looked at it`)
  return cannotTell('approved-before', decided ? 'It was refused since' : 'These bytes were not accepted here before')
}

function saidOf({ decision, by, at, reason }: Decided): string {
  return `${by} ${decision === 'approve' ? 'approved' : 'refused'} it on ${showTime(at)}: ${reason}`
}

/** What a decision about a file with these checks lets through another time. */
export function answersOf(decision: Decided['decision'], checks: readonly FileCheckRow[]): Answer[] {
  return decision === 'approve' ? answeredFor(checks) : []
}
