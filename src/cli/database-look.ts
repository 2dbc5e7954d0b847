import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { jsonText, Problem, showTime, type World } from '#base'
import { type DatabasePlace, endFaults, lookInto, openDatabase } from '#ledger'

/** Bytes of a database that is looked through before it is served, some hundred milliseconds; a larger one is while it is served. */
const mostBefore = 64 * 1024 * 1024

/** What the last look through a large database found, beside it. */
export const lookFile = 'look.json'
const lookBytes = 64 * 1024

/** What a look found. */
export interface Look {
  /** When it was over. */
  at: string
  state: 'good' | 'bad'
  fault?: string | undefined
}

/** Whether a file is so large that it is looked through while it is served. */
export function isLarge({ disk }: Pick<World, 'disk'>, place: DatabasePlace): boolean {
  return 'file' in place && (disk.stat(place.file)?.size ?? 0) > mostBefore
}

/**
 * Refuses to serve a database that is damaged, was cut off, or whose journal does not fit at its end, as far as that is found at once:
 * the whole of a small file, the head and the length of a larger one. Throws `ledger/damaged`.
 */
export async function checkPlace(world: World, folder: string, place: DatabasePlace): Promise<void> {
  const size = 'file' in place ? world.disk.stat(place.file)?.size : undefined
  if (!('file' in place) || size === undefined) return
  const fault = (await faultOf(world, folder, place.file, size)) ?? (await faultAtEnds(place))
  if (fault === undefined) return
  throw new Problem('ledger/damaged', `Cannot serve the database ${place.file}: ${fault}`, {
    at: place.file,
    next: 'move it away, and bring it back from a backup: millcert restore FILE',
  })
}

async function faultOf({ disk }: World, folder: string, file: string, size: number): Promise<string | undefined> {
  // Only what was served before has a key for its pages: an empty file beside it is no new plant.
  if (size === 0) return disk.stat(`${folder}/page.key`) ? 'it is empty, and something was kept here before' : undefined
  if (size > mostBefore) return headFault(headOf(disk, file), size, (disk.stat(`${file}-wal`)?.size ?? 0) > 0)
  const connections = await openDatabase({ file, make: false })
  try {
    return (await connections.file!.damage())[0]
  } finally {
    await connections.close()
  }
}

/** A database without a journal yet is one that was just begun. */
async function faultAtEnds(place: DatabasePlace): Promise<string | undefined> {
  const isNew = (error: unknown) => {
    if (error instanceof Problem) throw error
    return []
  }
  return (await lookInto(place, endFaults).catch(isNew))[0]
}

function headOf(disk: World['disk'], file: string): Buffer {
  const opened = disk.open(file)
  try {
    const head = Buffer.alloc(100)
    return head.subarray(0, opened.read(head, 0))
  } finally {
    opened.close()
  }
}

/**
 * What is wrong with the head of a database file (sqlite.org/fileformat2.html, 1.3), and with its length.
 *
 * @param hasLog whether a log lies beside, which may hold pages that are not in the file yet
 */
export function headFault(head: Buffer, size: number, hasLog: boolean): string | undefined {
  if (head.toString('latin1', 0, 16) !== 'SQLite format 3\0') return 'it does not begin as one of SQLite'
  const pageSize = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16)
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) return `${pageSize} is no size of its pages`
  const pages = head.readUInt32BE(28)
  // A log that is being written back puts the head in before the last pages.
  if (hasLog || head.readUInt32BE(24) !== head.readUInt32BE(92) || size >= pages * pageSize) return undefined
  return `it was cut off: ${size} bytes are there, and ${pages * pageSize} were`
}

/** What the look before this start found, if there was one. */
export function lookIn({ disk }: Pick<World, 'disk'>, folder: string): Look | undefined {
  const path = `${folder}/${lookFile}`
  if (disk.stat(path) === undefined) return undefined
  try {
    const { at, state, fault } = JSON.parse(Buffer.from(disk.read(path, lookBytes)).toString()) as Look
    return { at: String(at), state: state === 'good' ? 'good' : 'bad', fault: fault && String(fault) }
  } catch {
    return { at: 'an unknown time', state: 'bad', fault: `${path} cannot be read` }
  }
}

declare const MILLCERT_BUNDLED: string | undefined

/**
 * Looks through a whole database while it is served, every page, index and entry of the journal, in a process of its own that can be ended
 * at any moment; keeps what it found beside the database.
 *
 * @param found what is wrong, or undefined where nothing is
 */
export function lookThrough(
  world: World,
  folder: string,
  found: (fault: string | undefined) => void,
): { stop(): void } {
  const main = fileURLToPath(
    new URL(typeof MILLCERT_BUNDLED === 'string' ? './millcert.cjs' : './main.ts', import.meta.url),
  )
  const told = { out: '', err: '' }
  const child = spawn(process.execPath, [main, 'journal', 'verify', '--data', folder, '--pages', '--format', 'json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  yieldTo(child.pid)
  for (const [name, stream] of [['out', child.stdout] as const, ['err', child.stderr] as const])
    stream.on('data', piece => {
      if (told[name].length < lookBytes) told[name] += piece
    })
  let stopped = false
  const say = (level: string, look: string) =>
    world.say(JSON.stringify({ at: new Date(world.now()).toISOString(), level, look }))
  child.on('error', error => say('error', `the database cannot be looked through: ${error.message}`))
  child.on('close', code => {
    if (stopped) return
    const fault = faultTold(code, told)
    if (code !== 0 && fault === undefined)
      return say('error', `the database was not looked through: ${told.err.trim()}`)
    const look: Look = { at: showTime(world.now()), state: fault === undefined ? 'good' : 'bad', fault }
    try {
      world.disk.write(`${folder}/${lookFile}`, [`${jsonText({ schema: 'millcert-look/1', ...look }, 2)}\n`])
    } catch (error) {
      say('error', String((error as Error).message))
    }
    say(fault === undefined ? 'info' : 'error', fault === undefined ? 'every page of the database is whole' : fault)
    found(fault)
  })
  return {
    stop() {
      stopped = true
      child.kill('SIGKILL')
    },
  }
}

/** Answers go before. */
function yieldTo(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, 10)
  } catch {
    // It runs as fast as it may.
  }
}

/** What `journal verify` found: 4 where something is wrong; a file that cannot be read at all is damaged too. */
function faultTold(code: number | null, { out, err }: { out: string; err: string }): string | undefined {
  if (code === 5 && err.includes('Cannot read the database'))
    return err.trim().replace(/^millcert: | \(bring [^()]*\)$/g, '')
  if (code !== 4) return undefined
  const first = /"message": "((?:[^"\\]|\\.)*)"/.exec(out)
  return first ? (JSON.parse(`"${first[1]}"`) as string) : 'the journal is not whole'
}
