import { Problem, parseJson, quoted } from '#base'
import type { Feed } from '../feed.ts'
import type { AdvisoryFormat } from '../format.ts'

/** CISA Known Exploited Vulnerabilities, the JSON catalogue (KEV JSON schema). */
const reader: AdvisoryFormat = {
  id: 'kev',
  label: 'CISA KEV',
  versions: ['1'],
  takes: 'CVE and the day it was listed',
  leaves: 'names, required action, due date',
  sniff: ({ text }) =>
    /"catalogVersion"\s*:\s*"/.test(text) || (/"cveID"\s*:\s*"/.test(text) && /"dateAdded"\s*:\s*"/.test(text)),
  read(file, into) {
    const catalogue = parseJson(file.bytes, { ...file.limits, element: file.limits.bytes }, file.name) as Record<
      string,
      unknown
    > | null
    const entries = catalogue?.['vulnerabilities']
    if (!Array.isArray(entries))
      throw new Problem('advisories/not-kev', `Cannot read ${file.name}: a list is wanted at /vulnerabilities`, {
        at: '/vulnerabilities',
      })
    for (const [index, entry] of entries.entries()) {
      const { cveID, dateAdded } = (entry ?? {}) as Record<string, unknown>
      const added = typeof dateAdded === 'string' ? Date.parse(dateAdded) : Number.NaN
      if (typeof cveID !== 'string' || !/^CVE-\d{4}-\d{4,}$/.test(cveID))
        into.refused(`cveID ${quoted(cveID ?? null)} is not a CVE id`, `/vulnerabilities/${index}/cveID`)
      else if (!Number.isFinite(added))
        into.refused(
          `dateAdded ${quoted(dateAdded ?? null)} of ${cveID} is not a date`,
          `/vulnerabilities/${index}/dateAdded`,
        )
      else into.signal({ feed: 'kev', cve: cveID, kev: added, at: added })
    }
    if (typeof catalogue?.['count'] === 'number' && catalogue['count'] !== entries.length)
      into.notes.add(
        'count-differs',
        `the catalogue states ${catalogue['count']} entries and holds ${entries.length}`,
        '/count',
      )
  },
}

export const kev: Feed = {
  id: 'kev',
  about: 'CISA Known Exploited Vulnerabilities',
  reader,
  covers: [],
  maxAge: 7,
  prefixes: [],
  source: {
    originals: [
      {
        path: 'kev/known_exploited_vulnerabilities.json',
        url: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
        mostBytes: 64 * 1024 ** 2,
      },
    ],
    usual: true,
  },
  url: id =>
    `https://www.cisa.gov/known-exploited-vulnerabilities-catalog?search_api_fulltext=${encodeURIComponent(id)}`,
}
