import { decodeText, encodingOf } from '#base'
import type { Head } from './format.ts'

const headBytes = 64 * 1024

/** What can be seen of a file from its name and its first bytes; more than 64 KiB are not looked at. */
export function headOf(name: string, bytes: Uint8Array): Head {
  const start = bytes.subarray(0, headBytes)
  // A head may end inside a character, which makes UTF-8 look like something else.
  const encoding = encodingOf(start.subarray(0, wholeCharacters(start)))
  return { name, bytes: start, text: decodeText(start, encoding) }
}

/** Bytes up to the character of UTF-8 at the end, which may be cut off: it has four bytes at most. */
function wholeCharacters(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > bytes.length - 4 && (bytes[end - 1]! & 0xc0) === 0x80) end--
  return Math.max(0, end - 1)
}
