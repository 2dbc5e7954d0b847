/** A place of a site, as far as it is looked for. */
export interface KnownPlace {
  id: string
  /** Codes from the site's down, joined by `/`. */
  path: string
}

/** What a text that should mean one thing leads to. */
export type Placed = { id: string } | { fault: 'unknown' | 'several'; named: string }

/** Finds places by what papers say of them: codes from the site or area down, or the last of them. */
export function placeFinder(places: readonly KnownPlace[]): (codes: readonly string[]) => Placed {
  const byCode = new Map<string, { id: string; codes: string[] }[]>()
  for (const { id, path } of places) {
    const codes = path.split('/').map(key)
    const last = codes.at(-1)!
    byCode.set(last, [...(byCode.get(last) ?? []), { id, codes }])
  }
  return said => {
    const wanted = said
      .flatMap(part => part.split('/'))
      .map(key)
      .filter(part => part !== '')
    const found = (byCode.get(wanted.at(-1) ?? '') ?? []).filter(({ codes }) =>
      wanted.every((code, at) => codes[codes.length - wanted.length + at] === code),
    )
    // The whole path means the place itself, also where another one ends alike.
    const whole = found.filter(({ codes }) => codes.length === wanted.length)
    const [first, ...others] = whole.length > 0 ? whole : found
    const named = said.join('/')
    if (first === undefined) return { fault: 'unknown', named }
    return others.length > 0 ? { fault: 'several', named } : { id: first.id }
  }
}

const key = (code: string) => code.normalize('NFKC').trim().toLowerCase()

/** The same with assets: by the tags and references of sources, each as written and in lower case. */
export function assetFinder(assets: readonly { id: string; name: string }[]): (text: string) => Placed {
  const exact = new Map<string, Set<string>>()
  const put = (name: string, id: string) => exact.set(name, (exact.get(name) ?? new Set()).add(id))
  for (const { id, name } of assets) {
    put(`as written ${name}`, id)
    put(key(name), id)
  }
  return text => {
    const found = exact.get(`as written ${text}`) ?? exact.get(key(text)) ?? new Set()
    const [id] = found
    if (id === undefined) return { fault: 'unknown', named: text }
    return found.size > 1 ? { fault: 'several', named: text } : { id }
  }
}
