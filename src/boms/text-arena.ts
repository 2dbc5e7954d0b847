import { Buffer } from 'node:buffer'
import { plainText } from '#base'

/**
 * Plain ASCII kept as bytes, outside the JavaScript heap: a bill of a million components has some six million texts, of which
 * an answer shows a few. A text takes its bytes and nothing else, where a string takes 24 more and is moved by each collection.
 */
export interface TextArena extends KeptTexts {
  /** Makes room for so many bytes in one piece, at most `longestKept`; what is put next lies there. Returns the place. */
  open(length: number): number
  put(bytes: Uint8Array, from: number, end: number): void
}

/** Texts that have their places already. */
export interface LaidTexts extends KeptTexts {
  /** Keeps bytes, behind all that are there. */
  lay(place: number, bytes: Uint8Array): void
}

interface KeptTexts {
  text(place: number, length: number): string
  byte(place: number): number
  /** Bytes that are no text, in hex. */
  hex(place: number, length: number): string
  /** Whether the text at a place is that of these bytes, of the same length. */
  equals(place: number, bytes: Uint8Array, from: number, end: number): boolean
}

// As in wasm/table.ts.
const chunkBits = 18
export const chunkBytes = 1 << chunkBits
export const longestKept = 4096

/** `chunks`: what it begins with, each as long as it is used. */
export function textArena(chunks: Buffer[] = []): TextArena {
  let chunk = Buffer.alloc(0)
  let fill = 0
  const kept = keptIn(chunks)
  return {
    ...kept,
    open(length) {
      if (fill + length >= chunk.length) {
        chunk = Buffer.allocUnsafeSlow(chunkBytes)
        chunks.push(chunk)
        fill = 0
      }
      return (chunks.length - 1) * chunkBytes + fill
    },
    put(bytes, from, end) {
      for (let i = from; i < end; i++) chunk[fill++] = bytes[i]!
    },
  }
}

export function laidTexts(): LaidTexts {
  const chunks: Buffer[] = []
  const kept = keptIn(chunks)
  return {
    ...kept,
    lay(place, bytes) {
      for (let at = 0; at < bytes.length; ) {
        const number = (place + at) >>> chunkBits
        const from = (place + at) & (chunkBytes - 1)
        const part = bytes.subarray(at, at + chunkBytes - from)
        while (chunks.length <= number) chunks.push(Buffer.allocUnsafeSlow(chunkBytes))
        chunks[number]!.set(part, from)
        at += part.length
      }
    },
  }
}

function keptIn(chunks: readonly Buffer[]): KeptTexts {
  return {
    text(place, length) {
      const from = place & (chunkBytes - 1)
      return plainText(chunks[place >>> chunkBits]!, from, from + length)
    },
    byte: place => chunks[place >>> chunkBits]![place & (chunkBytes - 1)]!,
    hex(place, length) {
      const from = place & (chunkBytes - 1)
      return chunks[place >>> chunkBits]!.toString('hex', from, from + length)
    },
    equals(place, bytes, from, end) {
      const kept = chunks[place >>> chunkBits]!
      let at = place & (chunkBytes - 1)
      for (let i = from; i < end; i++) if (kept[at++] !== bytes[i]) return false
      return true
    },
  }
}
