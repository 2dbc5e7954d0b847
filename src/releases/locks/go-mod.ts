import { decodeText } from '#base'
import { parseGoMod } from '#boms'
import type { Pin } from '../lock-finding.ts'
import type { Compared, Difference, LockFormat, LockPaper } from '../lock-format.ts'
import { comparedWith } from '../lock-manifest.ts'
import { besideOf } from '../lock-manifests.ts'
import { pinsOf } from '../lock-pins.ts'

/**
 * Go's go.mod is manifest and lockfile in one; go.sum beside it has the hashes (go.dev/ref/mod, "go.sum files"). A module whose go.mod alone
 * is hashed gives no code to the build. The standard library comes with the toolchain.
 */
export const goMod: LockFormat = {
  id: 'go-mod',
  lines: 'json',
  without: 'go.sum has no line for it',
  pins(lock) {
    const sums = sumsOf(lock)
    return pinsOf(lock).flatMap((pin): Pin[] => {
      if (pin.name === 'stdlib') return []
      if (pin.version === undefined && replacedByFolder(lock, pin)) return [{ ...pin, from: 'path' }]
      const key = `${pin.name} ${pin.version}`
      const found = sums.get(key) ?? sums.get(`${key}/go.mod`)
      return [{ ...pin, sums: found === undefined ? [] : [found] }]
    })
  },
  drift(lock) {
    const path = besideOf(lock, 'go.sum')
    if (lock.file(path) === undefined) return []
    return [compareSums(lock, path)]
  },
}

/** `module version` and `module version/go.mod`, each with its sum. */
function sumsOf(lock: LockPaper): Map<string, string> {
  const found = new Map<string, string>()
  const text = decodeText(lock.file(besideOf(lock, 'go.sum')) ?? new Uint8Array())
  for (const line of text.split('\n')) {
    const [, key, sum] = /^(\S{1,1000} \S{1,1000}) (h1:[A-Za-z0-9+/]{43}=)\s*$/.exec(line) ?? []
    if (key !== undefined) found.set(key, sum!)
  }
  return found
}

function replacedByFolder({ bom }: LockPaper, { name }: Pin): boolean {
  return bom.components.some(one => one.name === name && one.label === 'replaced by a folder')
}

/** Every module that go.mod selects must have a line in go.sum, or the build stops. */
function compareSums(lock: LockPaper, path: string): Compared {
  const sums = sumsOf(lock)
  const before117 = /^1\.(?:\d|1[0-6])(?:\.|$)/.test(parseGoMod(lock.text().split('\n')).go ?? '1.16')
  const differences = pinsOf(lock).flatMap((pin): Difference[] => {
    const { name, version } = pin
    if (name === 'stdlib' || version === undefined) return []
    const key = `${name} ${version}`
    if (sums.has(key) || sums.has(`${key}/go.mod`)) return []
    return [{ line: undefined, name, version, message: `${name} ${version} is asked for and not in go.sum` }]
  })
  const because = before117 ? 'before Go 1.17 go.mod does not list what other modules need' : undefined
  return comparedWith(path, differences, because)
}
