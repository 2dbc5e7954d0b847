/** The path of what a paper at a path includes, written there from the folder of the paper; `.` and `..` worked off. */
export function includedPath(by: string, included: string): string {
  return plainPath(`${by.slice(0, by.lastIndexOf('/') + 1)}${included}`)
}

/** The same path without `.`, `//` and what `..` takes back. */
export function plainPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`
}
