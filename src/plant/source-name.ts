/*
 * What changes with each file of one source. Figures that are not plainly a day, a week or a copy's number are part of the name: where
 * `line1` and `line2` were one source, a complete list of the one would say that all of the other is gone.
 */

const year = String.raw`20\d\d`
const month = '(?:0[1-9]|1[0-2])'
const day = '(?:0[1-9]|[12]\\d|3[01])'
/** Years as two figures: those of files that are about. */
const short = '[123]\\d'
const time = String.raw`(?:[T\s._-]*(?:[01]\d|2[0-3])[-:._h]?[0-5]\d(?:[-:._]?[0-5]\d)?Z?)?`

/** `2026-11-20`, `20261120063000`, `20.11.2026`, `202611`, `261120`, `20.11.26`. */
const date = [
  `${year}[-_.\\s]?${month}`,
  `${year}[-_.\\s]?${month}[-_.\\s]?${day}${time}`,
  `${day}[-_.\\s]?${month}[-_.\\s]?${year}${time}`,
  `${short}${month}${day}${time}`,
  `${day}\\.?${month}\\.?${short}${time}`,
].join('|')

/** Four figures behind a separator may be a type (`s7-1500`): only a year is plainly none. */
const behind = String.raw`${date}|${year}|${year}[-_\s]?k?w\d\d?|(?:cw|kw|wk|week|woche)[-_\s]?\d\d?|v\d+(?:\.\d+)*`
const copy = String.raw`(?:copy|kopie)[-_\s]?\d*`

const turning = [
  String.raw`(?<!\d)(?:${date})`,
  String.raw`(?:^|[\s._-]+)(?:${behind}|${copy})`,
  String.raw`[\s._-]*\((?:\d+|${behind}|${copy})\)`,
].map(pattern => new RegExp(`(?:${pattern})$`, 'i'))

/** What a source is called when nobody says it: the file's name without folders, endings and what changes each week. */
export function sourceNameOf(file: string): string {
  const plain = file.slice(file.search(/[^/\\]*$/))
  const stem = plain.replace(/(?:\.[a-z][a-z0-9]{0,4}){1,2}$/i, '')
  const name = withoutTurning(stem)
  return (name === '' ? stem || 'file' : name).slice(0, 100)
}

function withoutTurning(name: string): string {
  const shorter = turning.reduce((text, pattern) => text.replace(pattern, ''), name)
  return shorter === name ? name.replace(/[\s._-]+$/, '') : withoutTurning(shorter)
}
