import { Buffer } from 'node:buffer'
import { checksum } from './checksum.ts'
import { damaged } from './package-rows.ts'

/*
 * Texts that many claims share, each once, with a checksum of 32 bits behind it: conditions of products named by CPE, and what is said
 * and advised of products named in words. Claims carry their numbers.
 */

/** Shared texts of a segment in the making. */
export interface SharedTexts {
  numberOf(text: string): number
  /** Starts (one more than there are texts), and the texts. */
  sections(): { starts: Uint32Array; bytes: Buffer }
}

export function sharedTexts(): SharedTexts {
  const numbers = new Map<string, number>()
  return {
    numberOf(text) {
      const number = numbers.get(text) ?? numbers.size
      numbers.set(text, number)
      return number
    },
    sections() {
      const starts = new Uint32Array(numbers.size + 1)
      const all: Buffer[] = []
      let length = 0
      let index = 0
      for (const text of numbers.keys()) {
        const bytes = Buffer.from(text, 'utf8')
        const sum = Buffer.alloc(4)
        sum.writeUInt32LE(checksum(bytes))
        all.push(bytes, sum)
        length += bytes.length + 4
        starts[++index] = length
      }
      return { starts, bytes: Buffer.concat(all) }
    },
  }
}

/** A shared text from its bytes; damage is a Problem. */
export function sharedText(bytes: Buffer): string {
  const end = bytes.length - 4
  if (end < 2 || checksum(bytes, 0, end) !== bytes.readUInt32LE(end)) throw damaged()
  return bytes.toString('utf8', 0, end)
}
