import { Buffer } from 'node:buffer'
import { digest } from '#base'

/** Sixteen base64 digits each: a text of the manifest may not be longer than a MiB. */
const mostTimes = 60_000
const entrySize = 12

/**
 * When records of a feed were last changed by being taken back, so that an older copy from a mirror that lags does not bring one back.
 * Milliseconds since 1970 UTC, whole seconds kept. Known by 64 bits of a SHA-256: no other record can be meant.
 */
export interface WithdrawalTimes {
  of(key: string): number | undefined
  set(key: string, at: number): void
  delete(key: string): void
  /** Base64 of entries in ascending order: 8 bytes of the key's digest, then the seconds as 4 bytes, big-endian; undefined when there are none. */
  text(): string | undefined
}

/** Opens what `text` gave; nothing stands for a database from before these were kept. */
export function withdrawalTimes(text: string | undefined): WithdrawalTimes {
  const bytes = Buffer.from(text ?? '', 'base64')
  const times = new Map<string, number>()
  for (let at = 0; at + entrySize <= bytes.length; at += entrySize)
    times.set(bytes.toString('hex', at, at + 8), bytes.readUInt32BE(at + 8))
  const known = (key: string) => (times.size === 0 ? undefined : times.get(nameOf(key)))
  return {
    of(key) {
      const seconds = known(key)
      return seconds === undefined ? undefined : seconds * 1000
    },
    set(key, at) {
      const seconds = Math.floor(at / 1000)
      if (seconds > 0 && seconds <= 0xffffffff && times.size < mostTimes) times.set(nameOf(key), seconds)
    },
    delete(key) {
      if (known(key) !== undefined) times.delete(nameOf(key))
    },
    text() {
      if (times.size === 0) return undefined
      const packed = Buffer.alloc(entrySize * times.size)
      for (const [index, [name, seconds]] of [...times].sort(([a], [b]) => (a < b ? -1 : 1)).entries()) {
        packed.write(name, index * entrySize, 'hex')
        packed.writeUInt32BE(seconds, index * entrySize + 8)
      }
      return packed.toString('base64')
    },
  }
}

function nameOf(key: string): string {
  return digest(key).slice('sha256:'.length, 'sha256:'.length + 16)
}
