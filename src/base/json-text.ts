/** What JSON lets stand as it is and a terminal or an editor would obey: DEL, the C1 controls, bidirectional and zero-width marks, tags. */
const obeyed = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u
const each = new RegExp(obeyed, 'gu')

/** JSON of a value whose texts come from outside: the same value for every reader, and nothing in it that a terminal obeys. */
export function jsonText(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent)
  return obeyed.test(text) ? text.replace(each, escaped) : text
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  }).join('')
}
