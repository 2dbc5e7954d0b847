// Control characters, bidirectional marks, zero-width and tag characters, lone surrogates, line and paragraph separators.
const hidden =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\u{e0000}-\u{e0fff}\ud800-\udfff]|\u034f|[\u180b-\u180f]|[\ufe00-\ufe0f]/gu

// Nearly all texts are, and looking for this costs a third of what looking through the list above does.
const plain = /^[ -~]*$/

/** Text from outside, safe for a terminal or a log: everything invisible or able to move the cursor is shown as `\u{…}`. */
export function visible(text: string): string {
  if (plain.test(text)) return text
  return text.replace(hidden, character => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

/** Whether a reader could mistake the text for another: invisible characters, or Latin letters mixed with look-alikes. */
export function suspicious(text: string): boolean {
  if (!/[^ -~]/.test(text)) return false
  hidden.lastIndex = 0
  if (hidden.test(text)) return true
  if (text.normalize('NFC') !== text) return true
  return (
    /\p{Script=Latin}/u.test(text) &&
    /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u.test(text)
  )
}

/**
 * A cell for CSV and spreadsheets: one that a spreadsheet would take for a formula (first `=`, `+`, `-`, `@`, tab or
 * return, also after blanks and quotes) gets an apostrophe before it.
 */
export function csvCell(text: string): string {
  const shown = visible(text)
  const safe = /^[\s"']*[=+\-@\t\r]/.test(shown) ? `'${shown}` : shown
  return /[",;\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Milliseconds as RFC 3339 in UTC with whole seconds. */
export function showTime(ms: number): string {
  const day = Math.floor(ms / 86_400_000)
  // Dates repeat in a report, and asking the calendar is most of the work.
  let date = dates.get(day)
  if (date === undefined) {
    if (dates.size > 10_000) dates.clear()
    date = new Date(day * 86_400_000).toISOString().slice(0, -14)
    dates.set(day, date)
  }
  const seconds = Math.floor(ms / 1000) - day * 86_400
  return `${date}T${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}Z`
}

const dates = new Map<number, string>()

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}
