import type { Feed } from '../feed.ts'

export const csafSiemens: Feed = {
  id: 'csaf-siemens',
  about: 'Siemens ProductCERT advisories in CSAF',
  partial: true,
  publishers: ['siemens.com', 'cert-portal.siemens.com'],
  covers: [],
  maxAge: 30,
  prefixes: [],
  url: id => `https://cert-portal.siemens.com/productcert/html/${encodeURIComponent(id.toLowerCase())}.html`,
}
