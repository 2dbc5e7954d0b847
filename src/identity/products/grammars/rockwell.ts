import type { OrderNumberGrammar } from '../order-number-grammar.ts'
import { openPlaces } from '../order-number-pattern.ts'

/** Series as advisories write them behind a number: `/B`, `Series A and B`, `, Series A/B`. */
const series = /,? (?:series|ser\.?) ([A-Z](?:(?: ?[/,&] ?| and | or )[A-Z](?![A-Z\d])){0,6})$/i

export const rockwell: OrderNumberGrammar = {
  vendors: ['rockwell-automation'],
  about:
    'Rockwell Automation: bulletin number, hyphen, letters and digits, a series letter behind a slash: 1756-L81E/B, 20-750-ENETR',
  inside:
    /(?<![A-Z\d-])(?:(?!19[89]\d|20[0-3]\d)\d{4}[A-Z]{0,3} ?- ?(?=\d{0,4}[A-Z])[A-Z\d*]{2,16}(?:-[A-Z\d*]{1,8}){0,4}|(?:20|22|25)[A-Z]?-(?:750|HIM|COMM|VB|WIM|ENET)[A-Z\d-]{0,16}|(?:193|440|442)[A-Z]{0,2}-[A-Z][A-Z\d-]{2,16})(?:\/[A-Z](?:\/[A-Z]){0,3})?(?:,? (?:series|ser\.?) [A-Z](?:(?: ?[/,&] ?| and | or )[A-Z](?![A-Z\d])){0,6})?(?![A-Z\d])/gi,
  // Blanks in place of the hyphens.
  whole: /^\d{4}[A-Z]{0,3}(?: [A-Z]{1,3}\d[A-Z\d]{0,12})(?: [A-Z\d]{2,12}){0,2}(?:\/[A-Z])?$/i,
  notation,
  finish: canonical => canonical.replace(/\/.*$/, ''),
  // A number without a series means each series; one series is not another.
  variants: (a, b) => !a.includes('/') || !b.includes('/'),
  hyphenless: true,
}

function notation(text: string): string {
  const lettered = text.replace(series, (_, letters: string) => `/${letters.match(/\b[A-Z]\b/gi)!.join('/')}`)
  const listed = lettered.replace(/\/([A-Z](?:\/{1,2}[A-Z]){1,6})$/i, (_, letters: string) => {
    return `/{${letters.split(/\/+/).join(',')}}`
  })
  // `1756-L8zS`: a small letter is a digit of the line; `5069-L4`: a processor number always has two digits and more.
  const line = /[a-wz].*[a-wz]|^[^xyz]*$/.test(listed) ? listed : listed.replace(/(?<=\d)[yz](?=[A-Z]?$)/, 'x')
  return openPlaces(/-\s*L\d$/i.test(line) ? `${line}x` : line)
}
