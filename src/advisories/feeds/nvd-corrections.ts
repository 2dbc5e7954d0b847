import type { Feed } from '../feed.ts'

/** Configurations that others publish in the NVD's shape, to stand beside the NVD's own. */
export const nvdCorrections: Feed = {
  id: 'nvd-corrections',
  about: 'Corrected CPE configurations in the shape of the NVD',
  covers: ['cpe'],
  maxAge: 30,
  prefixes: [],
  url: id => `https://www.cve.org/CVERecord?id=${encodeURIComponent(id)}`,
}
