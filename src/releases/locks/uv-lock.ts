import { loadToml, pypiName } from '#boms'
import type { LockFormat } from '../lock-format.ts'
import { type Ask, compareAsked, comparedWith } from '../lock-manifest.ts'
import { besideOf, withManifest } from '../lock-manifests.ts'
import { pinsOf } from '../lock-pins.ts'
import { uvRecorded } from '../lock-python.ts'

/** uv's lockfile has hashes of every file of a package, and keeps what each pyproject.toml of the project asked for. */
export const uvLock: LockFormat = {
  id: 'uv-lock',
  lines: 'toml',
  prepare: loadToml,
  pins: lock => pinsOf(lock),
  drift: lock =>
    [...uvRecorded(lock)].flatMap(([folder, recorded]) => {
      const path = besideOf(lock, folder === '.' ? 'pyproject.toml' : `${folder}/pyproject.toml`)
      return withManifest(lock, path, asks => {
        const compared = compareAsked(path, asks.filter(({ build }) => !build).map(asUvWrites), withSorted(recorded))
        // Names that stand twice, for one system each, are kept once here.
        return comparedWith(path, compared.differences, undefined)
      })
    }),
}

function asUvWrites({ optional: _, ...ask }: Ask): Ask {
  return { ...ask, name: pypiName(ask.name), wanted: ask.from === undefined ? sorted(ask.wanted) : '' }
}

function withSorted(recorded: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...recorded].map(([name, wanted]) => [pypiName(name), sorted(wanted)]))
}

/** Specifiers mean the same in any order and with any blanks. */
function sorted(wanted: string): string {
  return wanted
    .split(',')
    .map(piece => piece.replaceAll(/\s/g, ''))
    .sort()
    .join(',')
}
