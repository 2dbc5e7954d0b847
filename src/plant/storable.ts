/** What PostgreSQL takes no text with: NUL, and halves of UTF-16 pairs. Readers of papers refuse them; so do operations. */
const unstorable = /[\u0000\p{Surrogate}]/u

/** Whether both databases keep a text as it is. */
export function isStorable(text: string): boolean {
  return !unstorable.test(text)
}
