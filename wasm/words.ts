// The page that words are put in.
if (memory.grow(1) < 0) unreachable()

/** Goes on with a sum over the first words of memory; src/advisories/compiled/checksum.ts says which. */
export function words(sum: i32, count: i32): i32 {
  const end = count << 2
  for (let at = 0; at < end; at += 4) sum = (sum ^ load<i32>(at)) * 0x9e3779b1
  return sum
}
