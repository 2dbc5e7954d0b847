import { parseJson } from '#base'
import { digestText } from '../lock-digest.ts'
import type { LockFormat } from '../lock-format.ts'
import { type Fields, isFields, textIn } from '../lock-json-file.ts'
import { comparedWith, compareVersions } from '../lock-manifest.ts'
import { besideOf, withManifest } from '../lock-manifests.ts'
import { objectAt } from '../lock-npm.ts'
import { pinsOf } from '../lock-pins.ts'

/**
 * Composer's lockfile. It has a place for a hash of each archive (`dist.shasum`), which Packagist leaves empty for what it takes from a
 * repository's host: then only the commit is known, which Composer does not verify. `content-hash` is one over what composer.json asks for.
 */
export const composerLock: LockFormat = {
  id: 'composer-lock',
  lines: 'json',
  without:
    'Packagist gives no hash of archives that hosts of repositories make, and Composer does not verify the commit',
  pins(lock) {
    const value = lock.json()
    return pinsOf(lock).map(pin => {
      const branch = pin.version !== undefined && /^dev-|-dev$/.test(pin.version)
      const reference = textIn(objectAt(value, pin.at)?.['source'], 'reference')
      const commit = reference !== undefined && /^[0-9a-f]{40}$/.test(reference) ? reference : undefined
      return branch
        ? { ...pin, from: 'git' as const, commit }
        : pin.from === 'git'
          ? { ...pin, commit: commit ?? pin.commit }
          : pin
    })
  },
  drift(lock) {
    const path = besideOf(lock, 'composer.json')
    const stated = textIn(lock.json(), 'content-hash')
    return withManifest(lock, path, (asks, bytes) => {
      const manifest = parseJson(bytes, lock.limits, path)
      if (stated !== undefined && isFields(manifest) && contentHash(manifest) === stated)
        return comparedWith(path, [], undefined)
      const compared = compareVersions(path, 'composer', asks, pinsOf(lock))
      const because =
        stated === undefined ? compared.because : 'its content-hash is another one, and every range is met'
      return comparedWith(path, compared.differences, because)
    })
  },
}

const relevant = [
  'name',
  'version',
  'require',
  'require-dev',
  'conflict',
  'replace',
  'provide',
  'minimum-stability',
  'prefer-stable',
  'repositories',
  'extra',
]

/** Composer's own: MD5 over these members in order of their names, as PHP writes JSON (composer/composer, Locker::getContentHash). */
function contentHash(manifest: Fields): string {
  const kept = new Map<string, unknown>()
  for (const key of relevant) if (Object.hasOwn(manifest, key)) kept.set(key, manifest[key])
  const config = manifest['config']
  if (isFields(config) && Object.hasOwn(config, 'platform')) kept.set('config', { platform: config['platform'] })
  const sorted = [...kept].sort(([a], [b]) => (a < b ? -1 : 1))
  const text = `{${sorted.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`
  return digestText('md5', phpText(text))
}

/** PHP escapes slashes and whatever is not ASCII. */
function phpText(json: string): string {
  return json
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
