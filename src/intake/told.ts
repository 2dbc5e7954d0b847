import type { Told } from '#ledger'
import { type LotsTold, lotsTold } from '#lots'
import { type ImportTold, importTold } from '#plant'

/** What advisories say of the components of a paper; null members where there are none. */
interface JudgedTold {
  components: number
  affected: number | null
  undecided: number | null
  unchecked: number | null
  waiting: number
}

/** What of an answer of the road is told in sentences. */
export interface PaperTold {
  name: string
  bom?: { components: number; newComponents: number; changed: boolean; digest: string } | undefined
  plant?: unknown
  lots?: unknown
  also?: readonly { room: 'plant' | 'lots'; told?: unknown }[] | undefined
  judged: JudgedTold | null
}

/** A paper that was taken in, in sentences, and what to look at next. */
export function paperTold(
  { name, bom, plant, lots, also = [], judged }: PaperTold,
  said: Readonly<Record<string, unknown>>,
): Told {
  const parts: Told[] = []
  if (bom) parts.push(billTold(name, bom))
  if (plant) parts.push(importTold(plant as ImportTold, said))
  if (lots) parts.push(lotsTold(lots as LotsTold, said))
  for (const { room, told } of also)
    parts.push(room === 'plant' ? importTold(told as ImportTold, said) : lotsTold(told as LotsTold, said))
  if (judged) parts.push({ says: [judgedTold(judged)] })
  return { says: parts.flatMap(({ says }) => says), next: parts.flatMap(({ next = [] }) => next) }
}

/** A bill that was kept, in sentences. */
export function billTold(
  name: string,
  { components, newComponents, changed, digest }: NonNullable<PaperTold['bom']>,
): Told {
  const what = components === 0 ? 'it lists no components' : `${components} components, ${newComponents} of them new`
  return { says: [`${name}: ${what}.${changed ? '' : ' Nothing changes.'}`], next: [`boms show ${digest}`] }
}

/** Where nothing was judged nothing is said to be clean. */
export function judgedTold({ components, affected, undecided, unchecked, waiting }: JudgedTold): string {
  if (affected === null) return `No advisories are here: none of ${components} components is judged yet.`
  const open = [
    `${affected} affected`,
    `${undecided} undecided`,
    ...(unchecked ? [`${unchecked} that no feed speaks of`] : []),
    ...(waiting > 0 ? [`${waiting} not judged yet`] : []),
  ]
  return `Of ${components} components: ${open.join(', ')}.`
}
