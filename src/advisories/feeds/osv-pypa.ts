import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvPypa: Feed = osvFeed({
  id: 'osv-pypa',
  about: 'Python Packaging Advisory Database',
  covers: ['pypi'],
  prefixes: ['PYSEC-'],
  source: { ...osvSource('PyPI'), usual: true },
})
