import { imageReference, type Reference, type ReferenceFormat, withVariables } from '../lock-reference.ts'
import { loadYamlDocuments, memberOf, yamlDocuments, yamlEntries, yamlText } from '../lock-yaml.ts'

/**
 * Compose files (compose-spec, "Services top-level element"): the image of each service, variables with the value they fall back on, and
 * those of the `.env` beside. A service that is built here names its image for the result, which is of nobody else.
 */
export const compose: ReferenceFormat = {
  id: 'compose',
  label: 'Compose file',
  paths: /\/(?:docker-)?compose(?:[.-][^/]*)?\.ya?ml$|\/(?:docker-)?stack(?:[.-][^/]*)?\.ya?ml$/,
  prepare: loadYamlDocuments,
  read({ bytes, limits, path, beside }) {
    const variables = environment(beside('.env'))
    return yamlDocuments(bytes, limits, path).flatMap(document =>
      yamlEntries(memberOf(document, 'services')).flatMap(({ value }): Reference[] => {
        const image = memberOf(value, 'image')
        const written = yamlText(image)
        if (written === undefined || memberOf(value, 'build') !== undefined) return []
        return [{ ...imageReference(withVariables(written, variables), image!.line), written: written.slice(0, 500) }]
      }),
    )
  },
}

function environment(bytes: Uint8Array | undefined): Map<string, string> {
  const found = new Map<string, string>()
  for (const line of new TextDecoder().decode(bytes?.subarray(0, 1024 * 1024)).split('\n')) {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line.slice(0, 4096)) ?? []
    if (name !== undefined) found.set(name, value!.replace(/^(["'])(.*)\1$/, '$2'))
  }
  return found
}
