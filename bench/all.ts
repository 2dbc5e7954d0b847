// `npm run bench`: every bench in turn, as the rows of docs/performance.md.
import { spawnSync } from 'node:child_process'
import { machine, node, root } from './measure.ts'

/** What starts from papers first, then what the server keeps; the last two print tables of their own. The other files here serve these. */
const benches = [
  'cold-scan',
  'full-index',
  'image',
  'index-size',
  'large-bom',
  'warm-lookup',
  'products',
  'trust',
  'ingest',
  'rematch',
  'ask',
  'pages',
]
spawnSync(node, [`${root}tools/bundle.ts`], { stdio: 'ignore' })
console.log(`${machine()}\n\n| what | figure | mark | |\n|---|---|---|---|`)
for (const name of benches) {
  const { status } = spawnSync(node, [`${root}bench/${name}.ts`], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
