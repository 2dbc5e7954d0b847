import { fieldOf, isFields, listIn, membersOf, textIn } from '../lock-json-file.ts'
import { answerOf } from '../lock-registry.ts'
import { type Release, type ReleaseList, timeIn, wordIn } from '../release-list.ts'

/**
 * npm's registry (github.com/npm/registry, "package metadata"): every version with its `deprecated`, `_npmUser`, `maintainers` and
 * `dist.attestations`, and the times of all.
 */
export const npm: ReleaseList = {
  id: 'npm',
  origin: 'https://registry.npmjs.org',
  async releases(name, _, ask) {
    const text = await ask({ path: `/${name.replace('/', '%2f')}`, accept: 'application/json', file: `${name}.json` })
    const paper = text === undefined ? undefined : answerOf(text)
    const versions = fieldOf(paper, 'versions')
    if (!isFields(versions)) return undefined
    const times = fieldOf(paper, 'time')
    return membersOf(versions).flatMap(([version, about]): Release[] => {
      if (!isFields(about)) return []
      const deprecated = wordIn(fieldOf(about, 'deprecated'))
      const maintainers = fieldOf(about, 'maintainers')
      return [
        {
          version,
          at: timeIn(fieldOf(times, version)),
          withdrawn: deprecated === undefined ? undefined : `deprecated: ${deprecated}`,
          attested: isFields(fieldOf(fieldOf(about, 'dist'), 'attestations')),
          publisher: wordIn(fieldOf(fieldOf(about, '_npmUser'), 'name')),
          maintainers: Array.isArray(maintainers)
            ? listIn(about, 'maintainers').flatMap(one => textIn(one, 'name') ?? [])
            : undefined,
        },
      ]
    })
  },
}
