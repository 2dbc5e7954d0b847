import type { Feed } from '../feed.ts'

export const csafOther: Feed = {
  id: 'csaf-other',
  about: 'CSAF advisories of other publishers',
  partial: true,
  covers: [],
  maxAge: 30,
  prefixes: [],
  /** Most publishers call a paper what they like, and only the paper says where it is. */
  url: id => (id.startsWith('CVE-') ? `https://www.cve.org/CVERecord?id=${encodeURIComponent(id)}` : ''),
}
