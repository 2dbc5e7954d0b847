import type { Feed } from '../feed.ts'

export const epss: Feed = {
  id: 'epss',
  about: 'FIRST Exploit Prediction Scoring System',
  format: 'epss',
  covers: [],
  maxAge: 30,
  prefixes: [],
  url: id => `https://www.first.org/epss/?cve=${encodeURIComponent(id)}`,
}
