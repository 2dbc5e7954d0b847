/** A file of an archive. */
export interface TarFile {
  /** Relative, with `/`. */
  path: string
  bytes: Uint8Array
  /** Whether it may be run: mode 0755 and not 0644. */
  program?: boolean
  /** Where a link leads; it has no bytes then. */
  link?: string
}

const block = 512
/** Bytes of a name that fit its field; a longer one, or one with more than ASCII, stands in a pax header before it. */
const nameBytes = 100

/**
 * Files as a tar archive (POSIX.1-2017 ustar, with pax headers for long names) that holds nothing of where and when it was made: sorted by
 * the bytes of their paths, owner and group 0, modes 0644 and 0755, all of one time in seconds since 1970 UTC. The same files give the same bytes.
 */
export function tarOf(files: readonly TarFile[], seconds: number): Uint8Array {
  const sorted = files
    .map(file => ({ ...file, name: Buffer.from(file.path) }))
    .sort((a, b) => Buffer.compare(a.name, b.name))
  const parts: Uint8Array[] = []
  for (const { path, bytes, name, program, link } of sorted) {
    const records = [
      ...(fits(path) ? [] : [record('path', path)]),
      ...(link === undefined || fits(link) ? [] : [record('linkpath', link)]),
    ]
    if (records.length > 0)
      parts.push(...entry({ name: Buffer.from('pax'), type: 'x', bytes: Buffer.concat(records), mode: 0o644 }, seconds))
    const mode = link !== undefined ? 0o777 : program ? 0o755 : 0o644
    const head = { name: fits(path) ? name : Buffer.from(short(path)), mode }
    if (link === undefined) parts.push(...entry({ ...head, type: '0', bytes }, seconds))
    else
      parts.push(
        ...entry({ ...head, type: '2', bytes: new Uint8Array(), link: fits(link) ? link : short(link) }, seconds),
      )
  }
  // Two empty blocks end an archive.
  return Buffer.concat([...parts, Buffer.alloc(2 * block)])
}

interface Entry {
  name: Uint8Array
  type: string
  bytes: Uint8Array
  mode: number
  link?: string
}

function entry({ name, type, bytes, mode, link = '' }: Entry, seconds: number): Uint8Array[] {
  const head = Buffer.alloc(block)
  head.set(name, 0)
  head.write(octal(mode, 8), 100)
  head.write(octal(0, 8), 108)
  head.write(octal(0, 8), 116)
  head.write(octal(bytes.length, 12), 124)
  head.write(octal(seconds, 12), 136)
  head.write(type, 156)
  head.write(link, 157)
  head.write('ustar\x0000', 257)
  head.write(octal(0, 8), 329)
  head.write(octal(0, 8), 337)
  // The sum is made over the header with blanks in its own place.
  head.fill(' ', 148, 156)
  const sum = head.reduce((all, byte) => all + byte, 0)
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return [head, bytes, Buffer.alloc((block - (bytes.length % block)) % block)]
}

function fits(text: string): boolean {
  return text.length <= nameBytes && /^[\x20-\x7e]+$/.test(text)
}

/** What stands in a field that a pax header overrules. */
function short(text: string): string {
  return text.slice(-50).replaceAll(/[^\x20-\x7e]/g, '_')
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`
}

/** A record of pax: its length in digits counts itself too. */
function record(key: string, value: string): Uint8Array {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + 1
  while (String(length).length + rest !== length) length = String(length).length + rest
  return Buffer.from(`${length} ${key}=${value}\n`)
}
