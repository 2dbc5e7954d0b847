/**
 * The version of the Go standard library that a `go.mod` asks for at least: the `toolchain` line, unless the `go` line
 * asks for more (go.dev/doc/toolchain). As a semantic version, the way the Go vulnerability database writes it: `1.21` is
 * `1.21.0`, the first of its line; `1.22rc1` is `1.22.0-rc.1`. Undefined when neither line names a release.
 */
export function standardLibrary(
  go: string | undefined,
  toolchain: string | undefined,
): { version: string; from: string } | undefined {
  const least = go === undefined ? undefined : release(go)
  const named = toolchain === undefined ? undefined : release(/^go(\d[^-\s]*)/.exec(toolchain)?.[1] ?? '')
  if (named && (!least || later(named.order, least.order))) return { version: named.version, from: 'toolchain' }
  return least && { version: least.version, from: 'go' }
}

/** Whether a `go` line is before 1.17, when go.mod began to list every module that is needed; no line means 1.16. */
export function listsOnlyDirect(go: string | undefined): boolean {
  const found = /^(\d+)\.(\d+)/.exec(go ?? '1.16')
  return found !== null && Number(found[1]) === 1 && Number(found[2]) < 17
}

function release(text: string): { version: string; order: number[] } | undefined {
  const found = /^(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?(?:(beta|rc)(\d{1,6}))?$/.exec(text)
  if (!found) return undefined
  const [, major, minor, patch, stage, count] = found
  const before = stage === undefined ? '' : `-${stage}.${count}`
  return {
    version: `${major}.${minor}.${patch ?? 0}${before}`,
    order: [
      Number(major),
      Number(minor),
      Number(patch ?? 0),
      stage === 'beta' ? 0 : stage === 'rc' ? 1 : 2,
      Number(count ?? 0),
    ],
  }
}

function later(a: number[], b: number[]): boolean {
  const at = a.findIndex((part, index) => part !== b[index])
  return at >= 0 && a[at]! > b[at]!
}
