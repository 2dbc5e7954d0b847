import { pypiName } from '#boms'
import { orders } from '#identity'
import { fieldOf, isFields, listIn, textIn } from '../lock-json-file.ts'
import { answerOf } from '../lock-registry.ts'
import { type Release, type ReleaseList, timeIn, wordIn } from '../release-list.ts'
import { keyOf } from '../update-version.ts'

/**
 * The index of Python packages in JSON (PEP 691): `versions` and `upload-time` (PEP 700), `yanked` (PEP 592), `provenance` (PEP 740) of
 * every file. Who published a file it does not tell.
 */
export const pypi: ReleaseList = {
  id: 'pypi',
  origin: 'https://pypi.org',
  async releases(name, _, ask) {
    const folded = pypiName(name)
    const text = await ask({
      path: `/simple/${folded}/`,
      accept: 'application/vnd.pypi.simple.v1+json',
      file: `${folded}.json`,
    })
    const paper = text === undefined ? undefined : answerOf(text)
    if (!Array.isArray(fieldOf(paper, 'files'))) return undefined
    const byVersion = new Map<string, unknown[]>()
    for (const file of listIn(paper, 'files')) {
      const key = keyOf(orders.pep440, versionIn(textIn(file, 'filename') ?? '') ?? '')
      if (key !== undefined) byVersion.set(key, [...(byVersion.get(key) ?? []), file])
    }
    return listIn(paper, 'versions').flatMap((version): Release[] => {
      if (typeof version !== 'string') return []
      const files = byVersion.get(keyOf(orders.pep440, version) ?? '') ?? []
      return [releaseOf(version, files)]
    })
  },
}

/** A release is what all its files say: withdrawn when each of them is, attested when each of them is, as young as its last. */
function releaseOf(version: string, files: readonly unknown[]): Release {
  const times = files.map(file => timeIn(fieldOf(file, 'upload-time')))
  const yanked = files.map(file => fieldOf(file, 'yanked'))
  const stated = files.map(file => fieldOf(file, 'provenance'))
  const all = files.length > 0
  const isYanked = all && yanked.every(one => one === true || typeof one === 'string')
  const why = yanked.map(wordIn).find(one => one !== undefined)
  return {
    version,
    at: all && times.every(time => time !== undefined) ? Math.max(...times) : undefined,
    withdrawn: isYanked ? (why === undefined ? 'yanked' : `yanked: ${why}`) : all ? undefined : 'it has no files',
    attested: all && files.every(one => isFields(one) && 'provenance' in one) ? stated.every(isAddress) : undefined,
    publisher: undefined,
    maintainers: undefined,
  }
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** The version in the name of a wheel (PEP 427) or of a source archive (PEP 625); undefined for other files. */
function versionIn(filename: string): string | undefined {
  if (filename.endsWith('.whl')) return filename.split('-', 2)[1]
  const stem = /^(.+)\.(?:tar\.gz|zip|tar\.bz2|tgz)$/.exec(filename)?.[1]
  return stem?.slice(stem.lastIndexOf('-') + 1)
}
