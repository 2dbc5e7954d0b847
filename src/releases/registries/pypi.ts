import { decodeText } from '#base'
import { hexHash } from '#identity'
import { fieldOf, listIn, membersOf, textIn } from '../lock-json-file.ts'
import { answerOf, type Registry } from '../lock-registry.ts'

/** A release has a file for each platform: some have more than a hundred, and a lockfile may pin them all. */
const mostFiles = 300

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
  /** The provenance of each file that is pinned (docs.pypi.org, "Integrity API"). */
  async vouchers(pin, ask) {
    const listed = await ask(this.path(pin) ?? '', 'application/json')
    if (listed === undefined) return []
    const pinned = new Set(pin.hashes.map(({ value }) => value))
    const files = listIn(answerOf(decodeText(listed)), 'urls').flatMap(file => {
      const sum = textIn(fieldOf(file, 'digests'), 'sha256')
      const name = textIn(file, 'filename')
      return sum !== undefined && name !== undefined && pinned.has(sum) ? [name] : []
    })
    const given: unknown[] = []
    for (const file of files.slice(0, mostFiles)) {
      const place = [pin.name, pin.version ?? '', file].map(encodeURIComponent).join('/')
      const answer = await ask(`/integrity/${place}/provenance`, 'application/vnd.pypi.integrity.v1+json')
      if (answer !== undefined) given.push(answerOf(decodeText(answer)))
    }
    return given
  },
}
