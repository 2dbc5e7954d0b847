import { decodeText } from '#base'
import { pypiName } from '#boms'
import type { Compared, Difference, LockFormat, LockPaper } from '../lock-format.ts'
import { type Ask, comparedWith, compareVersions } from '../lock-manifest.ts'
import { besideOf, withManifest } from '../lock-manifests.ts'
import { pinsOf } from '../lock-pins.ts'
import { fileName, folderOf, joinPath } from '../lock-tree.ts'

/**
 * pip's requirements file. What pip-compile and uv compile it from is the `.in` of the same name beside it, with the files that this takes
 * in (`-r`); where one of these is not in the tree, nobody can tell what was asked for.
 */
export const requirements: LockFormat = {
  id: 'requirements',
  lines: 'json',
  // Its reader gives a package URL to whatever is of an index, a repository or an address.
  pins: lock => pinsOf(lock).map(pin => (pin.purl === undefined ? { ...pin, from: 'path' as const } : pin)),
  lost: lock =>
    lock
      .text()
      .split(/\r\n|\n|\r/)
      .flatMap((line, index) => {
        const taken = /^\s*(?:-r|--requirement)(?:\s+|\s*=\s*)(\S+)/.exec(line.slice(0, 4096))?.[1]
        const target = taken === undefined ? undefined : joinPath(lock.folder, taken)
        if (taken === undefined || (target !== undefined && lock.isChecked(target))) return []
        return [{ message: `it takes in ${taken}, which is not checked here`, at: `line ${index + 1}` }]
      }),
  drift(lock) {
    const path = besideOf(lock, fileName(lock.path).replace(/\.txt$/i, '.in'))
    if (lock.file(path) === undefined) return []
    const taken = takenIn(lock, path)
    const asked: Ask[] = []
    const faults: Compared[] = []
    for (const one of taken.paths) {
      const read = withManifest(
        lock,
        one,
        asks => {
          asked.push(...(one === path ? asks : asks.map(ask => ({ ...ask, line: undefined }))))
          return comparedWith(one, [], undefined)
        },
        'requirements.in',
      )
      faults.push(...read.filter(({ verdict }) => verdict === 'undecided'))
    }
    const compared = compareVersions(path, 'pypi', asked, pinsOf(lock))
    const because = faults[0]?.because ?? taken.because ?? compared.because
    const left = because === undefined ? leftOver(lock, asked) : []
    return [{ ...comparedWith(path, [...compared.differences, ...left], because), also: taken.paths }]
  },
}

const most = 100

/** A manifest with all that it takes in; the reason where one of them is not in the tree. */
function takenIn(lock: LockPaper, path: string): { paths: string[]; because: string | undefined } {
  const paths = [path]
  let because: string | undefined
  for (const one of paths) {
    for (const [, , file] of decodeText(lock.file(one) ?? new Uint8Array()).matchAll(
      /^\s*(-r|--requirement)(?:\s+|=)(\S+)/gm,
    )) {
      const target = joinPath(folderOf(one), file!)
      if (target !== undefined && paths.includes(target)) continue
      if (target !== undefined && lock.file(target) !== undefined && paths.length < most) paths.push(target)
      else because ??= `it takes in ${file}, which is not in the tree`
    }
  }
  return { paths, because }
}

/** What the lockfile says was asked for (`# via -r requirements.in`) and is asked for no more. */
function leftOver(lock: LockPaper, asked: readonly Ask[]): Difference[] {
  const names = new Set(asked.map(({ name }) => pypiName(name)))
  const top = lock.bom.subject?.ref
  const direct = new Set(lock.bom.dependencies.find(({ ref }) => ref === top)?.on ?? [])
  return lock.bom.components.flatMap(({ ref, name, version, at }) =>
    direct.has(ref) && !names.has(pypiName(name))
      ? [
          {
            inLock: true as const,
            line: Number(at?.slice(5)),
            name,
            version,
            message: `${name} is locked as asked for, and is asked for no more`,
          },
        ]
      : [],
  )
}
