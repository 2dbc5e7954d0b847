import { quoted } from '#base'
import { folderOf, joinPath } from './lock-tree.ts'

/**
 * Watches over the places that entries of one archive take: each entry is told with its path, which has no `.` and `..`, and where a link
 * leads. What it gives says why the entry must not be there; undefined where it may. Places are the same where any file system takes them
 * for the same: upper and lower case (Windows, macOS) and the forms of a letter with an accent (macOS) make no difference.
 */
export function archivePlaces(): (path: string, link?: string) => string | undefined {
  const ends = new Set<string>()
  const folders = new Set<string>()
  return (path, link) => {
    const place = folded(path)
    if (ends.has(place) || folders.has(place)) return `${quoted(path)} stands twice`
    for (let end = place.indexOf('/'); end >= 0; end = place.indexOf('/', end + 1)) {
      const above = place.slice(0, end)
      if (ends.has(above)) return `${quoted(path)} lies below what is no folder`
      folders.add(above)
    }
    ends.add(place)
    return link === undefined || staysInside(path, link)
      ? undefined
      : `the link ${quoted(path)} leads to ${quoted(link)}, which may lie outside its folder`
  }
}

/** Both ways, as some letters have one capital: the long s and s. */
function folded(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}

/**
 * Whether a link stays below the first folder of its path on every system. Behind a name there must be no `..`: where the name is a link
 * itself, that leads up from where it leads.
 */
function staysInside(path: string, link: string): boolean {
  if (link === '' || /[\\:\p{C}]/u.test(link)) return false
  const parts = link.split('/').filter(part => part !== '' && part !== '.')
  if (parts.some((part, index) => part === '..' && index > 0 && parts[index - 1] !== '..')) return false
  return joinPath(folderOf(path.slice(path.indexOf('/') + 1)), link) !== undefined
}
