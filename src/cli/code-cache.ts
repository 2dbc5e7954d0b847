import { mkdirSync, openSync, readFileSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Script } from 'node:vm'

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
  const kept = file === '' ? undefined : readKept(file)
  let missed = false
  const load = (name: string): unknown => {
    const before = loaded.get(name)
    if (before) return before.exports
    const module = { exports: {} }
    loaded.set(name, module)
    const path = `${folder}/${name}`
    const cachedData = kept?.codeOf(name)
    // A function in ASCII, as tools/bundle.ts writes them: latin1 takes half the memory of other text, and no time.
    const text = readFileSync(path, 'latin1')
    const script = new Script(text, cachedData ? { filename: path, cachedData } : { filename: path })
    if (!cachedData || script.cachedDataRejected) missed = true
    scripts.set(name, script)
    ;(script.runInThisContext() as Wrapper)(module.exports, require, module, path, folder)
    return module.exports
  }
  const require = (name: string) => (name.startsWith('./') ? load(name.slice(2)) : outside(name))
  const keep = () => {
    const runs = kept?.runs ?? 0
    if (file === '' || (!missed && runs >= enoughRuns)) return
    try {
      writeKept(file, missed ? 1 : runs + 1, scripts)
    } catch {
      // A folder that cannot be written makes the next run no slower than this one.
    }
  }
  return { load, keep }
}

/** What is kept in a file; undefined where there is none, or its head is not whole. */
function readKept(file: string): { runs: number; codeOf(name: string): Uint8Array | undefined } | undefined {
  try {
    // Each code is read when it is asked for, and let go: all of them in memory at once are seen in the peak.
    const handle = openSync(file, 'r')
    const size = new Uint32Array(2)
    readSync(handle, size, 0, 8, 0)
    const start = 8 + size[0]!
    const told = bytesAt(handle, 8, size[0]!)
    if (sumOf(told) !== size[1]) return undefined
    const { runs, codes } = JSON.parse(told.toString('latin1')) as Kept
    return {
      runs,
      codeOf(name) {
        const [from, length, sum] = codes[name] ?? [0, 0, 0]
        const code = bytesAt(handle, start + from, length)
        return length > 0 && sumOf(code) === sum ? code : undefined
      },
    }
  } catch {
    return undefined
  }
}

function bytesAt(handle: number, from: number, length: number): Buffer {
  if (length > mostBytes) throw new RangeError('too long')
  const bytes = Buffer.allocUnsafeSlow(length)
  return bytes.subarray(0, readSync(handle, bytes, 0, length, from))
}

function writeKept(file: string, runs: number, scripts: ReadonlyMap<string, Script>): void {
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

/**
 * A sum over all bytes, since V8 crashes over code that is damaged, or runs what nobody wrote. Four sums at a time and no call: the loop
 * runs before anything is compiled, and word by word it would cost a third of what the code saves. Each step turns a sum and lays a
 * word over it, so that a change of any one word changes it.
 */
function sumOf(bytes: Uint8Array): number {
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)
  const words = new Int32Array(buffer, byteOffset, bytes.length >> 2)
  let [a, b, c, d] = [bytes.length, 1, 2, 3]
  let i = 0
  for (const end = words.length & ~7; i < end; i += 8) {
    a = ((a << 5) | (a >>> 27)) ^ words[i]!
    b = ((b << 7) | (b >>> 25)) ^ words[i + 1]!
    c = ((c << 11) | (c >>> 21)) ^ words[i + 2]!
    d = ((d << 13) | (d >>> 19)) ^ words[i + 3]!
    a = ((a << 5) | (a >>> 27)) ^ words[i + 4]!
    b = ((b << 7) | (b >>> 25)) ^ words[i + 5]!
    c = ((c << 11) | (c >>> 21)) ^ words[i + 6]!
    d = ((d << 13) | (d >>> 19)) ^ words[i + 7]!
  }
  for (; i < words.length; i++) a = ((a << 5) | (a >>> 27)) ^ words[i]!
  for (let j = words.length * 4; j < bytes.length; j++) a = ((a << 5) | (a >>> 27)) ^ bytes[j]!
  return (a ^ b ^ c ^ d) >>> 0
}
