import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { constants, Script } from 'node:vm'
import { code as sumCode } from './sum-code.ts'

/** The program's pieces in one folder, each the function that CommonJS makes of a file. */
export interface Pieces {
  /** What a piece exports; `main.cjs` is loaded when it is first asked for. */
  load(name: string): unknown
  /** Writes down what V8 made of the pieces; never fails. */
  keep(): void
}

/** What stands before the code in a file that is kept. */
interface Kept {
  /** How many runs have written it. */
  runs: number
  /** Where the code of a piece starts behind the head, its length in bytes, and their sum. */
  codes: Record<string, readonly [from: number, length: number, sum: number]>
}

type Wrapper = (exports: unknown, require: (name: string) => unknown, module: object, file: string, dir: string) => void

/** One run may not have come by everything: an empty paper, another output. */
const enoughRuns = 3

/**
 * Loads pieces of the bundle with the code that V8 compiled in runs before, kept in `file`; the empty name keeps none. Node's own
 * cache (`module.enableCompileCache`) holds what is compiled when a file is loaded, and V8 compiles a function when it is first
 * called: nearly all of a scan. V8 itself refuses code of another version, of other flags or of a text of another length; that it is
 * of this text is for the name of the file to say. A file that is not whole is passed over and written again.
 */
export function piecesOf(folder: string, file: string, outside: (name: string) => unknown): Pieces {
  const loaded = new Map<string, { exports: unknown }>()
  const scripts = new Map<string, Script>()
  const summed = file === '' ? undefined : summing()
  const kept = summed && readKept(file, summed)
  let missed = false
  const load = (name: string): unknown => {
    const before = loaded.get(name)
    if (before) return before.exports
    const module = { exports: {} }
    loaded.set(name, module)
    const path = `${folder}/${name}`
    const text = textOf(path, summed)
    const cachedData = kept?.codeOf(name)
    const options = { filename: path, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }
    const script = new Script(text, cachedData ? { ...options, cachedData } : options)
    if (!cachedData || script.cachedDataRejected) missed = true
    scripts.set(name, script)
    ;(script.runInThisContext() as Wrapper)(module.exports, require, module, path, folder)
    return module.exports
  }
  const require = (name: string) => (name.startsWith('./') ? load(name.slice(2)) : outside(name))
  const keep = () => {
    const runs = kept?.runs ?? 0
    if (!summed || (!missed && runs >= enoughRuns)) return
    try {
      kept?.close()
      writeKept(file, missed ? 1 : runs + 1, scripts, summed)
    } catch {
      // A folder that cannot be written makes the next run no slower than this one.
    }
  }
  return { load, keep }
}

/** Sums bytes that are put in one place, which all that is read shares: each in memory of its own would be seen in the peak. */
interface Summing {
  /** Room for so many bytes; valid until it is asked again. */
  room(bytes: number): Uint8Array
  /** The sum of the first of them, since V8 crashes over code that is damaged, or runs what nobody wrote. */
  sum(bytes: number): number
}

/** In WebAssembly (wasm/sum.ts): in JavaScript the loop would run before anything is compiled, and take ten times as long. */
function summing(): Summing | undefined {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(sumCode, 'base64')))
    const { memory, room, sum } = exports as unknown as {
      memory: WebAssembly.Memory
      room(bytes: number): number
      sum(bytes: number): number
    }
    return {
      room(bytes) {
        const at = room(bytes)
        return new Uint8Array(memory.buffer, at, bytes)
      },
      sum: bytes => sum(bytes) >>> 0,
    }
  } catch {
    // No memory can be had: then no code is kept.
    return undefined
  }
}

interface KeptCode {
  runs: number
  /** Valid until the next is asked for. */
  codeOf(name: string): Uint8Array | undefined
  /** The file is written anew: on some systems nobody may have it open then. */
  close(): void
}

/** What is kept in a file; undefined where there is none, or its head is not whole. */
function readKept(file: string, { room, sum }: Summing): KeptCode | undefined {
  let handle: number | undefined
  const close = () => {
    if (handle !== undefined) closeSync(handle)
    handle = undefined
  }
  const read = (length: number, from: number): Uint8Array => {
    if (length > mostBytes) throw new RangeError('too long')
    const bytes = room(length)
    return bytes.subarray(0, readSync(handle!, bytes, 0, length, from))
  }
  try {
    handle = openSync(file, 'r')
    const size = new Uint32Array(2)
    readSync(handle, size, 0, 8, 0)
    const start = 8 + size[0]!
    const told = read(size[0]!, 8)
    if (sum(told.length) !== size[1]) throw new RangeError('not whole')
    const { runs, codes } = JSON.parse(Buffer.from(told).toString('latin1')) as Kept
    const codeOf = (name: string): Uint8Array | undefined => {
      try {
        const [from, length, summed] = codes[name] ?? [0, 0, 0]
        const code = read(length, start + from)
        return length > 0 && sum(code.length) === summed ? code : undefined
      } catch {
        return undefined
      }
    }
    return { runs, codeOf, close }
  } catch {
    close()
    return undefined
  }
}

/** The text of a file in ASCII, as tools/bundle.ts writes them: latin1 takes half the memory of other text, and no time. */
function textOf(path: string, summed: Summing | undefined): string {
  if (!summed) return readFileSync(path, 'latin1')
  const handle = openSync(path, 'r')
  try {
    const { size } = fstatSync(handle)
    const bytes = summed.room(size)
    for (let at = 0; at < size; ) {
      const more = readSync(handle, bytes, at, size - at, at)
      if (more === 0) throw new RangeError('shorter than it was')
      at += more
    }
    return Buffer.from(bytes.buffer, bytes.byteOffset, size).toString('latin1')
  } catch {
    // Also where that memory cannot grow.
    return readFileSync(path, 'latin1')
  } finally {
    closeSync(handle)
  }
}

function writeKept(file: string, runs: number, scripts: ReadonlyMap<string, Script>, summed: Summing): void {
  const sumOf = (bytes: Uint8Array) => {
    summed.room(bytes.length).set(bytes)
    return summed.sum(bytes.length)
  }
  const head: Kept = { runs, codes: {} }
  const written: Uint8Array[] = []
  let at = 0
  for (const [name, script] of scripts) {
    const code = script.createCachedData()
    head.codes[name] = [at, code.length, sumOf(code)]
    written.push(code)
    at += code.length
  }
  const told = Buffer.from(JSON.stringify(head))
  const size = new Uint32Array([told.length, sumOf(told)])
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  try {
    writeFileSync(draft, Buffer.concat([new Uint8Array(size.buffer), told, ...written]), {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    })
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** Far more than all that is kept has. */
const mostBytes = 64 * 1024 ** 2
