import type { Out } from '../api.ts'

type Answer = Out<'ask'>

/** What the header tells, as numbers and facts: each language makes its own sentence of them. */
export interface Said {
  kind: Answer['asked']['kind']
  counts: Answer['counts']
  /** Assets that run it, whatever is said of it. */
  there: number
  lots: Answer['lots']
  /** How many versions mend it. */
  fixes: number
  /** What else can be done where none does, as CSAF names it. */
  otherwise: string | undefined
  vendors: number
  window: boolean
  /** Something has the name that was asked for. */
  found: boolean
  /** Records that name it and stand; whether one was taken back. */
  advisories: number
  takenBack: boolean
  undecided: boolean
}
