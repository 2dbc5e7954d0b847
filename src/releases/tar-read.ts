import { Problem, quoted } from '#base'
import { insidePath } from './release-manifest.ts'

const block = 512
/** Files of an archive that we wrote: a lockfile and a bill for each unit. */
const mostFiles = 100_000

/**
 * The files of an archive as `tarOf` writes one; links are left out. Throws a Problem for what is damaged or leads out of its folder:
 * what is not written so is not read.
 */
export function filesInTar(bytes: Uint8Array, name: string): Map<string, Uint8Array> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const files = new Map<string, Uint8Array>()
  const bad = (what: string, at: number) =>
    new Problem('releases/bad-archive', `Cannot read ${name}: ${what} at byte ${at}`, { at: `byte ${at}` })
  let path: string | undefined
  for (let at = 0; at + block <= buffer.length; ) {
    const head = buffer.subarray(at, at + block)
    if (head.every(byte => byte === 0)) return files
    const stated = Number.parseInt(head.toString('latin1', 148, 155), 8)
    const sum = head.reduce((all, byte, index) => all + (index >= 148 && index < 156 ? 32 : byte), 0)
    if (stated !== sum) throw bad('a header is damaged', at)
    const size = Number.parseInt(head.toString('latin1', 124, 135), 8)
    if (!Number.isSafeInteger(size) || at + block + size > buffer.length) throw bad('it is cut off', at)
    const content = buffer.subarray(at + block, at + block + size)
    const type = String.fromCharCode(head[156]!)
    if (type === 'x') path = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString('utf8'))?.[1] ?? path
    else {
      const file = path ?? head.toString('utf8', 0, 100).replace(/\0.*$/s, '')
      path = undefined
      if (!insidePath(file)) throw bad(`${quoted(file)} leads out of its folder`, at)
      if (files.has(file)) throw bad(`${quoted(file)} stands twice`, at)
      if (type === '0') files.set(file, content)
      else if (type !== '2') throw bad(`an entry of type ${quoted(type)}`, at)
      if (files.size > mostFiles) throw bad(`more than ${mostFiles} files`, at)
    }
    at += block + Math.ceil(size / block) * block
  }
  throw bad('it is cut off', buffer.length)
}
