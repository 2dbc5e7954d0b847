import type { LockFormat } from '../lock-format.ts'
import { comparedWith, compareVersions } from '../lock-manifest.ts'
import { besideOf, withManifest } from '../lock-manifests.ts'
import { pinsOf } from '../lock-pins.ts'
import { fileName } from '../lock-tree.ts'

/** Bundler's lockfile has hashes where it has a section CHECKSUMS (`bundle lock --add-checksums`, Bundler 2.6 on). */
export const gemfileLock: LockFormat = {
  id: 'gemfile-lock',
  lines: 'json',
  without: 'the lockfile has no CHECKSUMS for it (bundle lock --add-checksums)',
  pins: lock => pinsOf(lock),
  drift(lock) {
    const path = besideOf(lock, fileName(lock.path).replace(/\.lock$/, '') || 'Gemfile')
    return withManifest(lock, path, (asks, bytes) => {
      const compared = compareVersions(path, 'gem', asks, pinsOf(lock))
      const program = /^\s*(?:gemspec|eval_gemfile|instance_eval)\b|\bENV\b|^\s*(?:if|unless|case)\b/m.test(
        new TextDecoder().decode(bytes),
      )
      const because = program ? 'it is a program, and asks for more than it names' : compared.because
      return comparedWith(path, compared.differences, because)
    })
  },
}
