// `npm run bench`: every bench in turn, as the rows of docs/performance.md.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { machine, node, root } from './measure.ts'

const support = new Set(['all.ts', 'measure.ts', 'data.ts'])
spawnSync(node, [`${root}tools/bundle.ts`], { stdio: 'ignore' })
console.log(`${machine()}\n\n| what | figure | mark | |\n|---|---|---|---|`)
for (const name of readdirSync(`${root}bench`).sort()) {
  if (support.has(name) || !name.endsWith('.ts')) continue
  const { status } = spawnSync(node, [`${root}bench/${name}`], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
