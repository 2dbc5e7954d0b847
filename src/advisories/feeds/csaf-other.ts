import type { Feed } from '../feed.ts'

export const csafOther: Feed = {
  id: 'csaf-other',
  about: 'CSAF advisories of other publishers',
  partial: true,
  covers: [],
  maxAge: 30,
  prefixes: [],
  url: id => `https://www.cve.org/CVERecord?id=${encodeURIComponent(id)}`,
}
