import { closeSync, openSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { Problem } from '#base'

/** Nobody types more. */
const mostBytes = 1024
const [enter, newline, interrupt, endOfInput, backspace, del] = [0x0d, 0x0a, 0x03, 0x04, 0x08, 0x7f]

/**
 * Asks on the terminal of the process, whatever its input and output are, and shows nothing of what is typed. Undefined where there
 * is no terminal. A Problem `cli/cancelled` on Ctrl-C.
 */
export async function secret(question: string): Promise<Uint8Array | undefined> {
  const handle = terminal()
  if (handle === undefined) return undefined
  const input = new ReadStream(handle)
  const typed = Buffer.alloc(mostBytes)
  try {
    input.setRawMode(true)
    writeSync(handle, question)
    const length = await lineOf(input, typed)
    if (length === undefined) throw new Problem('cli/cancelled', 'Nothing was done: the question was not answered')
    return Uint8Array.from(typed.subarray(0, length))
  } finally {
    typed.fill(0)
    input.setRawMode(false)
    writeSync(handle, '\n')
    input.destroy()
  }
}

/** Its own handle: the stream closes it. */
function terminal(): number | undefined {
  const path = process.platform === 'win32' ? '\\\\.\\CONIN$' : '/dev/tty'
  try {
    const handle = openSync(path, 'r+')
    if (process.getBuiltinModule('node:tty').isatty(handle)) return handle
    closeSync(handle)
  } catch {
    // Nobody sits there.
  }
  return undefined
}

/** Bytes typed until the line ends; undefined when it was given up. */
function lineOf(input: ReadStream, typed: Buffer): Promise<number | undefined> {
  let length = 0
  return new Promise((resolve, reject) => {
    input.on('error', reject)
    input.on('end', () => resolve(undefined))
    input.on('data', (piece: Buffer) => {
      for (const byte of piece) {
        if (byte === enter || byte === newline) resolve(length)
        else if (byte === interrupt || byte === endOfInput) resolve(undefined)
        else if (byte === backspace || byte === del) {
          // A whole letter, of however many bytes of UTF-8.
          while (length > 0 && (typed[--length]! & 0xc0) === 0x80);
        } else if (length < mostBytes) typed[length++] = byte
      }
      piece.fill(0)
    })
  })
}
