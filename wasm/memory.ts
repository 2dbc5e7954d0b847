/** Where the next thing is put: nothing is ever given back but all at once. */
let top: usize = __heap_base

/** Room for so many bytes, aligned to eight; traps when there is no more memory. */
export function room(bytes: usize): usize {
  const start = (top + 7) & ~7
  const end = <u64>start + bytes
  if (end > 0xffff0000) unreachable()
  top = <usize>end
  const missing = <i32>((top + 0xffff) >>> 16) - memory.size()
  // In larger steps than a page: each makes new views of the memory outside.
  if (missing > 0 && memory.grow(max(missing, 16)) < 0 && memory.grow(missing) < 0) unreachable()
  return start
}

/** The same things in more room; what they had is not used again. */
export function wider(old: usize, bytes: usize, wanted: usize): usize {
  const start = room(wanted)
  memory.copy(start, old, bytes)
  memory.fill(start + bytes, 0, wanted - bytes)
  return start
}

/** What is free from now on, as `mark` told it before. */
export function release(from: usize): void {
  top = from
}

export function mark(): usize {
  return top
}
