import { imageReference, type Reference, type ReferenceFormat } from '../lock-reference.ts'
import { loadYamlDocuments, mapsIn, memberOf, type YamlNode, yamlDocuments, yamlText } from '../lock-yaml.ts'

/**
 * Values of Helm charts: by custom an image is a map with `repository` and `tag` or `digest`, or a text under a key that ends in `image`.
 * A values file that changes a tag alone does not say of which image.
 */
export const helmValues: ReferenceFormat = {
  id: 'helm-values',
  label: 'Helm values',
  paths: /\/values(?:[._-][^/]*)?\.ya?ml$|\/[^/]*[._-]values\.ya?ml$/,
  prepare: loadYamlDocuments,
  read({ bytes, limits, path }) {
    const found: Reference[] = []
    for (const document of yamlDocuments(bytes, limits, path))
      for (const { map } of mapsIn(document)) {
        const image = imageOfMap(map)
        if (image) found.push(image)
        for (const { key, value } of map.entries) {
          const text = /image$/i.test(key) ? yamlText(value) : undefined
          if (text !== undefined && /[/:@]/.test(text) && !/\s/.test(text)) found.push(imageReference(text, value.line))
        }
      }
    return found.sort((a, b) => a.line - b.line)
  },
}

function imageOfMap(map: YamlNode): Reference | undefined {
  const repository = memberOf(map, 'repository')
  const name = yamlText(repository)
  const tag = memberOf(map, 'tag')
  const digest = memberOf(map, 'digest') ?? memberOf(map, 'sha')
  // `repository` alone is one of code or of charts as well.
  if (name === undefined || (tag === undefined && digest === undefined) || /^(?:https?|git|oci|ssh):/.test(name))
    return undefined
  const registry = yamlText(memberOf(map, 'registry'))
  const sum = yamlText(digest)
  const written =
    (registry === undefined ? '' : `${registry}/`) +
    name +
    (yamlText(tag) === undefined ? '' : `:${yamlText(tag)}`) +
    (sum === undefined ? '' : `@${/^sha\d+:/.test(sum) ? '' : 'sha256:'}${sum}`)
  return imageReference(written, (tag && yamlText(tag) !== undefined ? tag : repository)!.line)
}
