import { hexHash } from '#identity'
import { fieldOf, listIn, membersOf } from '../lock-json-file.ts'
import { answerOf, type Registry } from '../lock-registry.ts'

/** PyPI (docs.pypi.org, "JSON API"): digests of every file of a release. */
export const pypi: Registry = {
  id: 'pypi',
  origin: 'https://pypi.org',
  path: ({ name, version }) =>
    version === undefined ? undefined : `/pypi/${encodeURIComponent(name)}/${encodeURIComponent(version)}/json`,
  read(text) {
    const hashes = listIn(answerOf(text), 'urls').flatMap(file =>
      membersOf(fieldOf(file, 'digests')).flatMap(([algorithm, value]) => {
        const hash = typeof value === 'string' ? hexHash(algorithm, value) : { fault: '' }
        return 'fault' in hash ? [] : [hash]
      }),
    )
    return hashes.length === 0 ? undefined : { hashes, sums: [] }
  },
}
