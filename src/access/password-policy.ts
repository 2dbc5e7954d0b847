import { Problem } from '#base'

/** Characters of a password at least and at most. */
export const shortestPassword = 12
export const longestPassword = 1024

/**
 * Words that guessing starts with. A password that is one or more of them, whatever digits and signs stand around them and however
 * its letters are replaced by look-alikes, is none.
 */
const guessed = `
password passwort passwd pass word kennwort secret geheim letmein welcome willkommen admin administrator root user guest login test
default changeme change me access qwerty qwertz azerty qwertyuiop qwertzuiop asdfgh asdfghjkl yxcvbnm zxcvbnm abc xyz iloveyou love
sunshine princess monkey dragon football fussball superman master hello summer winter spring autumn sommer herbst januar january
monday montag company firma plant factory scada plc hmi siemens simatic rockwell schneider operator engineer millcert
`
  .trim()
  .split(/\s+/)
const lookAlikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/**
 * Refuses a password that is too short, too long or guessed first (`access/weak-password`); the message never holds it.
 *
 * @param names of the account: a password is not made of them
 */
export function mustBeStrong(password: string, names: readonly string[]): void {
  const because = weakness(password, names)
  if (because !== undefined)
    throw new Problem('access/weak-password', `Cannot take this password: ${because}`, {
      wanted: `${shortestPassword} characters or more that nobody guesses, such as four words of chance`,
    })
}

function weakness(password: string, names: readonly string[]): string | undefined {
  if (!password.isWellFormed()) return 'it is no text'
  const text = password.normalize('NFKC')
  const length = [...text].length
  if (length < shortestPassword) return `it has ${length} characters, fewer than ${shortestPassword}`
  if (length > longestPassword || password.length > 2 * longestPassword)
    return `it has more than ${longestPassword} characters`
  const lower = text.toLowerCase()
  if (new Set(lower).size < 5) return 'it has fewer than five different characters'
  if (isRun(lower)) return 'its characters follow each other'
  if (isRepeated(lower)) return 'it says one thing again and again'
  if (!/\p{L}/u.test(lower))
    return /^\d+$/.test(lower) && length < 20 ? 'it has digits alone, and fewer than 20' : undefined
  const known = [...guessed, ...names.flatMap(name => name.toLowerCase().split(/[^\p{L}\p{N}]+/u))].filter(
    word => word.length > 1,
  )
  if (isMadeOf(lower, known)) return 'it is among those that are guessed first'
  return undefined
}

const isRun = (text: string) => {
  const steps = new Set([...text].slice(1).map((sign, at) => sign.codePointAt(0)! - text.codePointAt(at)!))
  return steps.size === 1 || '12345678901234567890'.includes(text) || '09876543210987654321'.includes(text)
}

const isRepeated = (text: string) => {
  for (let part = 1; part <= text.length / 2; part++)
    if (text.length % part === 0 && text.slice(0, part).repeat(text.length / part) === text) return true
  return false
}

/** Whether nothing is left of a text but known words, digits and signs. */
function isMadeOf(text: string, words: readonly string[]): boolean {
  const isAt = (word: string, at: number) =>
    Array.from(word).every((letter, n) => text[at + n] === letter || lookAlikes[text[at + n] ?? ''] === letter)
  // Places up to which the text is explained.
  const reached = [true]
  for (let at = 0; at < text.length; at++) {
    if (reached[at] !== true) continue
    if (!/\p{L}/u.test(text[at]!)) reached[at + 1] = true
    for (const word of words) if (isAt(word, at)) reached[at + word.length] = true
  }
  return reached[text.length] === true
}
