import { hexHash } from '#identity'
import { textIn } from '../lock-json-file.ts'
import { answerOf, type Registry } from '../lock-registry.ts'

/** The index of crates.io (doc.rust-lang.org/cargo, "Registry Index"): a line of JSON for each version, with `cksum`. */
export const cargo: Registry = {
  id: 'cargo',
  origin: 'https://index.crates.io',
  path({ name, version }) {
    const lower = encodeURIComponent(name.toLowerCase())
    if (version === undefined || lower === '') return undefined
    if (lower.length <= 2) return `/${lower.length}/${lower}`
    return lower.length === 3 ? `/3/${lower[0]}/${lower}` : `/${lower.slice(0, 2)}/${lower.slice(2, 4)}/${lower}`
  },
  read(text, { version }) {
    for (const line of text.split('\n')) {
      const entry = answerOf(line)
      if (textIn(entry, 'vers') !== version) continue
      const hash = hexHash('SHA-256', textIn(entry, 'cksum') ?? '')
      return 'fault' in hash ? undefined : { hashes: [hash], sums: [] }
    }
    return undefined
  },
}
