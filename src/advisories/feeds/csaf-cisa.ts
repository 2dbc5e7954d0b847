import type { Feed } from '../feed.ts'

export const csafCisa: Feed = {
  id: 'csaf-cisa',
  about: 'CISA advisories in CSAF, for information technology and control systems',
  partial: true,
  publishers: ['cisa.gov'],
  covers: [],
  maxAge: 30,
  prefixes: [],
  url: id => `https://www.cisa.gov/search?g=${encodeURIComponent(id)}`,
}
