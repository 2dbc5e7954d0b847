import { trimmed } from './cyclonedx-elements.ts'

/** XML 1.0, section 2.2: characters that no document may hold, not even as a reference. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** The text as XML can carry it: characters that it cannot become U+FFFD, blanks around it are dropped, as readers do. */
export function cleanXml(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return trimmed(whole.replace(forbidden, '\ufffd'))
}

/** What a terminal or an editor would obey: the C1 controls, bidirectional and zero-width marks, tags; and `\r`, which would not come back. */
const obeyed = /[\r\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu

/** Character data, and nothing in it that a terminal obeys. */
export function escapedText(text: string): string {
  if (!/[&<>\r\u007f-\uffff]/.test(text)) return text
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(obeyed, character => `&#${character.codePointAt(0)};`)
}

/** The value of an attribute between double quotes; blanks that a reader would turn into spaces are kept. */
export function escapedAttribute(text: string): string {
  return /[&<>"\t\r\n\u007f-\uffff]/.test(text)
    ? escapedText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;')
    : text
}

/** Whether every validator takes it for an `xs:anyURI`: characters of RFC 3986, percent signs only before two hex digits. */
export function isAddress(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$/.test(
    text,
  )
}
