import type { Feed } from '../feed.ts'

export const kev: Feed = {
  id: 'kev',
  about: 'CISA Known Exploited Vulnerabilities',
  format: 'kev',
  covers: [],
  maxAge: 7,
  prefixes: [],
  url: id =>
    `https://www.cisa.gov/known-exploited-vulnerabilities-catalog?search_api_fulltext=${encodeURIComponent(id)}`,
}
