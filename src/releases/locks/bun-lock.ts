import type { LockFormat } from '../lock-format.ts'
import { fieldOf, isFields, membersOf } from '../lock-json-file.ts'
import { besideOf } from '../lock-manifests.ts'
import { askedBefore, comparePackageJson } from '../lock-npm.ts'
import { pinsOf } from '../lock-pins.ts'

/** bun's text lockfile keeps with each workspace what its package.json asked for. It is JSON with commas before brackets. */
export const bunLock: LockFormat = {
  id: 'bun-lock',
  lines: 'json',
  loose: true,
  pins: lock => pinsOf(lock),
  drift: lock =>
    membersOf(fieldOf(lock.json(), 'workspaces')).flatMap(([folder, fields]) =>
      isFields(fields)
        ? comparePackageJson(
            lock,
            besideOf(lock, folder === '' ? 'package.json' : `${folder}/package.json`),
            askedBefore(fields),
          )
        : [],
    ),
}
