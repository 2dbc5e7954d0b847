import { loadToml, paperOf, readToml } from '#boms'
import type { LockFormat, LockPaper } from '../lock-format.ts'
import { fieldOf, textIn } from '../lock-json-file.ts'
import { comparedWith, compareVersions } from '../lock-manifest.ts'
import { membersBelow, withManifest } from '../lock-manifests.ts'
import { pinOf, pinsOf } from '../lock-pins.ts'

/** Cargo's lockfile has a checksum for each package of a registry. Cargo.toml of the project and of its members are compared by their ranges. */
export const cargoLock: LockFormat = {
  id: 'cargo-lock',
  lines: 'json',
  prepare: loadToml,
  pins: lock => pinsOf(lock),
  drift(lock) {
    const own = ownPackages(lock)
    // What the project makes itself is asked for by its members too.
    const made = lock.bom.components.filter(({ purl }) => purl === undefined)
    const pins = [...pinsOf(lock), ...made.map(pinOf)]
    return membersBelow(lock, 'Cargo.toml').flatMap(path =>
      withManifest(lock, path, (asks, bytes) => {
        const { name, version } = packageOf(bytes, lock, path)
        if (name !== undefined && !own.has(name)) return comparedWith(path, [], undefined)
        const compared = compareVersions(path, 'cargo', asks, pins)
        const locked = name === undefined ? undefined : own.get(name)
        const differs = version !== undefined && locked !== undefined && locked !== version
        const difference = { line: undefined, name, version, message: `${name} is ${version}, ${locked} is locked` }
        return comparedWith(path, [...compared.differences, ...(differs ? [difference] : [])], compared.because)
      }),
    )
  },
}

function ownPackages({ bom }: LockPaper): Map<string, string | undefined> {
  const all = bom.subject === undefined ? bom.components : [bom.subject, ...bom.components]
  return new Map(all.flatMap(({ type, name, version }) => (type === 'application' ? [[name, version]] : [])))
}

function packageOf(bytes: Uint8Array, { limits }: LockPaper, path: string) {
  const stated = fieldOf(readToml(paperOf(path, bytes, undefined, limits)), 'package')
  return { name: textIn(stated, 'name'), version: textIn(stated, 'version') }
}
