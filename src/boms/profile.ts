import type { BillQuestion, ComponentQuestion } from './facts.ts'

/** What somebody asks of bills of materials. A member of `profiles/` is one of them: data only, judged by `grade.ts`. */
export interface Profile {
  readonly id: string
  /** For people: whose it is, and which edition. */
  readonly label: string
  readonly elements: readonly Element[]
}

/** One thing that is asked. */
export interface Element {
  /** As the reference tables number it: `CISA26-C3`. */
  readonly id: string
  readonly title: string
  /** `additional`: only where the thing exists, which a paper does not tell. */
  readonly level: 'required' | 'additional' | 'recommended'
  /** What has to be answered: all of the questions, by the bill or by each component; absent where no paper can tell. */
  readonly bill?: readonly BillQuestion[]
  readonly component?: readonly ComponentQuestion[]
}
