import { withNumberedDays } from './version-day.ts'

const levels = '(?:SP|FP|Update|Upd|HF|Hotfix|Patch)\\s?\\d'

/** Spellings that mean the same, in the order in which they are made one. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/\u200b|\u200c|\u200d|\ufeff/g, ''],
  [/&lt;/gi, '<'],
  [/&gt;/gi, '>'],
  [/≤|=<|⩽/g, '<='],
  [/≥|=>|⩾/g, '>='],
  [/[‐‑]/g, '-'],
  [/[–—−]/g, ' - '],
  // An underscore beside a letter is a blank that somebody could not write.
  [/(?<=\p{L})_+|_+(?=\p{L})|_+$/gu, ' '],
  [/["“”„«»]|(?<![\p{L}\d])['‘’]|['‘’](?![\p{L}\d])/gu, ' '],
  [/\s+/g, ' '],
  [/([<>]) =/g, '$1='],
  [/(?<=[<>]=? ?)\(([^()]*)\)$/, '$1'],
  // "1.0 <= version < 2.0".
  [/^(\S{1,60}) ?<= ?(?:versions?|v|x|n) ?(?=<)/i, '>= $1 '],
  [/^(\S{1,60}) ?< ?(?:versions?|v|x|n) ?(?=<)/i, '> $1 '],
  // "between 2.0 (including) and 2.6 (excluding)", as the National Vulnerability Database writes its ends.
  [/^(?:(.{0,40}?)between )?([^\s()][^()]{0,60}) \(including\) and ([^()]{1,60}) \(excluding\)$/i, '$1 >= $2 < $3'],
  [/(?<![\p{L}\d])(?:between|zwischen) ([^\s()|,;]{1,40}) (?:and|und) (?=v?\d)/giu, '$1 - '],
  // "4.8, SP5" came apart into "4.8 | SP5".
  [new RegExp(`(?<=(?:^|[\\s<>=|v])\\d[\\w.]*)\\s?[|,]\\s?(?=${levels})`, 'gi'), ' '],
  // A number in brackets behind a version is its build.
  [/(?<=\d[\w.]*) \((?:build(?: ?n[ro]\.?)?:? ?)?(\d{1,7}|(?<=build ?(?:n[ro]\.? )?)[\d.]+)\)/gi, ' build $1'],
  // "SP9 Security Patch 1" is a patch, "R3 2259" the build of a release.
  [/(?<=\d )security (?=(?:patch|update|hotfix) ?\d)/gi, ''],
  [/(?<=\d (?:R|SP|Update|Upd|HF) ?\d{1,3}) (?=\d{3,7}(?:$| ?[|,)]))/gi, ' build '],
  // The firmware's own name before its version (CPCI85 V05.20, ROS V5.0.1).
  [/(?<=^|[<>]=? ?)[A-Z]{2}[A-Z0-9]{0,8}[ -](?=V\d)/g, ''],
  // The day of release behind a version: 6.01.00/29.03.2007.
  [/(?<=\d[\w.]*)\/\d\d\.\d\d\.(?:19|20)\d\d(?!\d)/g, ''],
  // "< 14.4u1 (14.x series)": of the line, what is before.
  [/^(<=?) ?(\S{1,40}) \((\d+(?:\.\d+){0,3})\.x (?:series|line|branch)\)$/i, '>= $3 $1 $2'],
]

/** Signs, blanks and habits of a range in one spelling. */
export function plainText(text: string): string {
  let plain = text
  for (const [shape, spelling] of spellings) plain = plain.replace(shape, spelling)
  return withNumberedDays(plain.trim())
}
