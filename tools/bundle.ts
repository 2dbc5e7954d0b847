// Makes dist/: the command line for Node 24.15 or newer, needing nothing beside it.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }

/**
 * The file that is called: plain enough for any Node, so that an old one gets a sentence and not a syntax error. The code is
 * in files of its own, since only what is loaded after the compile cache is on is kept in it; the cache lies in the user's
 * own folder, because the default one is shared with everybody on the machine.
 */
const front = `'use strict'
var found = process.versions.node.split('.').map(Number)
if (found[0] < 24 || (found[0] === 24 && found[1] < 15)) {
  console.error('millcert: Node ' + process.versions.node + ' is too old: 24.15 or newer is wanted')
  process.exit(2)
}
require('node:module').enableCompileCache(process.env.NODE_COMPILE_CACHE || (process.env.XDG_CACHE_HOME || require('node:os').homedir() + '/.cache') + '/millcert/code')
require('./main.cjs')
`

rmSync(`${root}dist`, { recursive: true, force: true })
mkdirSync(`${root}dist`)
await build({
  input: { main: `${root}src/cli/main.ts` },
  platform: 'node',
  logLevel: 'warn',
  transform: { define: { MILLCERT_BUNDLED: JSON.stringify(version) } },
  output: {
    dir: `${root}dist`,
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
  },
})
writeFileSync(`${root}dist/millcert.cjs`, front)
for (const name of readdirSync(`${root}dist`).sort())
  console.log(`dist/${name}, ${statSync(`${root}dist/${name}`).size} bytes`)
