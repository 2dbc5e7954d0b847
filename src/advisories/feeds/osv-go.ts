import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvGo: Feed = osvFeed({
  id: 'osv-go',
  about: 'Go Vulnerability Database',
  covers: ['golang'],
  prefixes: ['GO-'],
  url: id => `https://pkg.go.dev/vuln/${encodeURIComponent(id)}`,
  source: { ...osvSource('Go'), usual: true },
})
