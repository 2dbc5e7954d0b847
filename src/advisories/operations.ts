import {
  type Entry,
  gather,
  type Input,
  isGzip,
  jsonText,
  type Note,
  Problem,
  type Tool,
  visible,
  type World,
} from '#base'
import { writeBase, writeDelta } from './build.ts'
import { type Collection, collection, type FileReport } from './collection.ts'
import { exportTool } from './export-command.ts'
import { notesOf, type Reading, readInner, refuseWholly, speaksOf } from './feed-paper.ts'
import { importTool } from './import-command.ts'
import { databaseFolder, lockName, type Manifest, readManifest } from './manifest.ts'
import { withChecksums } from './provider-tree.ts'
import { quarantineTool } from './quarantine-command.ts'
import { readFeedFile } from './read-feed-file.ts'
import { readShare, readTogether, type Share, type ShareRead, worthThreads } from './read-together.ts'
import type { Statement } from './statement.ts'
import { shown, status } from './status-command.ts'
import { table } from './table.ts'
import { type Unpacked, unpacked } from './unpack.ts'
import { updateTool } from './update-command.ts'
import { isZip, type ZipContents, zipContents } from './zip-contents.ts'

export { readAdvisories } from './read-advisories.ts'

const headBytes = 64 * 1024

const build: Tool = {
  kind: 'tool',
  about: 'Build the advisory database of this machine from files',
  more: 'Takes any mix of .json, .ndjson, .yml, .xml and .csv files, also in .gz, .zst or .zip, in folders or named one by one; says for\neach what it took, what it does not know and what was odd. The database there is replaced only when the new one is whole.',
  words: [{ name: 'FILE', about: 'files or folders, as with --from', count: 'maybe' }],
  flags: {
    from: { about: 'a file or folder of advisories', value: 'DIR|FILE', repeat: true },
    db: { about: 'the folder of the database', value: 'DIR' },
    add: { about: 'lay these records over the database that is there' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['db build --from advisories/', 'everything in a folder, into the user’s cache'],
    [
      'db build --from osv.zip --from kev.json --from epss.csv.gz --db /srv/millcert/db',
      'named files, into a folder of your own',
    ],
    ['db build --add --from new-today.ndjson', 'today’s changes over yesterday’s database'],
  ],
  async run(world, input) {
    const from = [...(input.flags.get('from') ?? []), ...input.words]
    if (from.length === 0)
      throw new Problem('cli/usage', 'Cannot build a database: no files are named', {
        next: 'millcert db build --from DIR',
      })
    const folder = databaseFolder(world, input)
    const before = input.flags.has('add') ? readManifest(world.disk, folder) : undefined
    if (input.flags.has('add') && !before)
      throw new Problem('advisories/no-database', `Cannot add to the database at ${folder}: there is none`, {
        next: 'leave out --add to build one',
      })
    const collected = collection(before?.feeds.find(({ id }) => id === 'epss')?.newest)
    await readAll(world, from, collected)
    const taken = collected.files.reduce((sum, file) => sum + file.taken, 0)
    const kept = collected.advisories.size + collected.signals.size + (before ? collected.papers.size : 0)
    if (kept > 0) world.progress('compiling', 0, 0)
    const after = kept === 0 ? undefined : written(world, folder, before, collected)
    const manifest = after === before ? undefined : after
    report(world, input, folder, manifest, collected)
    if (taken === 0 && manifest === undefined) return 128
    return collected.files.some(file => file.format === 'unreadable') ? 3 : 0
  },
}

/** Nobody else writes there meanwhile. */
function written(world: World, folder: string, before: Manifest | undefined, collected: Collection): Manifest {
  const { disk } = world
  disk.makeFolder(folder)
  const release = disk.lock(`${folder}/${lockName}`)
  try {
    return before
      ? writeDelta(disk, folder, before, collected, world.now())
      : writeBase(disk, folder, collected, world.now())
  } finally {
    release()
  }
}

async function readAll(world: World, from: readonly string[], collected: Collection): Promise<void> {
  const all = from.flatMap(path => filesUnder(world, path, collected))
  const { files, fault } = await withChecksums(world.disk, all)
  if (collected.files.length === 0 && (await readOnThreads(world, files, fault, collected))) return
  for (const [index, path] of files.entries()) {
    world.progress('reading', index, files.length)
    const problem = fault(path)
    if (problem === undefined) await readFeedFile(world.disk, reading(world), path, collected)
    else collected.broken(collected.file(path, 'unreadable').report, problem)
  }
  world.progress('reading', files.length, files.length)
}

/** Reads files on several threads, where there are some and it is worth it; false where nothing was read. */
async function readOnThreads(
  world: World,
  files: readonly string[],
  fault: (path: string) => Problem | undefined,
  collected: Collection,
): Promise<boolean> {
  const { aside } = world
  if (aside === undefined || files.length < 2) return false
  const sized = files.map(path => ({ path, size: world.disk.stat(path)?.size ?? 0 }))
  if (!worthThreads(sized.map(({ size }) => size)) || files.some(path => fault(path) !== undefined)) return false
  const threads = world.threads?.() ?? 0
  if (threads === 0) return false
  world.progress('reading', 0, 0)
  await readTogether(world.disk, reading(world), sized, collected, share =>
    Array.from({ length: threads }, () => aside<Share, ShareRead>('advisories.read', share)),
  )
  world.progress('reading', files.length, files.length)
  return true
}

/** What is done on other threads. */
export const tasks = { 'advisories.read': ({ disk }: Pick<World, 'disk'>, share: Share) => readShare(disk, share) }

export const db = {
  build,
  status,
  export: exportTool,
  import: importTool,
  quarantine: quarantineTool,
  update: updateTool,
}

/** Files at and below a path, sorted; links are not followed. A folder inside that cannot be listed is reported. */
function filesUnder(world: World, path: string, collected: Collection): string[] {
  const found = world.disk.stat(path)
  if (found === undefined) {
    // Opening it tells why: there may be something that nobody is allowed to see.
    world.disk.open(path).close()
    throw new Problem('base/not-found', `Cannot read ${path}: there is no such file or folder`, { at: path })
  }
  if (found.kind === 'file') return [path]
  const files: string[] = []
  const waiting = [path]
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const inside = folder
    const entries: Entry[] | undefined = world.disk.list(inside)
    if (entries === undefined) {
      const problem = new Problem('base/disk', `Cannot read ${inside}: the folder cannot be listed`, { at: inside })
      if (inside === path) throw problem
      collected.broken(collected.file(inside, 'unreadable').report, problem)
    }
    for (const { name, kind } of entries ?? []) {
      if (kind === 'file') files.push(`${inside}/${name}`)
      else if (kind === 'folder') waiting.push(`${inside}/${name}`)
    }
    if (files.length > world.limits.files)
      throw new Problem('advisories/too-many-files', `Cannot read ${path}: more than ${world.limits.files} files`, {
        next: 'raise it with --limit files=…',
      })
  }
  return files.sort()
}

/**
 * What a feed file holds, taking nothing in; undefined when it is in no format that is read here, or in none that speaks `of` what
 * is asked for. A file with one record is that record: when it is refused, so is the file (a Problem); of many, bad ones are notes.
 */
export async function inspectFeed(
  world: World,
  path: string,
  of?: 'advisories' | 'statements',
): Promise<{ format: string; counts: Record<string, number>; notes: Note[] } | undefined> {
  const collected = collection()
  for await (const inner of opened(world, path)) await readInner(reading(world), path, inner, collected)
  const files = collected.files.filter(({ format }) => format !== 'unknown' && speaksOf(format, of))
  if (files.length === 0) return undefined
  refuseWholly(path, files)
  const sum = (pick: (file: FileReport) => number) => files.reduce((total, file) => total + pick(file), 0)
  const statements = sum(file => file.statements)
  if (of === 'statements' && statements === 0) return undefined
  return {
    format: files[0]!.format,
    counts: {
      advisories: collected.advisories.size,
      signals: collected.signals.size,
      ...(statements > 0 && { statements }),
      withdrawn: sum(file => file.withdrawn),
      refused: sum(file => file.refusedCount),
    },
    notes: notesOf(files),
  }
}

/** What is in a zip at a path; undefined when it is none. A Problem when anything in it is not as it should be. */
export async function inspectZip(world: World, path: string): Promise<ZipContents | undefined> {
  if (!isZip(firstBytes(world, path))) return undefined
  const bytes =
    path === '-' ? gather(world.disk.chunks('-'), world.limits.bytes, path) : world.disk.read(path, world.limits.bytes)
  return zipContents(path, bytes, world.limits)
}

/**
 * Every VEX statement of a file, one by one, and what was odd. What is not compressed is read in pieces and never held whole. A Problem
 * when it is no paper with statements, or when all of them are refused.
 */
export async function readStatements(
  world: World,
  path: string,
  onStatement: (statement: Statement) => void,
): Promise<Note[]> {
  const collected = collection(undefined, onStatement)
  const how: Reading = { ...reading(world), wanted: 'statements' }
  for await (const inner of opened(world, path)) await readInner(how, path, inner, collected)
  const files = collected.files.filter(({ format }) => speaksOf(format, 'statements'))
  if (files.length === 0)
    throw new Problem(
      'advisories/no-vex',
      `Cannot read ${path}: it holds no VEX statements in a format that is read (OpenVEX, CSAF, CycloneDX)`,
      { at: path },
    )
  refuseWholly(path, files)
  return notesOf(files)
}

/** What is at a path, out of what it was packed in. */
async function* opened(world: World, path: string): AsyncIterable<Unpacked> {
  if (path !== '-' && world.disk.stat(path)?.kind === 'file') {
    const head = firstBytes(world, path)
    const packed = isGzip(head) || (head[0] === 0x28 && head[1] === 0xb5) || (head[0] === 0x50 && head[1] === 0x4b)
    if (!packed) {
      const pieces = () => world.disk.chunks(path)
      const { limits } = world
      yield { name: path, head: () => head, bytes: () => world.disk.read(path, limits.bytes), pieces }
      return
    }
  }
  const bytes =
    path === '-' ? gather(world.disk.chunks('-'), world.limits.bytes, path) : world.disk.read(path, world.limits.bytes)
  yield* unpacked(path, bytes, world.limits)
}

function firstBytes(world: World, path: string): Uint8Array {
  for (const piece of world.disk.chunks(path, headBytes)) return piece.slice(0, headBytes)
  return new Uint8Array()
}

function reading(world: World): Reading {
  return { limits: world.limits, now: world.now() }
}

function report(
  world: World,
  input: Input,
  folder: string,
  manifest: Manifest | undefined,
  collected: Collection,
): void {
  if (input.flags.get('format')?.at(-1) === 'json') {
    world.out(
      `${jsonText({ schema: 'millcert-db-build/1', folder, digest: manifest?.digest ?? null, files: collected.files, feeds: manifest?.feeds.map(shown) ?? [], segments: manifest?.segments ?? [] }, 2)}\n`,
    )
    return
  }
  world.out(table([['file', 'format', 'taken', 'withdrawn', 'refused'], ...collected.files.map(rowOf)]))
  for (const file of collected.files) {
    for (const { reason, at } of file.refused) world.say(`${visible(file.path)}: ${visible(at)}: ${visible(reason)}`)
    if (file.refusedCount > file.refused.length)
      world.say(`${visible(file.path)}: and ${file.refusedCount - file.refused.length} more records refused`)
    if (file.statements > 0)
      world.say(
        `${visible(file.path)}: ${file.statements} VEX statements, which a database does not hold: millcert scan --vex ${visible(file.path)} applies them`,
      )
    for (const note of file.notes)
      world.say(`${visible(file.path)}: ${visible(note.message)}${note.at ? ` (${visible(note.at)})` : ''}`)
  }
  const unknown = collected.files.filter(({ format }) => format === 'unknown').length
  if (unknown > 0)
    world.say(
      `${unknown} of ${collected.files.length} files ${unknown === 1 ? 'is' : 'are'} in no format of advisories that is read: nothing was taken of ${unknown === 1 ? 'it' : 'them'}`,
    )
  if (!manifest) {
    world.say(
      collected.files.some(({ taken }) => taken > 0)
        ? 'Nothing is newer than what the database has. It is as it was.'
        : `Nothing was taken: no file is in a format ${collected.files.some(({ statements }) => statements > 0) ? 'of advisories' : 'that is read'}. The database is as it was.`,
    )
    return
  }
  const sum = (pick: (s: Manifest['segments'][number]) => number) =>
    manifest.segments.reduce((total, segment) => total + pick(segment), 0)
  world.out(
    `\n${sum(s => s.advisories)} advisories about ${sum(s => s.packages)} packages in ${sum(s => s.rows)} rows, ${sum(s => s.signals)} CVEs with signals, ${(sum(s => s.bytes) / 1e6).toFixed(1)} MB\n${visible(folder)}\n`,
  )
}

function rowOf(file: FileReport): string[] {
  if (file.format === 'unknown') return [visible(file.path), 'not known', '', '', '']
  if (file.format === 'unreadable' && file.taken === 0) return [visible(file.path), 'not readable', '', '', '']
  return [
    visible(file.path),
    file.format === 'unreadable' ? 'not readable' : file.format,
    String(file.taken),
    file.withdrawn ? String(file.withdrawn) : '',
    file.refusedCount ? String(file.refusedCount) : '',
  ]
}
