import type { LockFormat } from '../lock-format.ts'
import { compareVersions } from '../lock-manifest.ts'
import { besideOf, withManifest } from '../lock-manifests.ts'
import { pinsOf } from '../lock-pins.ts'
import { loadYamlDocuments } from '../lock-yaml.ts'

/** Dart's lockfile has a hash for each hosted package from Dart 2.19 on. */
export const pubspecLock: LockFormat = {
  id: 'pubspec-lock',
  lines: 'yaml',
  without: 'the lockfile has no sha256 for it (Dart before 2.19 wrote none)',
  prepare: loadYamlDocuments,
  pins: lock => pinsOf(lock),
  drift(lock) {
    const path = besideOf(lock, 'pubspec.yaml')
    return withManifest(lock, path, asks => compareVersions(path, 'npm', asks, pinsOf(lock)))
  },
}
