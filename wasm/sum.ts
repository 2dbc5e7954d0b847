/** Bytes to be summed, from here on. */
const start = (__heap_base + 7) & ~7

/** Where so many bytes are put, in memory that grows for them. */
export function room(bytes: i32): usize {
  const missing = <i32>((start + bytes + 0xffff) >>> 16) - memory.size()
  if (missing > 0 && memory.grow(missing) < 0) unreachable()
  return start
}

/**
 * A sum over the first bytes, eight at a time: each step lays them over it, multiplies and turns, so that what stands at another place
 * gives another sum. Against damage: who wants the same sum finds it.
 */
export function sum(bytes: i32): i32 {
  let all: u64 = bytes
  let at = start
  const end = start + bytes
  for (; at + 8 <= end; at += 8) all = rotl((all ^ load<u64>(at)) * 0x9e3779b97f4a7c15, 29)
  for (; at < end; at++) all = rotl((all ^ load<u8>(at)) * 0x9e3779b97f4a7c15, 29)
  all = (all ^ (all >>> 32)) * 0xd6e8feb86659fd93
  return <i32>(all >>> 32)
}
