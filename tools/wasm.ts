// Compiles wasm/ to src/boms/byte-reader-code.ts, which stands in the repository: who runs Millcert needs no compiler.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { main } from 'assemblyscript/asc'

const folder = fileURLToPath(new URL('../wasm/', import.meta.url))
/** Where what is compiled stands. */
export const compiledAt = fileURLToPath(new URL('../src/boms/byte-reader-code.ts', import.meta.url))

/** The module that holds what wasm/cyclonedx.ts compiles to. Throws what the compiler says. */
export async function compiled(): Promise<string> {
  let code: Uint8Array | undefined
  const args = ['cyclonedx.ts', '--outFile', 'out.wasm', '--runtime', 'stub', '--noAssert', '-O3', '--use', 'abort=']
  const { error, stderr } = await main(args, {
    readFile: name => (readdirSync(folder).includes(name) ? readFileSync(folder + name, 'utf8') : null),
    writeFile(name, contents) {
      if (name === 'out.wasm') code = contents as Uint8Array
    },
    listFiles: () => [],
  })
  if (error || !code) throw new Error(`wasm/ does not compile: ${stderr.toString() || error?.message}`)
  return `/** What wasm/ compiles to (\`npm run wasm\`), in base64. */\nexport const code =\n  '${Buffer.from(code).toString('base64')}'\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(compiledAt, await compiled())
