import { type Note, quoted } from '#base'
import { systemLists } from './image-files.ts'
import type { ImageTree } from './image-tree.ts'

/** A list of each system's packages, by the path at which its programs look for it. */
const lists = [
  'var/lib/dpkg/status',
  'lib/apk/db/installed',
  'var/lib/rpm/rpmdb.sqlite',
  'usr/lib/sysimage/rpm/rpmdb.sqlite',
]

/** Links that one path may lead through (Linux, path_resolution(7), MAXSYMLINKS). */
const mostLinks = 40

/**
 * Links that lead lists of packages to where nobody looks for them: what is behind such a one was passed over when the image was read,
 * since its path tells nothing.
 */
export function linkedAway({ linkAt }: Pick<ImageTree, 'linkAt'>): Note[] {
  const found = new Map<string, string>()
  for (const list of lists) {
    let path = list
    for (let turn = 0; turn < mostLinks; turn++) {
      const link = firstLink(path, linkAt)
      if (link === undefined) break
      path = followed(path, link)
      if (!isKnown(path)) found.set(link.path, link.target)
    }
  }
  return Array.from(found, ([path, target]) => ({
    code: 'link-not-followed',
    message: `${quoted(path)} is a link to ${quoted(target)}: a list of packages there is not read`,
    at: path,
  }))
}

const isKnown = (path: string) => systemLists.some(([pattern]) => pattern.test(path))

interface Link {
  path: string
  target: string
}

function firstLink(path: string, linkAt: ImageTree['linkAt']): Link | undefined {
  const parts = path.split('/')
  for (let count = 1; count <= parts.length; count++) {
    const part = parts.slice(0, count).join('/')
    const target = linkAt(part)
    if (target !== undefined) return { path: part, target }
  }
  return undefined
}

/** A path with the link on it followed, inside the root. */
function followed(path: string, link: Link): string {
  const from = link.target.startsWith('/') ? [] : link.path.split('/').slice(0, -1)
  const rest = path.slice(link.path.length).split('/')
  const parts: string[] = []
  for (const part of [...from, ...link.target.split('/'), ...rest]) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
