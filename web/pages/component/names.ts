/** What a component is called: its group before its name, as its makers write it. */
export function calledComponent({ name, group }: { name: string; group: string | null }): string {
  return group === null || group === '' ? name : `${group}/${name}`
}

/** The beginning of a text from outside, for headings, titles and what is read aloud. */
export function short(text: string, most = 80): string {
  return text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text
}
