import type { Compared, LockFormat, LockPaper } from '../lock-format.ts'
import { fieldOf, membersOf, textIn } from '../lock-json-file.ts'
import { comparedWith, undecided } from '../lock-manifest.ts'
import { pinsOf } from '../lock-pins.ts'
import { fileName, folderOf } from '../lock-tree.ts'

/** NuGet's lockfile has a content hash for each package. The project file beside it is a program of MSBuild, read as far as it says names. */
export const nugetLock: LockFormat = {
  id: 'nuget-lock',
  lines: 'json',
  pins: lock => pinsOf(lock),
  drift: lock =>
    lock.files
      .filter(path => folderOf(path) === lock.folder && /\.(?:cs|vb|fs)proj$/.test(fileName(path)))
      .slice(0, 2)
      .map(path => compareProject(lock, path)),
}

function compareProject(lock: LockPaper, path: string): Compared {
  const text = new TextDecoder().decode(lock.file(path) ?? new Uint8Array())
  const asked = new Map<string, number>()
  for (const [index, line] of text.split('\n').entries()) {
    const name = /<PackageReference\s[^>]*\bInclude\s*=\s*"([^"$;]{1,200})"/.exec(line.slice(0, 4096))?.[1]
    if (name !== undefined) asked.set(name.toLowerCase(), index + 1)
  }
  const direct = new Set(
    membersOf(fieldOf(lock.json(), 'dependencies')).flatMap(([, table]) =>
      membersOf(table).flatMap(([name, fields]) => (textIn(fields, 'type') === 'Direct' ? [name.toLowerCase()] : [])),
    ),
  )
  const missing = [...asked].filter(([name]) => !direct.has(name))
  const differences = missing.map(([name, line]) => ({
    line,
    name,
    version: undefined,
    message: `${name} is asked for and not in the lockfile`,
  }))
  if (differences.length > 0) return comparedWith(path, differences, undefined)
  return undecided(path, 'what it takes from other project files and properties is not known without MSBuild')
}
