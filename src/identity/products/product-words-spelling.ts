/** Finds the word that a misspelt one was meant to be. */
export interface Spelling {
  /** The one known word that an adjacent swap makes, or one edit for words of 6 letters and more; undefined for none or several. */
  meant(word: string): string | undefined
}

const shortestSwapped = 2
const shortestEdited = 6
const longestWord = 40
/** More words are no maker's; each long one is kept in as many forms as it has letters. */
const mostWords = 10_000
const mostAlike = 100

/** Spellings of the words that one maker's advisories use. Known words are never corrected: that is the caller's to ask. */
export function spelling(words: Iterable<string>): Spelling {
  const byLetters = new Map<string, string[]>()
  const byDeletion = new Map<string, string[]>()
  let count = 0
  for (const word of words) {
    if (count++ === mostWords) break
    if (word.length < shortestSwapped || word.length > longestWord) continue
    into(byLetters, lettersOf(word), word)
    if (word.length + 1 < shortestEdited) continue
    into(byDeletion, word, word)
    for (const shorter of deletions(word)) into(byDeletion, shorter, word)
  }
  return { meant }

  function meant(word: string): string | undefined {
    if (word.length < shortestSwapped || word.length > longestWord) return undefined
    const swapped = (byLetters.get(lettersOf(word)) ?? []).filter(known => isSwap(known, word))
    if (swapped.length > 0) return swapped.length === 1 ? swapped[0] : undefined
    if (word.length < shortestEdited) return undefined
    const near = new Set<string>()
    for (const key of [word, ...deletions(word)]) {
      for (const known of byDeletion.get(key) ?? []) if (isEdit(known, word)) near.add(known)
    }
    return near.size === 1 ? [...near][0] : undefined
  }
}

function lettersOf(word: string): string {
  return [...word].sort().join('')
}

function deletions(word: string): Set<string> {
  const shorter = new Set<string>()
  for (let i = 0; i < word.length; i++) shorter.add(word.slice(0, i) + word.slice(i + 1))
  return shorter
}

/** Whether two neighbouring letters changed places, and nothing else. */
function isSwap(one: string, other: string): boolean {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2)
}

/** Whether one letter is wrong, missing or too many. */
function isEdit(one: string, other: string): boolean {
  let at = 0
  while (at < one.length && at < other.length && one[at] === other[at]) at++
  const rest = one.slice(at)
  const otherRest = other.slice(at)
  return rest.slice(1) === otherRest.slice(1) || rest === otherRest.slice(1) || rest.slice(1) === otherRest
}

function into(map: Map<string, string[]>, key: string, word: string) {
  const list = map.get(key)
  if (!list) map.set(key, [word])
  else if (list.length < mostAlike) list.push(word)
}
