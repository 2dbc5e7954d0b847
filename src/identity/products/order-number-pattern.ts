/**
 * Numbers with open places. Advisories write them in many ways; all are read into one notation: `?` is one letter or
 * digit, `#` digits, `*` any number of characters, `{A,B,}` one of these. Everything else stands for itself. Matching walks the
 * places with a set of positions, so that its cost is places times characters, whatever the pattern.
 */

/** More characters are no order number: the longest that makers print have some forty. */
export const longestOrderNumber = 80
const mostChoices = 40

/** One open character as advisories write it: `□`, `[]`, and the question mark that a wrong encoding made of them. */
const box =
  /[ ]{0,2}(?:[\u25a0\u25a1\u2610\u25fb\u25ab]|\[ ?\]|\?)(?: (?=[-\u25a0\u25a1\u2610\u25fb\u25ab[?])| (?=[A-Z]{1,3}\b))?/g

/** Without what has a meaning in the notation but comes from outside. */
export function withoutBraces(text: string): string {
  return text.replace(/[{}#]/g, ' ')
}

/**
 * Reads the open places that all makers write alike: boxes, stars, `x` in small letters beside large ones, values given
 * behind (`FX5U-xMy/z x=32,64, y=T,R, z=ES,DS`), and a part in brackets that may be there or not (`L26CPU-(P)BT`).
 */
export function openPlaces(text: string): string {
  const boxed = text.replace(box, '?')
  return smallX(optionalParts(givenValues(boxed))).replace(/\*{2,}/g, '*')
}

/** `M-xTy x=1,2, y=R`: each letter with values behind is one of them. */
function givenValues(text: string): string {
  const start = text.search(/[ ,;(][a-z] ?= ?[A-Z0-9]/)
  if (start < 0) return text
  let template = text.slice(0, start).replace(/[ *]{1,4}$/, '')
  const given = text.slice(start).matchAll(/\b([a-z]) ?= ?([A-Z0-9][A-Z0-9,.* -]{0,200})/g)
  for (const [, letter, list] of given) {
    const values = list!.split(/[,.]/).map(value => value.replace(/[ *]/g, ''))
    const choice = `{${values
      .filter(value => value !== '')
      .slice(0, mostChoices)
      .join(',')}}`
    template = template.replace(letter!, choice)
  }
  return template
}

/** `(EN)` may be there or not; `(-R2/R4)` is nothing, `-R2` or `-R4`. */
function optionalParts(text: string): string {
  return text.replace(/\((-?[A-Z0-9]{1,6}(?:\/-?[A-Z0-9]{1,6}){0,5})\)/g, (_, inner: string) => {
    const lead = inner.startsWith('-') ? '-' : ''
    const parts = inner.split('/').map(part => (part.startsWith('-') ? part : lead + part))
    return `{,${parts.join(',')}}`
  })
}

/** Small `x` beside large letters, behind a digit or a sign; at the end more may follow (`BMXP34x` is BMXP342020 too). */
function smallX(text: string): string {
  if (/[a-wyz]/.test(text)) return text.replace(/(?<=[\d ()[\]-])x{3,80}/gi, places)
  return text.replace(/(?<=[\d/.?*}-]|^)x{1,8}(?![a-z])/g, places).replace(/(?<=[\d ()[\]-])x{3,80}/gi, places)

  function places(run: string, at: number): string {
    const open = '?'.repeat(run.length)
    return at + run.length === text.length ? `${open}*` : open
  }
}

/** Whether a text in the notation has an open place. */
export function isOpen(text: string): boolean {
  return /[?*#{]/.test(text)
}

type Place = '?' | '*' | '#' | readonly string[]

function placesOf(pattern: string): Place[] {
  const places: Place[] = []
  for (let i = 0; i < pattern.length; i++) {
    const sign = pattern[i]!
    if (sign === '?' || sign === '*' || sign === '#') places.push(sign)
    else if (sign === '{') {
      const end = pattern.indexOf('}', i)
      if (end < 0) return [...places, [pattern.slice(i)]]
      places.push(pattern.slice(i + 1, end).split(','))
      i = end
    } else places.push([sign])
  }
  return places
}

/** Whether a number without open places is one of those a pattern stands for. Both canonical. */
export function covers(pattern: string, number: string): boolean {
  let reached = new Set([0])
  for (const place of placesOf(pattern)) {
    const next = new Set<number>()
    // From the first place on a star reaches all that it reaches from the others.
    for (const at of place === '*' ? [Math.min(...reached)] : reached) step(place, number, at, next)
    if (next.size === 0) return false
    reached = next
  }
  return reached.has(number.length)
}

function step(place: Place, number: string, at: number, next: Set<number>): void {
  if (place === '*') for (let end = at; end <= number.length; end++) next.add(end)
  else if (place === '#') for (let end = at; isDigit(number[end]); ) next.add(++end)
  else if (place === '?') {
    if (/[A-Z0-9]/.test(number[at] ?? '')) next.add(at + 1)
  } else for (const text of place) if (number.startsWith(text, at)) next.add(at + text.length)
}

function isDigit(sign: string | undefined): boolean {
  return sign !== undefined && sign >= '0' && sign <= '9'
}

/** Whether two patterns may mean one number: told by what both say before their first open place. */
export function mayMeet(a: string, b: string): boolean {
  const [first, second] = [fixedStart(a), fixedStart(b)]
  return first.startsWith(second) || second.startsWith(first)
}

/** What a pattern says before its first open place; of a number all of it. */
export function fixedStart(pattern: string): string {
  return pattern.slice(0, (pattern.search(/[?*#{]/) + pattern.length + 1) % (pattern.length + 1))
}
