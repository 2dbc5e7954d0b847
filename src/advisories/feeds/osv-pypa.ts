import { type Feed, osvFeed } from '../feed.ts'

export const osvPypa: Feed = osvFeed({
  id: 'osv-pypa',
  about: 'Python Packaging Advisory Database',
  covers: ['pypi'],
  prefixes: ['PYSEC-'],
})
