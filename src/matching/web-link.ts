/** Characters that a URL may hold and that end or change a Markdown link, a table cell or a shell word. */
const loose = /[|()[\]\\<>`*_~^{}"' ]/g

/**
 * An address from an advisory as a link that may be offered to a reader: absolute, http or https, without a user name
 * (`https://known.example@other.example/`), and with no character that Markdown or HTML would read. Undefined for anything else.
 */
export function webLink(text: string): string | undefined {
  if (text.length > 2000 || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined
  return url.href.replace(loose, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
