/** What stands in the margins of a printed page: text, lines of it parted by a line feed. */
export interface Margins {
  left: string
  mark: string
  page: string
  of: string
}

/** Longest text of a margin. */
const longest = 160

/** A string of a style sheet: every sign that could mean more than itself is written by its number. */
function quoted(text: string): string {
  const escaped = (sign: string) => `\\${sign.codePointAt(0)?.toString(16)} `
  return `"${text
    .slice(0, longest)
    .toWellFormed()
    .replace(/[^\p{L}\p{N} :./-]/gu, escaped)}"`
}

/** Rules of the page with number, digest, mark and count of pages in its margins. */
export function marginsOf({ left, mark, page, of }: Margins): string {
  // Letters that are set apart make no ligatures, which would spoil a digest; Chromium heeds no other way in margins.
  const small = 'font: 7.5pt system-ui, sans-serif; letter-spacing: 0.02pt; color: #444;'
  const lines = left.split('\n').map(line => line.slice(0, 80))
  return `@page {
  size: A4;
  margin: 13mm 12mm 16mm;
  @bottom-left { ${small} white-space: pre; content: ${quoted(lines.join('\n'))}; }
  @bottom-right { ${small} content: ${quoted(`${page} `)} counter(page) ${quoted(` ${of} `)} counter(pages); }
  @top-right { ${small} font-weight: 700; content: ${quoted(mark)}; }
}`
}
