import { fieldOf, jsonWithLines, membersOf } from '../lock-json-file.ts'
import type { Ask, ManifestFormat } from '../lock-manifest.ts'

const kinds = ['require', 'require-dev'] as const

/** What PHP itself gives is no package: `php`, `ext-json`, `lib-curl`, `composer-plugin-api`. */
const platform = /^(?:php(?:-[a-z0-9]+)?|hhvm|(?:ext|lib)-[^/]*|composer(?:-(?:plugin|runtime)-api)?)$/i

/** Composer's `composer.json` (getcomposer.org, "The composer.json schema"). */
export const composerJson: ManifestFormat = {
  id: 'composer-json',
  names: /^composer\.json$/,
  scheme: 'composer',
  read(bytes, limits, path) {
    const { value, line } = jsonWithLines(bytes, limits, path, kinds)
    return kinds.flatMap(kind =>
      membersOf(fieldOf(value, kind)).flatMap(([name, wanted]): Ask[] => {
        if (platform.test(name) || typeof wanted !== 'string') return []
        const branch = /^dev-|-dev$/.test(wanted)
        return [{ name, wanted, line: line(kind, name), ...(branch && { from: 'git' as const }) }]
      }),
    )
  },
}
