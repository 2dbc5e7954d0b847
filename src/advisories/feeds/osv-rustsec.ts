import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvRustsec: Feed = osvFeed({
  id: 'osv-rustsec',
  about: 'RustSec Advisory Database for crates',
  covers: ['cargo'],
  prefixes: ['RUSTSEC-'],
  url: id => `https://rustsec.org/advisories/${encodeURIComponent(id)}.html`,
  source: { ...osvSource('crates.io'), usual: true },
})
