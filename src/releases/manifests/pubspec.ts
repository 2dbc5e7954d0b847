import type { Ask, ManifestFormat } from '../lock-manifest.ts'
import { itemsOf, loadYamlDocuments, memberOf, yamlDocuments, yamlEntries, yamlText } from '../lock-yaml.ts'

/** Dart's `pubspec.yaml` (dart.dev, "Package dependencies"). Its carets mean what they mean to npm. */
export const pubspec: ManifestFormat = {
  id: 'pubspec',
  names: /^pubspec\.yaml$/,
  scheme: 'npm',
  prepare: loadYamlDocuments,
  read(bytes, limits, path) {
    const top = yamlDocuments(bytes, limits, path)[0]
    return ['dependencies', 'dev_dependencies'].flatMap(kind =>
      yamlEntries(memberOf(top, kind)).flatMap(({ key, line, value }): Ask[] => {
        if (memberOf(value, 'sdk') || itemsOf(value).length > 1) return []
        const wanted = yamlText(value) ?? yamlText(memberOf(value, 'version')) ?? ''
        const from = memberOf(value, 'git') ? 'git' : memberOf(value, 'path') ? 'path' : undefined
        return [{ name: key, wanted: wanted === 'any' ? '' : wanted, line, ...(from && { from }) }]
      }),
    )
  },
}
