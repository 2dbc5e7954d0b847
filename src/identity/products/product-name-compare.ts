import { hasModel, isBound } from './product-name.ts'
import { isFiller, isKind, isRegion, keyOf, type NamePiece } from './product-words.ts'

/** How two names with the same model numbers differ; undefined: they are different products. */
export interface NameDifference {
  /** words in front that only one of them has: a brand left out */
  front: { stated: readonly string[]; found: readonly string[] }
  /** words after that which only the advisory's name, or only the asset's, has */
  stated: readonly string[]
  found: readonly string[]
}

interface Word {
  text: string
  bound: boolean
}

/**
 * Lays the words between the model numbers of two names side by side; both must have the same numbers. Words that say
 * nothing are passed over, letters that belong to a model number must be equal.
 */
export function compareHeads(stated: readonly NamePiece[], found: readonly NamePiece[]): NameDifference | undefined {
  const gapsOfStated = gapsOf(stated)
  const gapsOfFound = gapsOf(found)
  if (gapsOfStated.length !== gapsOfFound.length) return undefined
  const passed = hasModel(stated) ? isKind : isFiller
  const difference = {
    front: { stated: [] as string[], found: [] as string[] },
    stated: [] as string[],
    found: [] as string[],
  }
  for (let i = 0; i < gapsOfStated.length; i++) {
    if (!compareGap(gapsOfStated[i]!, gapsOfFound[i]!, passed, i === 0, difference)) return undefined
  }
  return difference
}

interface Gathered {
  front: { stated: string[]; found: string[] }
  stated: string[]
  found: string[]
}

function compareGap(
  stated: readonly Word[],
  found: readonly Word[],
  passed: (word: string) => boolean,
  first: boolean,
  into: Gathered,
): boolean {
  if (joined(stated) === joined(found)) return true
  const a = stated.filter(word => word.bound || !passed(word.text))
  const b = found.filter(word => word.bound || !passed(word.text))
  if (joined(a) === joined(b)) return true
  // What stands at the end of both is common; in the first gap the rest is in front, elsewhere words may lie between.
  let end = 0
  while (end < a.length && end < b.length && a[a.length - 1 - end]!.text === b[b.length - 1 - end]!.text) end++
  let start = 0
  while (start < a.length - end && start < b.length - end && a[start]!.text === b[start]!.text) start++
  const onlyStated = a.slice(start, a.length - end)
  const onlyFound = b.slice(start, b.length - end)
  if ([...onlyStated, ...onlyFound].some(word => word.bound)) return false
  // Between the brand and the model one word may be left out as well: `SIMATIC NET CP 343-1`, `SIMATIC Reader RF650R`.
  if (first && (start === 0 || (end > 0 && onlyStated.length + onlyFound.length === 1))) {
    into.front.stated.push(...onlyStated.map(word => word.text))
    into.front.found.push(...onlyFound.map(word => word.text))
  } else {
    into.stated.push(...onlyStated.map(word => word.text))
    into.found.push(...onlyFound.map(word => word.text))
  }
  return true
}

function joined(words: readonly Word[]): string {
  let text = ''
  for (const word of words) text += word.text
  return text
}

/** The words before, between and after the numbers. */
function gapsOf(pieces: readonly NamePiece[]): Word[][] {
  const gaps: Word[][] = [[]]
  for (let at = 0; at < pieces.length; at++) {
    if (pieces[at]!.digits) gaps.push([])
    else gaps[gaps.length - 1]!.push({ text: pieces[at]!.text, bound: isBound(pieces, at) })
  }
  return gaps
}

/** How the brackets of two names stand to each other. `region`: only the market differs, or only one says which it is. */
export type VariantAnswer = 'same' | 'stated-more' | 'found-more' | 'region' | 'other'

/** Lays what two names say in brackets side by side, as sets: plants turn the order round and leave parts out. */
export function compareVariants(stated: readonly NamePiece[], found: readonly NamePiece[]): VariantAnswer {
  if (keyOf(stated) === keyOf(found)) return 'same'
  // `(with MID approval)` and `(without MID approval)`.
  if (stated.length > 0 && found.length > 0 && isWithout(stated) !== isWithout(found)) return 'other'
  const a = groupsOf(stated)
  const b = groupsOf(found)
  const onlyStated = [...a].filter(group => !b.has(group))
  const onlyFound = [...b].filter(group => !a.has(group))
  if (onlyStated.length === 0 && onlyFound.length === 0) return 'same'
  if (
    onlyFound.length === 0 &&
    [...b].some(group => group.startsWith('hw')) &&
    [...a].every(group => group.startsWith('hw'))
  )
    return 'same'
  if (onlyFound.length === 0) return onlyStated.every(isRegion) ? 'region' : 'stated-more'
  if (onlyStated.length === 0) return onlyFound.every(isRegion) ? 'region' : 'found-more'
  return 'other'
}

function isWithout(pieces: readonly NamePiece[]): boolean {
  return pieces.some(({ text }) => text === 'without' || text === 'no' || text === 'non' || text === 'ohne')
}

/** Words in brackets, each with the figures it stands with; without those that say nothing. */
function groupsOf(pieces: readonly NamePiece[]): Set<string> {
  const groups = new Set<string>()
  let group: NamePiece[] = []
  for (const piece of pieces) {
    if (!(piece.glued || piece.joined)) {
      add()
      group = []
    }
    group.push(piece)
  }
  add()
  return groups

  function add() {
    const key = keyOf(group)
    if (key !== '' && !isKind(key)) groups.add(key)
  }
}
