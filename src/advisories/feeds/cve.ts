import type { Feed } from '../feed.ts'

/** CVE records of the CVE Program, with what CISA adds to them; which records are its own, their format tells. */
export const cve: Feed = {
  id: 'cve',
  about: 'CVE records with the containers of CNAs, CISA and others',
  partial: true,
  covers: [],
  maxAge: 30,
  prefixes: [],
  url: id => `https://www.cve.org/CVERecord?id=${encodeURIComponent(id)}`,
}
