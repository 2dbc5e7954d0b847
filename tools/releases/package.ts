// What others install: the bundle as a package that npm takes, with nothing in it of where and when it was made.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { type TarFile, tarOf } from '../../src/releases/tar.ts'

/** Files that stand beside the program: what it is, what changed, on which terms it may be handed on. */
const papers = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md']

interface Manifest {
  name: string
  version: string
  description: string
  license: string
}

interface LockEntry {
  version: string
  license?: string
  dev?: boolean
  optional?: boolean
}

/** The bundle in `dist` as `npm install -g FILE` takes it; `seconds` since 1970 UTC is the time of every file. It needs Node alone. */
export function packageOf(root: string, dist: string, seconds: number): Uint8Array {
  const { name, version, description, license } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as Manifest
  const manifest = {
    name,
    version,
    description,
    license,
    bin: { millcert: 'bin/millcert.cjs' },
    engines: { node: '>=24.15' },
  }
  const text = (path: string, content: string): TarFile => ({ path: `package/${path}`, bytes: Buffer.from(content) })
  const bundled = readdirSync(dist, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const files = [
    text('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`),
    { ...text('bin/millcert.cjs', "#!/usr/bin/env node\nrequire('../millcert.cjs')\n"), program: true },
    text('licences.md', licences(root)),
    ...papers.map(path => text(path, readFileSync(`${root}${path}`, 'utf8'))),
    ...bundled.map(({ parentPath, name: file }) => {
      const full = `${parentPath}/${file}`
      return { path: `package/${full.slice(dist.length + 1)}`, bytes: readFileSync(full) }
    }),
  ]
  const packed = gzipSync(tarOf(files, seconds), { level: 9 })
  // Which system packed it (RFC 1952, OS): 255 is unknown.
  packed[9] = 255
  return packed
}

/** The terms of everything that is in the bundle; what the pages take in stands in `web/licenses.md`. */
function licences(root: string): string {
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')) as {
    packages: Record<string, LockEntry>
  }
  const parts = Object.entries(packages)
    .filter(([path, { dev, optional }]) => path !== '' && !dev && !optional)
    .map(([path, { version, license }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
      return `## ${name} ${version}\n\n${license ?? 'No licence is stated.'}\n\n${termsIn(`${root}${path}`)}`
    })
  return `# What is in the bundle, and on which terms\n\n${parts.join('\n')}`
}

function termsIn(folder: string): string {
  if (!existsSync(folder)) return ''
  const names = readdirSync(folder).filter(name => /^(?:licen[cs]e|copying|notice)(?:[-.].*)?$/i.test(name))
  return names
    .sort()
    .map(name => `${readFileSync(`${folder}/${name}`, 'utf8').trim()}\n`)
    .join('\n')
}
