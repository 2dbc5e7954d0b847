import { fstatSync, writeSync } from 'node:fs'
import { availableParallelism, homedir } from 'node:os'
import { defaultLimits, type Limits, type NetworkRules, Problem, type World } from '#base'
import { acting, disk } from './disk.ts'
import { machine } from './machine.ts'
import { build } from './version.ts'

/** What the flags that every command takes ask of the world. */
export interface WorldOptions {
  now: string | undefined
  quiet: boolean
  output: string | undefined
  limits: readonly string[]
  /** Whether the network may be asked; where this is left out, nothing may. */
  online?: boolean
}

/** Threads at once: each holds what it reads, and what takes everything in is one. */
const mostThreads = 4

/** What works or asks beside the command itself; each is loaded when it is called. */
const beside: Pick<World, 'threads' | 'aside' | 'secret' | 'start'> = {
  threads: () => Math.min(mostThreads, availableParallelism()) - 1,
  aside: async (task, input) => (await import('./thread-start.ts')).doneAside(task, input),
  secret: async question => (await import('./secret.ts')).secret(question),
  start: async program =>
    (await import('./pinned-program.ts')).startedAsPinned(
      { disk, home: ownFolder('XDG_DATA_HOME', '.local/share') },
      program,
    ),
}

/** The real world, and what is still to do when the command is over. */
export function realWorld(options: WorldOptions): { world: World; finish(): void } {
  const written: (string | Uint8Array)[] = []
  const now = options.now === undefined ? undefined : timeOf(options.now)
  const terminal = isTerminal(2) && !options.quiet
  let shown = 0
  const world: World = {
    now: () => now ?? Date.now(),
    elapsed: () => performance.now(),
    random: bytes => process.getBuiltinModule('node:crypto').randomBytes(bytes),
    // Empty is unset, as XDG and NO_COLOR have it.
    env: name => process.env[name] || undefined,
    limits: limitsOf(options.limits),
    disk,
    network: options.online ? network : undefined,
    out: text => (options.output === undefined ? writeAll(1, text) : void written.push(text)),
    say(line) {
      if (!options.quiet) writeAll(2, `${clear(terminal, shown)}${line}\n`)
      shown = 0
    },
    progress(label, done, total) {
      // Asked of no clock where nobody looks: the first question to `performance` loads a dozen modules.
      if (!terminal) return
      const at = performance.now()
      if (at - shown < 80 && done !== total) return
      shown = done === total && total > 0 ? 0 : at
      writeAll(2, shown === 0 ? '\r\u001b[K' : `\r\u001b[K${bar(label, done, total)}`)
    },
    width: isTerminal(1) ? (process.stdout.columns ?? 80) : 0,
    version: build().version,
    ...machine,
    ...beside,
    home: { cache: ownFolder('XDG_CACHE_HOME', '.cache'), data: ownFolder('XDG_DATA_HOME', '.local/share') },
  }
  return {
    world,
    finish() {
      if (shown > 0) writeAll(2, '\r\u001b[K')
      if (options.output !== undefined) disk.write(options.output, written)
    },
  }
}

/** What opens sockets is loaded when something is asked of it, so that no other command pays for it or holds it. */
function network(rules: NetworkRules): ReturnType<NonNullable<World['network']>> {
  return {
    get: async (url, headers, mostBytes) => (await import('./network.ts')).get(rules, url, headers, mostBytes),
  }
}

/** The null device of Linux: a character device as terminals are, and the usual place for an answer nobody reads. */
const nullDevice = 0x103

/**
 * Whether a handle is a terminal. Asked of the handle, and of `node:tty` only where it could be one: making the streams of
 * `process.stdout` and `process.stderr`, or loading that module, costs milliseconds of every start.
 */
function isTerminal(handle: 1 | 2): boolean {
  try {
    const stat = fstatSync(handle)
    return stat.isCharacterDevice() && stat.rdev !== nullDevice && process.getBuiltinModule('node:tty').isatty(handle)
  } catch {
    return false
  }
}

function clear(terminal: boolean, shown: number): string {
  return terminal && shown > 0 ? '\r\u001b[K' : ''
}

function bar(label: string, done: number, total: number): string {
  if (total === 0) return `${label} …`
  const filled = Math.round((20 * done) / total)
  return `${label} ${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${done} of ${total}`
}

/** A folder of this user (XDG Base Directory; on Windows both are one). */
function ownFolder(variable: string, usual: string): string {
  const base = process.env[variable] || (process.platform === 'win32' && process.env['LOCALAPPDATA'])
  return `${base || `${homedir()}/${usual}`}/millcert`
}

function timeOf(text: string): number {
  const ms = Date.parse(text)
  if (!Number.isFinite(ms))
    throw new Problem(
      'cli/usage',
      `Cannot take --now ${JSON.stringify(text)}: a time like 2026-11-21T10:00:00Z is wanted`,
    )
  return ms
}

/** `depth=200`: a number for a name of the table in `base/limits.ts`. */
function limitsOf(texts: readonly string[]): Limits {
  const limits = { ...defaultLimits }
  for (const text of texts) {
    const [name, value] = text.split('=')
    if (!Object.hasOwn(limits, name ?? '') || !(Number(value) > 0))
      throw new Problem(
        'cli/usage',
        `Cannot take --limit ${JSON.stringify(text)}: one of ${Object.keys(limits).join(', ')} and a number are wanted, as in depth=200`,
      )
    limits[name as keyof Limits] = Number(value)
  }
  return limits
}

/**
 * Everything, also through a pipe that is full for the moment; a reader that went away (`head`) ends the writing quietly. An
 * answer that cannot be written is a Problem; a remark that cannot be is dropped, since there is nowhere left to say so.
 */
export function writeAll(handle: 1 | 2, text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(handle, bytes, at)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE' || (code !== 'EAGAIN' && handle === 2)) return
      if (code !== 'EAGAIN')
        acting('write', '-', () => {
          throw error
        })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}
