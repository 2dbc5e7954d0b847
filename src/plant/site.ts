import { type Note, Problem, quoted } from '#base'
import type { SiteId } from '#ledger'

/** A place where a company makes things; rights are given by site. */
export interface Site {
  id: SiteId
  /** Short and unique: the first code of every path in it. */
  code: string
  name: string
  /** IANA name: `Europe/Berlin`. */
  timeZone: string
  simulated: boolean
  /** Milliseconds since 1970 UTC. */
  recordedAt: number
}

/** What lies below a site (ISA-95 part 1, the role-based equipment hierarchy), from the top down. */
export const placeKinds = ['area', 'line', 'cell', 'unit'] as const
export type PlaceKind = (typeof placeKinds)[number]

/** A part of a site. */
export interface Place {
  siteId: SiteId
  id: string
  /** Undefined right below the site. */
  parentId?: string
  kind: PlaceKind
  /** Unique below its parent. */
  code: string
  name: string
  /** The human key: the codes from the site's on, joined by `/`. */
  path: string
}

/** Of each name that a file has for a site and that no site has: to whom its rows are taken to belong. */
export function unknownSites(names: readonly string[], own: Site): Note[] {
  return names.slice(0, 20).map(name => ({
    code: 'site-not-known',
    message: `no site is called ${quoted(name)}: what it says is taken in for ${own.code}`,
  }))
}

/** A code as it stands in paths: without blanks around it, 1 to 80 characters, no `/`, not `.` or `..` (steps of a path, RFC 3986, 3.3),
 * and nothing invisible. Throws `plant/bad-code`. */
export function codeOf(text: string): string {
  const code = text.normalize('NFC').replace(/\s+/g, ' ').trim()
  if (code === '' || code.length > 80 || /[/\p{C}]|^\.{1,2}$/u.test(code))
    throw new Problem('plant/bad-code', `Cannot take ${quoted(text)} as a code of a path`, {
      found: quoted(text),
      wanted: '1 to 80 visible characters without a slash',
    })
  return code
}

/** The code of a site: it begins paths, addresses and names of files. Throws `plant/bad-code`. */
export function siteCodeOf(text: string): string {
  const code = codeOf(text)
  if (/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]*$/u.test(code)) return code
  throw new Problem('plant/bad-code', `Cannot take ${quoted(text)} as the code of a site`, {
    found: quoted(text),
    wanted: 'letters and digits, and between them blanks, points, hyphens and underscores',
  })
}

/** What stands below a kind of place, where nothing else is said. */
export function kindBelow(parent: PlaceKind | undefined): PlaceKind | undefined {
  return parent === undefined ? 'area' : placeKinds[placeKinds.indexOf(parent) + 1]
}

/** Whether a kind of place may lie in another: steps may be left out (an area with cells), never turned round. */
export function mayLieIn(kind: PlaceKind, parent: PlaceKind | undefined): boolean {
  return parent === undefined || placeKinds.indexOf(kind) > placeKinds.indexOf(parent)
}

/** How codes and names are compared: case and blanks aside. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** Throws `plant/not-found`: there is no such thing among what the asker may see. */
export function notFound(noun: string, id: string): Problem {
  return new Problem('plant/not-found', `Cannot find ${noun} ${quoted(id)}`, { found: quoted(id) })
}
