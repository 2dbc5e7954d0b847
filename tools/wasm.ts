// Compiles wasm/ to modules of src/ that stand in the repository: who runs Millcert needs no compiler.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { main } from 'assemblyscript/asc'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = `${root}wasm/`

/** What is compiled, and the module that holds it. */
export const compiledFiles: Readonly<Record<string, string>> = {
  'cyclonedx.ts': `${root}src/boms/byte-reader-code.ts`,
  'sum.ts': `${root}src/cli/sum-code.ts`,
  'words.ts': `${root}src/advisories/compiled/words-code.ts`,
}

/** The module that holds what a file of wasm/ compiles to. Throws what the compiler says. */
export async function compiled(file: string): Promise<string> {
  let code: Uint8Array | undefined
  const args = [file, '--outFile', 'out.wasm', '--runtime', 'stub', '--noAssert', '-O3', '--use', 'abort=']
  const { error, stderr } = await main(args, {
    readFile: name => (readdirSync(folder).includes(name) ? readFileSync(folder + name, 'utf8') : null),
    writeFile(name, contents) {
      if (name === 'out.wasm') code = contents as Uint8Array
    },
    listFiles: () => [],
  })
  if (error || !code) throw new Error(`wasm/${file} does not compile: ${stderr.toString() || error?.message}`)
  return `/** What wasm/${file} compiles to (\`npm run wasm\`), in base64. */\nexport const code =\n  '${Buffer.from(code).toString('base64')}'\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [file, path] of Object.entries(compiledFiles)) writeFileSync(path, await compiled(file))
