import type { Feed } from '../feed.ts'

export const csafCisa: Feed = {
  id: 'csaf-cisa',
  about: 'CISA advisories in CSAF, for information technology and control systems',
  partial: true,
  publishers: ['cisa.gov'],
  covers: [],
  maxAge: 30,
  prefixes: [],
  url: id =>
    /^icsm?a-/i.test(id)
      ? `https://www.cisa.gov/news-events/ics-${/^icsma/i.test(id) ? 'medical-' : ''}advisories/${encodeURIComponent(id.toLowerCase())}`
      : `https://www.cisa.gov/search?g=${encodeURIComponent(id)}`,
}
