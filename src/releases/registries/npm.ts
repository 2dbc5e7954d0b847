import { decodeText } from '#base'
import { hexHash, integrityHashes } from '#identity'
import { fieldOf, textIn } from '../lock-json-file.ts'
import { answerOf, type Registry } from '../lock-registry.ts'

/** npm's registry (github.com/npm/registry, "package metadata"): `dist.integrity` and `dist.shasum` of a version. */
export const npm: Registry = {
  id: 'npm',
  origin: 'https://registry.npmjs.org',
  path: ({ name, version }) =>
    version === undefined ? undefined : `/${name.replace('/', '%2f')}/${encodeURIComponent(version)}`,
  read(text) {
    const dist = fieldOf(answerOf(text), 'dist')
    const stated = [
      ...integrityHashes(textIn(dist, 'integrity') ?? ''),
      ...(textIn(dist, 'shasum') === undefined ? [] : [hexHash('SHA-1', textIn(dist, 'shasum')!)]),
    ]
    const hashes = stated.flatMap(hash => ('fault' in hash ? [] : [hash]))
    return hashes.length === 0 ? undefined : { hashes, sums: [] }
  },
  /** What it publishes beside a version: its own statement, and where there is one, that of the build (docs.npmjs.com, "provenance"). */
  async vouchers({ name, version = '' }, ask) {
    const path = `/-/npm/v1/attestations/${name.replace('/', '%2f')}@${encodeURIComponent(version)}`
    const answer = await ask(path, 'application/json')
    return answer === undefined ? [] : [answerOf(decodeText(answer))]
  },
}
