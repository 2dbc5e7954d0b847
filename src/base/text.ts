import { Buffer, isUtf8 } from 'node:buffer'
import type { Limits } from './limits.ts'
import { Problem } from './problem.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/**
 * Which encoding bytes are in: by byte order mark, by the zero bytes that UTF-16 puts beside Latin letters, by being
 * valid UTF-8; else Windows-1252, which is what European spreadsheets call "ANSI".
 */
export function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, 1024)
  let even = 0
  let odd = 0
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) i % 2 === 0 ? even++ : odd++
  if (sample.length >= 4 && odd > sample.length / 4 && even === 0) return 'utf-16le'
  if (sample.length >= 4 && even > sample.length / 4 && odd === 0) return 'utf-16be'
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252'
}

/** Text of bytes in an encoding, without the byte order mark; bytes that do not fit become U+FFFD. */
export function decodeText(bytes: Uint8Array, encoding: Encoding = encodingOf(bytes)): string {
  return new TextDecoder(encoding).decode(bytes)
}

/** Text of bytes that must be UTF-8 or UTF-16 with a byte order mark; throws `base/invalid-utf8` with the offset of the first bad byte. */
export function strictText(bytes: Uint8Array, name: string): string {
  const encoding = bytes[0] === 0xff || bytes[0] === 0xfe ? encodingOf(bytes) : 'utf-8'
  if (encoding === 'utf-8' && !isUtf8(bytes)) {
    throw new Problem('base/invalid-utf8', `Cannot read ${name}: invalid UTF-8 at byte ${firstBad(bytes)}`, {
      at: `byte ${firstBad(bytes)}`,
      wanted: 'UTF-8, or UTF-16 with a byte order mark',
    })
  }
  return decodeText(bytes, encoding)
}

function firstBad(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    // A cut inside a character is not an error of the text: look back to where the character starts.
    let end = middle
    while (end > good && (bytes[end]! & 0xc0) === 0x80 && middle - end < 4) end--
    if (isUtf8(bytes.subarray(0, end))) good = middle
    else bad = middle
  }
  return good
}

/** All pieces as one array, refused when they are more than `max` bytes; `limit` names the limit to raise then, if one would help. */
export function gather(
  pieces: Iterable<Uint8Array>,
  max: number,
  name: string,
  limit: keyof Limits | null = 'bytes',
): Uint8Array {
  const parts: Uint8Array[] = []
  let total = 0
  for (const piece of pieces) {
    total += piece.length
    if (total > max) {
      throw new Problem('base/too-large', `Cannot read ${name}: larger than the limit of ${max} bytes`, {
        wanted: `at most ${max} bytes`,
        ...(limit && { next: `raise it with --limit ${limit}=${max * 4}` }),
      })
    }
    parts.push(Buffer.from(piece))
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts, total)
}
