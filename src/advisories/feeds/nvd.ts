import type { Feed } from '../feed.ts'

/** What the NVD says of CVEs by CPE (nvd.nist.gov, CVE API 2.0); which records are its own, its format tells. */
export const nvd: Feed = {
  id: 'nvd',
  about: 'National Vulnerability Database: products by CPE',
  covers: ['cpe'],
  maxAge: 30,
  prefixes: [],
  url: id => `https://nvd.nist.gov/vuln/detail/${encodeURIComponent(id)}`,
}
