import { trimmed } from './cyclonedx-elements.ts'

/** XML 1.0, section 2.2: characters that no document may hold, not even as a reference. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** The text as XML can carry it: characters that it cannot become U+FFFD, blanks around it are dropped, as readers do. */
export function cleanXml(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return trimmed(whole.replace(forbidden, '\ufffd'))
}

/** Character data; a line break that is not `\n` would not come back. */
export function escapedText(text: string): string {
  return /[&<>\r]/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;')
    : text
}

/** The value of an attribute between double quotes; blanks that a reader would turn into spaces are kept. */
export function escapedAttribute(text: string): string {
  return /[&<>"\t\r\n]/.test(text)
    ? escapedText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;')
    : text
}

/** Whether every validator takes it for an `xs:anyURI`: characters of RFC 3986, percent signs only before two hex digits. */
export function isAddress(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$/.test(
    text,
  )
}
