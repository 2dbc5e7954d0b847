let set = false

/** Whether V8 is set otherwise than it was started: code that is kept of such a run would be taken by no other. */
export const isSetForLargeInput = () => set

/**
 * Sets V8 for much to read, once. Its space for new objects stays as small as it is: left alone it grows to some 100 MB while a large
 * paper is read, although what is kept of a paper is soon moved out of it, and no time is gained. And functions are compiled as early as
 * V8 does by itself, which `bin/millcert` puts off for short runs. (Measured: docs/performance.md.) Loading `node:v8` takes 4 ms, so
 * small papers go without.
 */
export function setForLargeInput(): void {
  if (set) return
  set = true
  const v8 = process.getBuiltinModule('node:v8')
  v8.setFlagsFromString('--semi-space-growth-factor=1')
  v8.setFlagsFromString('--invocation-count-for-maglev=400')
}
