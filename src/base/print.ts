/*
 * Numbers of 52 bits that tell whether something is as it was. Fast and not of a kind that resists who wants two things of one print:
 * what proves is a digest.
 */

const [startOfA, startOfB] = [0xdeadbeef | 0, 0x41c6ce57]
const [timesA, timesB] = [0x9e3779b1, 0x5f356495]

/** The print of a text. */
export function printOf(text: string): number {
  let a: number = startOfA
  let b: number = startOfB
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, timesA)
    b = Math.imul(b ^ code, timesB)
  }
  return numberOf(a, b)
}

function numberOf(a: number, b: number): number {
  const low = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  const high = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  // Never 0, which stands for nothing at all.
  return (high >>> 12) * 2 ** 32 + (low >>> 0) || 1
}

/** The print of lines, the same in whatever order they come. A line is what was added since the one before ended. */
export interface LinesPrint {
  bytes(all: Uint8Array, from: number, to: number): void
  text(text: string): void
  /** From 0 to 255. */
  byte(value: number): void
  endLine(): void
  /** Of all lines so far; 0 where there is none. */
  print(): number
}

export function linesPrint(): LinesPrint {
  // The open line's two numbers, and those of all lines: whole numbers of 32 bits, of which none is kept in an object of its own.
  const state = new Int32Array([startOfA, startOfB, 0, 0])
  let lines = 0
  const add = (value: number) => {
    state[0] = Math.imul(state[0]! ^ value, timesA)
    state[1] = Math.imul(state[1]! ^ value, timesB)
  }
  return {
    byte: add,
    bytes(all, from, to) {
      let a = state[0]!
      let b = state[1]!
      for (let at = from; at < to; at++) {
        a = Math.imul(a ^ all[at]!, timesA)
        b = Math.imul(b ^ all[at]!, timesB)
      }
      state[0] = a
      state[1] = b
      // Where a part ends says something, too.
      add(to - from)
    },
    text(text) {
      for (let at = 0; at < text.length; at++) add(text.charCodeAt(at))
      add(text.length)
    },
    endLine() {
      lines++
      // Mixed before they are added: of lines that differ in few bits each the differences would cancel out.
      const line = numberOf(state[0]!, state[1]!)
      state[2] = state[2]! + (line | 0)
      state[3] = state[3]! + Math.floor(line / 2 ** 32)
      state[0] = startOfA
      state[1] = startOfB
    },
    print: () => (lines === 0 ? 0 : numberOf(state[2]!, state[3]!)),
  }
}
