// Builds the pages into dist/web, where their sources are newer. `npm run web -- --server http://127.0.0.1:8470 --port 5173`
// serves them as they are written, with the API of a server that runs.
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { build, createServer, type InlineConfig, type Plugin } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = join(root, 'web')

/** Browsers of 2024 and newer: what the pages are written for is not rewritten. */
const browsers = ['chrome123', 'edge123', 'firefox121', 'safari17.5']

const plain: InlineConfig = {
  root: sources,
  configFile: false,
  envDir: false,
  plugins: [react(), mainAhead()],
}

/** Lets the browser fetch the pages' main part with `index.html`, not after what starts it. */
function mainAhead(): Plugin {
  return {
    name: 'main-ahead',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter(one => one.type === 'chunk')
        const main = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('/web/main.tsx'))
        const files = [main!.fileName, ...main!.imports].filter(file => !html.includes(file))
        return files.map(file => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head' as const,
        }))
      },
    },
  }
}

/** Builds the pages into a folder; nothing where it was built after its sources were last written. Says what it did. */
export async function buildPages(
  folder = join(root, 'dist/web'),
  say: (line: string) => void = () => {},
): Promise<void> {
  if (builtAt(folder) > newest()) return
  say('Building the pages …')
  const from = performance.now()
  const beside = `${folder}.${process.pid}`
  await build({
    ...plain,
    logLevel: 'warn',
    build: {
      outDir: beside,
      emptyOutDir: true,
      target: browsers,
      manifest: true,
      license: { fileName: 'licenses.md' },
      // `/assets` is a page.
      assetsDir: 'files',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // What several pages are made of is one file of script, and all looks are one: a page is few requests.
      cssCodeSplit: false,
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              {
                name: 'start',
                test: /\/web\/(?:api|first|languages|page|preferences|pages\/all|parts\/calendar)\.ts$/,
                priority: 2,
              },
              { name: 'shared', test: /^(?!.*\/web\/words\/)/, minShareCount: 2, priority: 1 },
            ],
          },
        },
      },
      reportCompressedSize: false,
    },
  })
  compressed(beside)
  writeFileSync(join(beside, '.built'), '')
  inPlace(beside, folder)
  say(`The pages are built (${Math.round((performance.now() - from) / 100) / 10} s).`)
}

/** Puts what was built in the place of what was there before; where another process was faster, its pages stay. */
function inPlace(beside: string, folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
    renameSync(beside, folder)
  } catch (error) {
    if (builtAt(folder) === 0) throw error
    rmSync(beside, { recursive: true, force: true })
  }
}

function builtAt(folder: string): number {
  return statSync(join(folder, '.built'), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** When anything that pages are made of was last written. */
function newest(): number {
  const files = readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter(entry => !/\.test\./.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
  const all = [...files, join(root, 'package-lock.json'), fileURLToPath(import.meta.url)]
  return Math.max(...all.map(path => statSync(path).mtimeMs))
}

/** Puts what a server sends compressed beside each file, where that is smaller. */
function compressed(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:js|css|html|svg|md)$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    if (bytes.length < 1024) continue
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  }
}

/** Serves the pages as they are written. */
async function develop(port: number, server: string): Promise<void> {
  const { origin, host } = new URL(server)
  const vite = await createServer({
    ...plain,
    // Two at once must not put each other's packages in order.
    cacheDir: join(root, `node_modules/.cache/web-${port}`),
    server: {
      host: '127.0.0.1',
      port,
      strictPort: true,
      proxy: {
        '/api/': {
          target: origin,
          // The server answers only for its own name, and changes nothing for another site.
          headers: { host, origin },
        },
      },
    },
  })
  await vite.listen()
  vite.printUrls()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, server: { type: 'string' }, build: { type: 'boolean' } },
  })
  if (values.build) await buildPages(undefined, line => console.log(line))
  else await develop(Number(values.port ?? 5173), values.server ?? 'http://127.0.0.1:8470')
}
