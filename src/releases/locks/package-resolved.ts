import type { LockFormat } from '../lock-format.ts'
import { fieldOf, textIn } from '../lock-json-file.ts'
import { undecided } from '../lock-manifest.ts'
import { besideOf } from '../lock-manifests.ts'
import { objectAt } from '../lock-npm.ts'
import { pinsOf } from '../lock-pins.ts'

/** Swift's Package.resolved keeps a commit for each package of a repository; those of a registry have none. */
export const packageResolved: LockFormat = {
  id: 'package-resolved',
  lines: 'json',
  without: 'the lockfile has no revision for it',
  pins(lock) {
    const value = lock.json()
    return pinsOf(lock).map(pin => {
      const revision = textIn(fieldOf(objectAt(value, pin.at), 'state'), 'revision')
      const commit = revision !== undefined && /^[0-9a-f]{40}$/i.test(revision) ? revision.toLowerCase() : pin.commit
      return { ...pin, commit }
    })
  },
  drift(lock) {
    const path = besideOf(lock, 'Package.swift')
    return lock.files.includes(path)
      ? [undecided(path, 'it is a program: what it asks for is not known without Swift')]
      : []
  },
}
