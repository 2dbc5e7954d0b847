import { type Feed, osvFeed } from '../feed.ts'

export const osvNpm: Feed = osvFeed({
  id: 'osv-npm',
  about: 'npm advisories of the Node.js security working group and retire.js, turned into OSV',
  covers: ['npm'],
  prefixes: ['NSWG-', 'RETIREJS-'],
  // osv.dev does not have them.
  url: () => '',
})
