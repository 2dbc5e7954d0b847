/** Bytes to be summed, from here on. */
const start = (__heap_base + 7) & ~7

/** Where so many bytes are put, in memory that grows for them. */
export function room(bytes: i32): usize {
  const missing = <i32>((start + bytes + 0xffff) >>> 16) - memory.size()
  if (missing > 0 && memory.grow(missing) < 0) unreachable()
  return start
}

/** A sum over the first bytes: each step turns it and lays eight bytes over it, so that a change of any of them changes it. */
export function sum(bytes: i32): i32 {
  let a: u64 = bytes
  let b: u64 = 1
  let at = start
  const end = start + bytes
  for (; at + 16 <= end; at += 16) {
    a = rotl(a, 5) ^ load<u64>(at)
    b = rotl(b, 11) ^ load<u64>(at + 8)
  }
  for (; at < end; at++) a = rotl(a, 5) ^ load<u8>(at)
  const all = a ^ rotl(b, 23)
  return <i32>(all ^ (all >>> 32))
}
