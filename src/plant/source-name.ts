/** Days, times, counters and copies at the end of a file's name: `assets-2026-11-20 (2)`. */
const turning =
  /[\s._-]*(?:\(\d+\)|copy|kopie|\d{4}[-_.]?\d{2}[-_.]?\d{2}|\d{2}[-_.]\d{2}[-_.]\d{4}|(?:cw|kw|w|v)?[-_]?\d{1,14}|t\d{4,6}z?)$/i

/** What a source is called when nobody says it: the file's name without folders, endings and what changes each week. */
export function sourceNameOf(file: string): string {
  const plain = file.slice(file.search(/[^/\\]*$/))
  const stem = plain.replace(/(?:\.[a-z][a-z0-9]{0,4}){1,2}$/i, '')
  let name = stem
  for (let shorter = name.replace(turning, ''); shorter !== name; shorter = name.replace(turning, '')) name = shorter
  return (name === '' ? stem || 'file' : name).slice(0, 100)
}
