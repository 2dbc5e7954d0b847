import type { Draw } from './random.ts'

/**
 * A version just before or after an edge, for nearly any notation: the last number (or the letter behind it) one less or one
 * more, as wide as before (`5.008` → `5.007`, `V14 SP1 Update 3` → `V14 SP1 Update 2`, `R14A` → `R14B`). Undefined where that
 * would change the number of digits, since `2.9` and `2.10` are no neighbours for every vendor.
 */
export function neighbour(edge: string, step: 1 | -1): string | undefined {
  const letter = /^(.*\d)([A-Za-z])$/.exec(edge)
  if (letter !== null) {
    const [, head = '', last = ''] = letter
    const next = String.fromCharCode(last.charCodeAt(0) + step)
    return /[A-Za-z]/.test(next) ? head + next : undefined
  }
  const [, head, digits, tail] = /^(.*?)(\d+)(\D*)$/.exec(edge) ?? []
  if (head === undefined || digits === undefined || /[A-Za-z]{3,}/.test(tail ?? '')) return undefined
  const next = String(Number(digits) + step).padStart(digits.length, '0')
  return next.length === digits.length && !next.includes('-') ? head + next + (tail ?? '') : undefined
}

/** A plain version clearly on one side: another number than the last changed, or a part more or less. */
export function farther(edge: string, step: 1 | -1, random: Draw): string | undefined {
  const parts = edge.split('.')
  const place = random.whole(parts.length)
  const value = Number(parts[place]) + step * (1 + random.whole(3))
  if (value < 0) return undefined
  const changed = String(value).padStart(parts[place]?.length ?? 1, '0')
  // 2.9 and 2.10: with two numbers some vendors mean a decimal fraction.
  if (parts.length < 3 && place === 1 && changed.length !== parts[place]?.length) return undefined
  const rest = parts.slice(place + 1).map(part => String(random.whole(9)).padStart(part.length, '0'))
  return [...parts.slice(0, place), changed, ...rest].join('.')
}
