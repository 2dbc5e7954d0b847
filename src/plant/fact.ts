import type { Confidence } from './import-row.ts'

/** How a fact is known: as a paper may say, or confirmed by a person who stands for it. */
export type Strength = Confidence | 'confirmed'

/** The weakest first; being asked and being listened to are equally good. */
const strengths: Readonly<Record<Strength, number>> = {
  guessed: 0,
  stated: 1,
  configured: 2,
  'observed-passively': 3,
  'observed-actively': 3,
  confirmed: 4,
}

export function strengthOf(confidence: Strength): number {
  return strengths[confidence]
}

/** The source of what people say themselves. */
export const people = 'people'

/** What a fact may say; null says that there is none. */
export type FactValue = string | number | boolean | readonly string[] | null

/** What one source said of one field of an asset at a time: times are milliseconds since 1970 UTC. */
export interface Word {
  /** Later words have higher numbers. */
  number: number
  sourceId: string
  value: FactValue
  confidence: Strength
  observedAt: number
}

/**
 * How a fact stands to the others about its field: it is (or agrees with) what is taken for true; it was said before by a source
 * that now says otherwise, or is weaker and not newer; it contradicts what is taken for true. `replaced` is taken back.
 */
export type Standing = 'current' | 'older' | 'conflict' | 'replaced'

/** What follows from all words about one field. */
export interface Weighed<W extends Word> {
  /** What is taken for true; undefined where there is no word. */
  best: W | undefined
  standings: ReadonlyMap<W, Exclude<Standing, 'replaced'>>
}

/**
 * Weighs the words about one field. Only the newest word of each source counts; of these the strongest is taken for true, among equally
 * strong ones the newest. One that says otherwise is a conflict when it is as strong, or newer: nothing weaker or older wins, and nothing
 * that could be right is passed over in silence. A guess contradicts only guesses.
 */
export function weigh<W extends Word>(words: readonly W[], same: (a: FactValue, b: FactValue) => boolean): Weighed<W> {
  const latest = latestWords(words)
  let best: W | undefined
  for (const word of latest.values()) if (best === undefined || outweighs(word, best)) best = word
  const standings = new Map<W, Exclude<Standing, 'replaced'>>()
  for (const word of words) {
    if (latest.get(word.sourceId) !== word) standings.set(word, 'older')
    else if (word === best || same(word.value, best!.value)) standings.set(word, 'current')
    else {
      standings.set(word, couldBeRight(word, best!) ? 'conflict' : 'older')
    }
  }
  return { best, standings }
}

function couldBeRight(word: Word, best: Word): boolean {
  if (strengthOf(word.confidence) === strengthOf(best.confidence)) return true
  return word.observedAt > best.observedAt && word.confidence !== 'guessed'
}

/** The newest word of each source; a guess is none where the source once said it itself. */
export function latestWords<W extends Word>(words: readonly W[]): Map<string, W> {
  const latest = new Map<string, W>()
  for (const word of words) {
    const known = latest.get(word.sourceId)
    if (known === undefined || isNewer(word, known)) latest.set(word.sourceId, word)
  }
  return latest
}

function isNewer(a: Word, b: Word): boolean {
  if ((a.confidence === 'guessed') !== (b.confidence === 'guessed')) return b.confidence === 'guessed'
  return a.observedAt === b.observedAt ? a.number > b.number : a.observedAt > b.observedAt
}

function outweighs(a: Word, b: Word): boolean {
  const difference = strengthOf(a.confidence) - strengthOf(b.confidence)
  return difference === 0 ? isNewer(a, b) : difference > 0
}
