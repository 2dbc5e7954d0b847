import type { Feed } from '../feed.ts'

// A file for each year of CVE numbers; the first holds those of earlier years too.
const firstYear = 2002
const lastYear = 2026

/** What the NVD says of CVEs by CPE (nvd.nist.gov, CVE API 2.0); which records are its own, its format tells. */
export const nvd: Feed = {
  id: 'nvd',
  about: 'National Vulnerability Database: products by CPE',
  covers: ['cpe'],
  maxAge: 30,
  prefixes: [],
  source: {
    originals: Array.from({ length: lastYear - firstYear + 1 }, (_, at) => {
      const name = `nvdcve-2.0-${firstYear + at}.json.gz`
      return { path: `nvd/${name}`, url: `https://nvd.nist.gov/feeds/json/cve/2.0/${name}` }
    }),
  },
  url: id => `https://nvd.nist.gov/vuln/detail/${encodeURIComponent(id)}`,
}
