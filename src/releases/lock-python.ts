import { paperOf, readToml } from '#boms'
import { digestText, pythonJson } from './lock-digest.ts'
import type { Compared, LockPaper } from './lock-format.ts'
import { type Fields, fieldOf, isFields, listIn, membersOf, textIn } from './lock-json-file.ts'
import { comparedWith, compareVersions } from './lock-manifest.ts'
import { besideOf, withManifest } from './lock-manifests.ts'
import { pinsOf } from './lock-pins.ts'

/** The lockfile, or another paper of the tree, as TOML; its library must be loaded. */
export function tomlOf(lock: LockPaper, bytes?: Uint8Array): Fields {
  return readToml(bytes === undefined ? lock.paper : paperOf(lock.path, bytes, undefined, lock.limits))
}

/** The project's pyproject.toml by its ranges, for lockfiles that keep nothing of the question. */
export function compareProject(lock: LockPaper): Compared[] {
  const path = besideOf(lock, 'pyproject.toml')
  return withManifest(lock, path, asks => compareVersions(path, 'pypi', asks, pinsOf(lock)))
}

/** A manifest that the lockfile keeps a digest of: where it is that of the manifest, nothing drifted; else by ranges. */
export function compareDigest(
  lock: LockPaper,
  manifest: string,
  stated: string | undefined,
  digestsOf: (file: Fields) => string[],
): Compared[] {
  const path = besideOf(lock, manifest)
  return withManifest(lock, path, (asks, bytes) => {
    if (stated !== undefined && digestsOf(tomlOf(lock, bytes)).includes(stated))
      return comparedWith(path, [], undefined)
    const compared = compareVersions(path, 'pypi', asks, pinsOf(lock))
    const because =
      stated === undefined
        ? compared.because
        : 'the digest that the lockfile keeps of it is another one, and every range is met'
    return comparedWith(path, compared.differences, because)
  })
}

const legacy = ['dependencies', 'source', 'extras', 'dev-dependencies'] as const
const ofProject = ['requires-python', 'dependencies', 'optional-dependencies'] as const

/** Poetry's content-hash over what it looks at, in the ways of its versions (python-poetry/poetry, packages/locker.py). */
export function poetryDigests(file: Fields): string[] {
  const poetry = fieldOf(fieldOf(file, 'tool'), 'poetry')
  const project: Fields = {}
  for (const key of ofProject) {
    const value = fieldOf(fieldOf(file, 'project'), key)
    if (value !== undefined) project[key] = value
  }
  const groups = fieldOf(file, 'dependency-groups')
  const named = Object.keys(project).length > 0
  const relevant = (keepEmpty: boolean): Fields => {
    const kept: Fields = {}
    for (const key of [...legacy, 'group']) {
      const value = fieldOf(poetry, key)
      if (value !== undefined) kept[key] = value
      else if (keepEmpty && key !== 'group') kept[key] = null
    }
    return kept
  }
  const made: Fields[] = [relevant(!named)]
  if (named || isFields(groups))
    made.push(
      { project, tool: { poetry: relevant(false) } },
      { 'dependency-groups': groups ?? {}, project, tool: { poetry: relevant(false) } },
    )
  return made.map(one => digestText('sha256', pythonJson(one, false)))
}

/** pipenv's digest of a Pipfile (sarugaku/plette, Pipfile.get_hash). */
export function pipfileDigests(file: Fields): string[] {
  const made: Fields = {
    _meta: { sources: listIn(file, 'source'), requires: fieldOf(file, 'requires') ?? {} },
    default: fieldOf(file, 'packages') ?? {},
    develop: fieldOf(file, 'dev-packages') ?? {},
  }
  const others = new Set(['source', 'requires', 'packages', 'dev-packages', 'scripts', 'pipenv', 'pipfile'])
  for (const [key, value] of membersOf(file)) if (!others.has(key)) made[key] = value
  return [digestText('sha256', pythonJson(made, true))]
}

/** What uv keeps of a project's question: `requires-dist` of the package that is the project. */
export function uvRecorded(lock: LockPaper): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>()
  for (const one of listIn(tomlOf(lock), 'package')) {
    const source = fieldOf(one, 'source')
    const folder = textIn(source, 'virtual') ?? textIn(source, 'editable') ?? textIn(source, 'directory')
    if (folder === undefined) continue
    const metadata = fieldOf(one, 'metadata')
    const recorded = new Map<string, string>()
    const lists = [
      listIn(metadata, 'requires-dist'),
      ...membersOf(fieldOf(metadata, 'requires-dev')).map(([, list]) => (Array.isArray(list) ? list : [])),
    ]
    for (const asked of lists.flat()) {
      const name = textIn(asked, 'name')
      if (name !== undefined) recorded.set(name, textIn(asked, 'specifier') ?? '')
    }
    found.set(folder, recorded)
  }
  return found
}
