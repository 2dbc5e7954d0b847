let kept = false

/**
 * Keeps V8's space for new objects as small as it is: left alone it grows to some 100 MB while a large paper is read, although
 * what is kept of a paper is soon moved out of it, and no time is gained (measured: docs/performance.md). Loading `node:v8`
 * takes 4 ms, so small papers go without.
 */
export function keepYoungSmall(): void {
  if (kept) return
  kept = true
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1')
}
