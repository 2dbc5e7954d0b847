// Makes dist/: the command line for Node 24.15 or newer with the pages, needing nothing beside it.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type OutputOptions } from 'rolldown'
import { scanPieces } from './scan-pieces.ts'
import { buildPages } from './web.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = process.argv[2] ?? `${root}dist`
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }

/** ASCII alone: V8 keeps such text in half the memory. */
const output: OutputOptions = {
  dir: dist,
  format: 'cjs',
  minify: true,
  charset: 'ascii',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
}

/** Plain enough for any Node, so that an old one gets a sentence and not a syntax error. */
const oldNode = `var found = process.versions.node.split('.').map(Number)
if (found[0] < 24 || (found[0] === 24 && found[1] < 15)) {
  console.error('millcert: Node ' + process.versions.node + ' is too old: 24.15 or newer is wanted')
  process.exit(2)
}
`

// The pages stay where nothing of them changed.
mkdirSync(dist, { recursive: true })
for (const name of readdirSync(dist))
  if (!name.startsWith('web')) rmSync(`${dist}/${name}`, { recursive: true, force: true })
const program: BuildOptions = {
  input: { main: `${root}src/cli/main.ts` },
  platform: 'node',
  logLevel: 'warn',
  transform: { define: { MILLCERT_BUNDLED: JSON.stringify(version) } },
}
const codeSplitting = await scanPieces(program, output, `${root}src/matching/operations.ts`, {
  asking: `${root}src/cli/derived-run.ts`,
  verifying: `${root}src/trust/operations.ts`,
  database: `${root}src/cli/own-commands.ts`,
})
await build({ ...program, output: { ...output, codeSplitting } })
// The file that is called loads the others with what V8 made of them before, which must be of these very texts.
await build({
  input: { millcert: `${root}src/cli/front.ts` },
  platform: 'node',
  logLevel: 'warn',
  transform: { target: 'es2015', define: { MILLCERT_CODE: JSON.stringify(wrapped(dist)) } },
  output: { ...output, banner: oldNode },
})
for (const name of programs(dist)) console.log(`dist/${name}, ${statSync(`${dist}/${name}`).size} bytes`)
await buildPages(`${dist}/web`, line => console.log(line))

function programs(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.cjs'))
    .sort()
}

/**
 * Makes each file of a folder a function, as CommonJS files become when they are loaded: `src/cli/code-cache.ts` need not put a
 * second copy together. They have to be ASCII, as it reads them so. Gives a digest of all of them and of who keeps their code.
 */
function wrapped(folder: string): string {
  const digest = createHash('sha256').update(readFileSync(`${root}src/cli/code-cache.ts`))
  for (const name of programs(folder)) {
    const text = `(function(exports,require,module,__filename,__dirname){${readFileSync(`${folder}/${name}`, 'utf8')}\n})`
    if (!/^[\0-\x7f]*$/.test(text)) throw new Error(`${name} is not ASCII`)
    writeFileSync(`${folder}/${name}`, text)
    digest.update(`${name} ${text.length}\n`).update(text)
  }
  return digest.digest('hex').slice(0, 16)
}
