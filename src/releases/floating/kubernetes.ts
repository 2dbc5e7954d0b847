import { imageReference, type Reference, type ReferenceFormat } from '../lock-reference.ts'
import { itemsOf, loadYamlDocuments, mapsIn, memberOf, type YamlNode, yamlDocuments, yamlText } from '../lock-yaml.ts'

/**
 * Kubernetes manifests and kustomizations: images of containers wherever they stand in an object, and those that a kustomization puts in
 * their place. Templates of charts hold programs, so their images are read line by line, and those in variables stand in the values.
 */
export const kubernetes: ReferenceFormat = {
  id: 'kubernetes',
  label: 'Kubernetes manifest',
  paths: /\/[^/]+\.ya?ml$/,
  sniff: start =>
    /^apiVersion\s*:/m.test(start) && /^kind\s*:/m.test(start) && !/^(?:openapi|swagger)\s*:/m.test(start),
  prepare: loadYamlDocuments,
  read({ bytes, limits, path, text }) {
    // Bundles of a megabyte and more hold schemas above all.
    if (bytes.length > 1024 * 1024 || /\{\{/.test(text())) return templateImages(text())
    return yamlDocuments(bytes, limits, path)
      .flatMap(document => [...objectImages(document), ...kustomized(document)])
      .sort((a, b) => a.line - b.line)
  },
}

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const

function objectImages(document: YamlNode): Reference[] {
  return [...mapsIn(document)].flatMap(({ map }) =>
    lists.flatMap(list =>
      itemsOf(memberOf(map, list)).flatMap(container => {
        const image = memberOf(container, 'image')
        const written = yamlText(image)
        return written === undefined ? [] : [imageReference(written, image!.line)]
      }),
    ),
  )
}

function kustomized(document: YamlNode): Reference[] {
  if (yamlText(memberOf(document, 'kind')) !== 'Kustomization') return []
  const images = itemsOf(memberOf(document, 'images')).flatMap((one): Reference[] => {
    const name = yamlText(memberOf(one, 'newName')) ?? yamlText(memberOf(one, 'name'))
    const tag = yamlText(memberOf(one, 'newTag'))
    const sum = yamlText(memberOf(one, 'digest'))
    if (name === undefined || (tag === undefined && sum === undefined)) return []
    return [
      imageReference(name + (tag === undefined ? '' : `:${tag}`) + (sum === undefined ? '' : `@${sum}`), one.line),
    ]
  })
  const bases = ['resources', 'bases', 'components'].flatMap(list =>
    itemsOf(memberOf(document, list)).flatMap((one): Reference[] => {
      const written = yamlText(one)
      if (written === undefined || !/^(?:https?:|ssh:|git@|github\.com\/|git::)/.test(written)) return []
      const by = /[?&](?:ref|version)=([^&]+)/.exec(written)?.[1]
      const pinned = by !== undefined && /^[0-9a-f]{40}$/i.test(by)
      const how = by === undefined ? 'nothing after its address' : pinned ? 'a whole commit' : `the branch or tag ${by}`
      return [
        {
          written: written.slice(0, 500),
          line: one.line,
          kind: 'include',
          state: pinned ? 'pinned' : 'floating',
          by: how,
        },
      ]
    }),
  )
  return [...images, ...bases]
}

function templateImages(text: string): Reference[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index): Reference[] => {
    const written = /^\s*(?:-\s+)?image\s*:\s*["']?([^"'\s#{}]+)["']?\s*(?:#.*)?$/.exec(line.slice(0, 4096))?.[1]
    return written === undefined ? [] : [imageReference(written, index + 1)]
  })
}
