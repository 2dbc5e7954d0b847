import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseSync } from 'rolldown/utils'
import { longFunctions } from './long-functions.ts'

/** Floors of the house, top first; on one floor arrows may only point left. */
const floors = [
  ['cli'],
  ['server'],
  ['operations'],
  ['posture', 'relay'],
  ['releases', 'answers'],
  ['intake', 'disclosure'],
  ['findings', 'lots'],
  ['matching', 'plant'],
  ['boms', 'advisories', 'vendors'],
  ['identity', 'ledger', 'trust', 'access'],
  ['base'],
]
/** Rooms that are doors to the world. */
const doors = new Set(['cli', 'server'])
/** Doors of parts that most commands never load (docs/decisions/0007). */
const partDoors = new Set(['#identity/products'])
/** Folders whose members are found through their `all.ts`. */
const plugIns = new Set([
  'formats',
  'feeds',
  'versions',
  'ecosystems',
  'ranges',
  'grammars',
  'outputs',
  'imports',
  'envelopes',
  'frameworks',
  'probes',
  'locks',
  'manifests',
  'floating',
  'registries',
  'release-lists',
])
const pureBuiltins = new Set(['node:buffer', 'node:crypto', 'node:zlib'])
/** Ambient names of clock, randomness, network, process and console. */
const ambient =
  /\b(?:process\.|console\.|Date\.now\(|new Date\(\)|Math\.random\(|performance\.|fetch\(|setTimeout\(|setInterval\(|globalThis\.)/
const forbidden = /(?:^|\/)(?:utils?|helpers?|common|shared|types|constants|manager|service|misc)(?:\.ts|\/|$)/

export interface SourceFile {
  /** From the root of the repository: `src/boms/bom.ts`. */
  path: string
  text: string
  /** What it imports or re-exports, types too. */
  imports: readonly string[]
  /** Lines of every function, from its first parameter or keyword to its last brace. */
  lengths: readonly number[]
}

/** Every TypeScript file under `src/`. */
export function sourceFiles(root: string): SourceFile[] {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .sort()
    .map(path => read(root, path))
}

function read(root: string, path: string): SourceFile {
  return sourceFile(path, readFileSync(join(root, path), 'utf8'))
}

/** A file with what the laws look at. */
export function sourceFile(path: string, text: string): SourceFile {
  const imports: string[] = []
  const lengths: number[] = []
  for (const node of nodesOf(path, text)) {
    const wanted = importOf(node)
    if (wanted !== undefined) imports.push(wanted)
    if (isFunction(node)) lengths.push(text.slice(node.start, node.end).split('\n').length)
  }
  return { path, text, imports, lengths }
}

/** A node of the syntax tree, as far as it is looked at. */
interface Node {
  type?: string
  start: number
  end: number
  source?: { value?: unknown }
  argument?: { value?: unknown; literal?: { value?: unknown } }
}

/** Every node of a file's syntax tree. */
function* nodesOf(path: string, text: string): Generator<Node> {
  const waiting: unknown[] = [parseSync(path, text).program]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === null || typeof node !== 'object') continue
    if (!Array.isArray(node)) yield node as Node
    waiting.push(...Object.values(node))
  }
}

/** The specifier of an import, export-from or import(), in code or in a type. */
function importOf({ type, source, argument }: Node): string | undefined {
  if (type === 'TSImportType') return String(source?.value ?? argument?.literal?.value ?? argument?.value)
  if (!type?.startsWith('Import') && !type?.startsWith('Export')) return undefined
  return typeof source?.value === 'string' ? source.value : undefined
}

function isFunction({ type }: Node): boolean {
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
}

/** Every breach of the laws of ARCHITECTURE.md, one line each. */
export function breaches(files: readonly SourceFile[]): string[] {
  return files.flatMap(file => [
    ...roomLaw(file),
    ...worldLaw(file),
    ...plugInLaw(file, files),
    ...nameLaw(file),
    ...sizeLaw(file),
    ...lengthLaw(file),
  ])
}

function roomOf(path: string): string {
  return path.split('/')[1]!
}

const isTest = (path: string) => /\.(?:test|fuzz\.test)\.ts$/.test(path)

/** Law 1: only lower rooms, only through their doors; inside a room only files beside or below. */
function roomLaw({ path, imports }: SourceFile): string[] {
  const room = roomOf(path)
  const level = (name: string) => floors.findIndex(floor => floor.includes(name))
  if (level(room) < 0) return [`${path}: ${room} is no room of the house`]
  return imports.flatMap(wanted => {
    const door = /^#([a-z]+)(\/operations)?$/.exec(partDoors.has(wanted) ? wanted.split('/')[0]! : wanted)
    if (door) {
      const [, other, operations] = door
      const here = level(room)
      const there = level(other!)
      const below = there > here || (there === here && floors[here]!.indexOf(other!) < floors[here]!.indexOf(room))
      if (there < 0 || !below) return [`${path}: ${wanted} is not below ${room}`]
      const may = path.endsWith('/operations.ts') || doors.has(room) || room === 'operations' || isTest(path)
      return operations && !may ? [`${path}: only operations may call ${wanted}`] : []
    }
    if (wanted.startsWith('#')) return [`${path}: ${wanted} is no door`]
    if (!wanted.startsWith('.')) return []
    const target = relative('.', join(path, '..', wanted))
    if (isTest(path) && target.startsWith('tools/')) return []
    return roomOf(target) === room && target.startsWith('src/') ? [] : [`${path}: ${wanted} reaches into another room`]
  })
}

/** Law 2: only doors touch the world; only operations are handed it. */
function worldLaw({ path, text, imports }: SourceFile): string[] {
  const room = roomOf(path)
  if (doors.has(room) || isTest(path)) return []
  const found: string[] = []
  if (worldMakers.has(path)) return []
  for (const wanted of imports)
    if (wanted.startsWith('node:') && !pureBuiltins.has(wanted)) found.push(`${path}: ${wanted} touches the world`)
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
  const touched = ambient.exec(code)
  if (touched && excused.get(path) !== touched[0]) found.push(`${path}: ${touched[0]} touches the world`)
  if (
    room !== 'base' &&
    !path.endsWith('/operations.ts') &&
    (/\bimport\b[^;]*?\bWorld\b[^;]*?from/.test(code) || /\bParameters<Tool\['run'\]>(?!\[1\])/.test(code)) &&
    !worldReaders.has(path)
  )
    found.push(`${path}: only operations are handed the World`)
  return found
}

/** Plain files that name the world for a reason. */
const excused = new Map([
  // The runtime's own way to load a pure module late.
  ['src/base/digest.ts', 'process.'],
  ['src/base/gzip.ts', 'process.'],
  // In the text of the program that is written onto a stick.
  ['src/intake/stick-program.ts', 'process.'],
])

/** Files below the doors that make a part of the world: what opens the database, and what holds a library that opens connections. */
const worldMakers = new Set([
  'src/ledger/postgres.ts',
  'src/ledger/sqlite.ts',
  'src/ledger/sqlite-thread.ts',
  // Holds the client of Sigstore, which opens connections by itself, and asks a login service; only `sign --keyless` loads it.
  'src/trust/keyless.ts',
  // Hears on this machine what a login service sends its browser back with; only `sign --keyless --browser` loads it.
  'src/trust/keyless-browser.ts',
])

/** Plain files that name the World, each with its reason. */
const worldReaders = new Set([
  // Says what operations are handed.
  'src/ledger/operation.ts',
  // Where the database lies is asked by every operation that needs it.
  'src/advisories/manifest.ts',
])

/** A member of a plug-in folder stands in `all.ts` and imports no other member. */
function plugInLaw({ path, text, imports }: SourceFile, files: readonly SourceFile[]): string[] {
  const parts = path.split('/')
  const folder = parts.at(-2)!
  if (!plugIns.has(folder) || isTest(path) || parts.length !== 4) return []
  const all = files.find(file => file.path === join(path, '..', 'all.ts'))
  const name = parts.at(-1)!
  if (name === 'all.ts') {
    const odd = text
      .split('\n')
      .filter(
        line => line !== '' && !line.startsWith('//') && !/^export \{ \w+ \} from '\.\/[a-z0-9-]+\.ts'$/.test(line),
      )
    return odd.map(line => `${path}: ${JSON.stringify(line)} is not one member's line`)
  }
  const found = all?.imports.includes(`./${name}`) ? [] : [`${path}: no line in all.ts`]
  for (const wanted of imports) if (wanted.startsWith('./')) found.push(`${path}: imports the member ${wanted}`)
  return found
}

function nameLaw({ path }: SourceFile): string[] {
  const found = forbidden.test(path) ? [`${path}: a name that says nothing`] : []
  for (const part of path.split('/'))
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*$/.test(part)) found.push(`${path}: ${part} is not kebab-case`)
  return found
}

function sizeLaw({ path, text }: SourceFile): string[] {
  const lines = text.split('\n').length - 1
  const found = lines > 400 && !isTest(path) ? [`${path}: ${lines} lines, over 400`] : []
  if (/^export default/m.test(text) && !path.endsWith('.d.ts')) found.push(`${path}: a default export`)
  if (/^\s*(?:export )?(?:const )?enum\s/m.test(text)) found.push(`${path}: an enum`)
  if (/@ts-ignore|@ts-nocheck|@ts-expect-error/.test(text)) found.push(`${path}: a silenced type error`)
  return found
}

/** Lines of a function; one that is longer does more than one thing. */
const longest = 50

/** No function is over 50 lines but those that were when the law was made: their number may only fall, and is then written down. */
function lengthLaw({ path, lengths }: SourceFile): string[] {
  if (isTest(path)) return []
  const long = lengths.filter(lines => lines > longest).sort((a, b) => b - a)
  const known = longFunctions[path] ?? 0
  if (long.length > known)
    return [`${path}: ${long.length} functions over ${longest} lines (${long.join(', ')}), ${known} are known`]
  return long.length < known ? [`${path}: only ${long.length} long functions now: say so in long-functions.ts`] : []
}
