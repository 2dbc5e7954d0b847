/** Adds bytes to a digest as they come. */
export interface Sum {
  add(bytes: Uint8Array): void
  /** In hex; nothing can be added after it. */
  end(): string
}

const [first, constants] = primes()

/** The first 32 bits behind the point of square roots of the first 8 primes, and of cube roots of the first 64 (FIPS 180-4, 4.2.2, 5.3.3). */
function primes(): [number[], Uint32Array] {
  const found: number[] = []
  for (let n = 2; found.length < 64; n++) if (found.every(prime => n % prime !== 0)) found.push(n)
  const behind = (root: number) => ((root - Math.floor(root)) * 2 ** 32) | 0
  return [found.slice(0, 8).map(n => behind(Math.sqrt(n))), Uint32Array.from(found, n => behind(Math.cbrt(n)))]
}

/**
 * SHA-256 (FIPS 180-4), bytes after bytes. The browser's own takes nothing by pieces, and is missing where a plant serves its pages
 * without a certificate.
 */
export function sha256(): Sum {
  const state = Int32Array.from(first)
  const block = new Uint8Array(64)
  const words = new Int32Array(64)
  let [held, length] = [0, 0]
  const take = (bytes: Uint8Array) => {
    length += bytes.length
    for (let at = 0; at < bytes.length; ) {
      const more = Math.min(64 - held, bytes.length - at)
      block.set(bytes.subarray(at, at + more), held)
      held += more
      at += more
      if (held < 64) return
      mix(state, block, words)
      held = 0
    }
  }
  return {
    add: take,
    end() {
      const bits = length * 8
      const padding = new Uint8Array(((55 - length) & 63) + 9)
      padding[0] = 0x80
      const view = new DataView(padding.buffer)
      view.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32))
      view.setUint32(padding.length - 4, bits >>> 0)
      take(padding)
      return Array.from(state, word => (word >>> 0).toString(16).padStart(8, '0')).join('')
    },
  }
}

const turned = (word: number, by: number) => (word >>> by) | (word << (32 - by))

/** One block of 64 bytes (FIPS 180-4, 6.2.2). */
function mix(state: Int32Array, block: Uint8Array, words: Int32Array): void {
  const view = new DataView(block.buffer)
  for (let at = 0; at < 16; at++) words[at] = view.getInt32(at * 4)
  for (let at = 16; at < 64; at++) {
    const [x, y] = [words[at - 15]!, words[at - 2]!]
    const small = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)
    const large = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10)
    words[at] = words[at - 16]! + small + words[at - 7]! + large
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let at = 0; at < 64; at++) {
    const one =
      (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + constants[at]! + words[at]!) | 0
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0]
  }
  for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = state[at]! + word
}
