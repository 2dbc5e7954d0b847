import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type SourceFile, sourceFile } from './laws.ts'

/** The one file of the pages that reaches the server, and that knows the types of its operations. */
const door = 'web/api.ts'
/** What asks a server. */
const asking = /\b(?:fetch\s*\(|EventSource\b|XMLHttpRequest\b|WebSocket\b|sendBeacon\b|importScripts\b)/
/** What makes text from outside into markup or code. */
const markup =
  /\b(?:dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|srcdoc|document\.write|eval\s*\(|new Function\b)/
const longest = 400

/** Every file of code under `web/`, without tests. */
export function pageFiles(root: string): SourceFile[] {
  return readdirSync(join(root, 'web'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$|\.d\.ts$/.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .sort()
    .map(path => sourceFile(path, readFileSync(join(root, path), 'utf8')))
}

/** Every breach of the laws of the pages, one line each: they stand apart from `src/`, and ask the server through one file. */
export function pageBreaches(files: readonly SourceFile[]): string[] {
  const all = files.find(({ path }) => path === 'web/pages/all.ts')
  return files.flatMap(file => [...doorLaw(file), ...apartLaw(file), ...pageLaw(file, all), ...formLaw(file)])
}

const codeOf = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g, '')

/** Only the door asks, and nothing makes markup of text. */
function doorLaw({ path, text }: SourceFile): string[] {
  const code = codeOf(text)
  const found: string[] = []
  const asked = asking.exec(code)
  if (asked && path !== door) found.push(`${path}: ${asked[0]} asks a server, which only ${door} may`)
  const made = markup.exec(code)
  if (made) found.push(`${path}: ${made[0]} makes text into markup or code`)
  return found
}

/** Nothing of `src/` or of Node but the types of operations, in the door alone. */
function apartLaw({ path, text, imports }: SourceFile): string[] {
  return imports.flatMap(wanted => {
    if (wanted.startsWith('#')) {
      if (path !== door || !/^#[a-z]+\/operations$/.test(wanted)) return [`${path}: ${wanted} is not for the pages`]
      const asType = new RegExp(`import type [^;'"]*from '${wanted}'`)
      return asType.test(text) ? [] : [`${path}: of ${wanted} only types may be imported`]
    }
    if (wanted.startsWith('node:')) return [`${path}: ${wanted} is not there in a browser`]
    if (!wanted.startsWith('.')) return []
    return join(path, '..', wanted).startsWith('web/') ? [] : [`${path}: ${wanted} lies outside of the pages`]
  })
}

/** A page stands in `all.ts`, which has one line a page. */
function pageLaw({ path, text, imports }: SourceFile, all: SourceFile | undefined): string[] {
  if (path === all?.path)
    return text
      .split('\n')
      .filter(
        line => line !== '' && !/^(?:\/\/|import )/.test(line) && !/^export const \w+ = page\('\/.*\)$/.test(line),
      )
      .map(line => `${path}: ${JSON.stringify(line)} is not one page's line`)
  const isPage = /^web\/pages\/[^/]+\.tsx$/.test(path) && /^export function Page\b/m.test(text)
  const name = path.split('/').at(-1)!
  const found = isPage && !all?.imports.includes(`./${name}`) ? [`${path}: no line in web/pages/all.ts`] : []
  if (!path.startsWith('web/pages/') && imports.some(wanted => /\/pages\/(?!all\.ts|not-found\.tsx)/.test(wanted)))
    found.push(`${path}: imports a page, which only all.ts loads`)
  return found
}

/** Names, sizes and forms as in `src/`. */
function formLaw({ path, text }: SourceFile): string[] {
  const found: string[] = []
  for (const part of path.split('/'))
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*$/.test(part)) found.push(`${path}: ${part} is not kebab-case`)
  if (/\/(?:utils?|helpers?|common|shared|types|constants|misc)(?:\.tsx?$|\/)/.test(path))
    found.push(`${path}: a name that says nothing`)
  const lines = text.split('\n').length - 1
  if (lines > longest) found.push(`${path}: ${lines} lines, over ${longest}`)
  if (/^export default/m.test(text)) found.push(`${path}: a default export`)
  if (/^\s*(?:export )?(?:const )?enum\s/m.test(text)) found.push(`${path}: an enum`)
  if (/@ts-ignore|@ts-nocheck|@ts-expect-error/.test(text)) found.push(`${path}: a silenced type error`)
  return found
}
