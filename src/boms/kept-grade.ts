import type { Limits } from '#base'
import { Problem } from '#base'
import { factsOfBom } from './facts.ts'
import { type ElementGrade, gradeOf } from './grade.ts'
import { paperAt } from './opened-paper.ts'
import * as profiles from './profiles/all.ts'
import { bomFormats } from './read.ts'

/** A kept bill as somebody handed it over. */
export interface BillToGrade {
  name: string
  /** Id of its format, as it was read when it came. */
  format: string
  whole: Uint8Array
}

/** How a bill meets what one profile asks. */
export interface ProfileGrade {
  id: string
  /** For people: whose it is, and which edition. */
  label: string
  /** Required elements that hold, of those that a paper can tell. */
  held: number
  required: number
  elements: ElementGrade[]
}

/** Most bytes of a bill that is graded on request: its reader holds some times as much. */
export const mostGraded = 128 * 1024 * 1024

/** Grades a bill by every profile. Throws `boms/not-graded` for what nobody makes as a bill, and what reading throws. */
export async function gradeWhole(
  { limits }: { limits: Limits },
  { name, format: id, whole }: BillToGrade,
): Promise<ProfileGrade[]> {
  const format = bomFormats.find(one => one.id === id && graded.has(one.kind))
  if (!format) throw notGraded(name)
  await format.prepare?.()
  const paper = paperAt({ disk: alone(whole), limits, now: () => 0, progress() {} }, name.replaceAll('/', '_'))
  const facts = format.facts?.(paper) ?? factsOfBom(format.read(paper))
  return Object.values(profiles).map(profile => {
    const elements = gradeOf(profile, facts)
    const required = elements.filter(({ level, verdict }) => level === 'required' && verdict !== 'not-told')
    const held = required.filter(({ verdict }) => verdict === 'yes').length
    return { id: profile.id, label: profile.label, held, required: required.length, elements }
  })
}

/** A disk with this file alone: what comes packed or in an envelope is opened as from a real one. */
function alone(whole: Uint8Array) {
  return { chunks: () => [whole], read: () => whole, list: () => [], stat: () => undefined }
}

/** Kinds of papers that are lists somebody makes for others. */
const graded: ReadonlySet<string> = new Set(['bom', 'lockfile'])

/** Whether a kept bill of this kind can be graded. */
export function isGraded(kind: string, format: string): boolean {
  return graded.has(kind) && bomFormats.some(({ id }) => id === format)
}

export function notGraded(name: string): Problem {
  return new Problem('boms/not-graded', `Cannot grade ${name}: it is no bill of materials that somebody made`, {
    wanted: 'a bill of materials or a lockfile',
  })
}
