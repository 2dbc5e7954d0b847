import { Buffer } from 'node:buffer'

/** An entry to make: a folder when its path ends with a slash, a link where it has a target. */
export interface Made {
  path: string
  content?: string | Uint8Array
  target?: string
  hard?: string
  type?: string
}

/** A header block of ustar, its checksum right. */
export function header(path: string, size: number, type: string, target = ''): Buffer {
  const block = Buffer.alloc(512)
  block.write(path, 0, 100)
  block.write('0000644\0', 100)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write(type, 156)
  block.write(target, 157, 100)
  block.write('ustar\x0000', 257)
  return summed(block)
}

/** Writes the checksum of a block anew. */
export function summed(block: Buffer): Buffer {
  block.fill(32, 148, 156)
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  )
  return block
}

/** Content filled up to whole blocks. */
export const padded = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])

/** One entry with its content; names over 100 bytes in a pax record before it. */
export function entryBytes({ path, content = '', target, hard, type }: Made): Buffer {
  const bytes = Buffer.from(content)
  const kind = type ?? (hard === undefined ? (target === undefined ? (path.endsWith('/') ? '5' : '0') : '2') : '1')
  const parts = [header(path, bytes.length, kind, target ?? hard), padded(bytes)]
  if (Buffer.byteLength(path) > 100) {
    const record = paxRecord('path', path)
    parts.unshift(header('pax', record.length, 'x'), padded(record))
  }
  return Buffer.concat(parts)
}

/** One record of a pax header. */
export function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + 1
  while (String(length).length + rest !== length) length = String(length).length + rest
  return Buffer.from(`${length} ${key}=${value}\n`)
}

/** A tar archive with its end mark. */
export function tarOf(entries: readonly Made[]): Buffer {
  return Buffer.concat([...entries.map(entryBytes), Buffer.alloc(1024)])
}
