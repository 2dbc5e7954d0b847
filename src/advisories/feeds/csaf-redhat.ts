import type { Feed } from '../feed.ts'

export const csafRedhat: Feed = {
  id: 'csaf-redhat',
  about: 'Red Hat advisories and VEX in CSAF',
  partial: true,
  publishers: ['redhat.com'],
  covers: [],
  maxAge: 30,
  prefixes: [],
  url: id => `https://access.redhat.com/security/cve/${encodeURIComponent(id)}`,
}
