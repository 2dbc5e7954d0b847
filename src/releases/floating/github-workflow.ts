import { imageReference, type Reference, type ReferenceFormat } from '../lock-reference.ts'
import { loadYamlDocuments, mapsIn, memberOf, yamlDocuments, yamlEntries, yamlText } from '../lock-yaml.ts'

/**
 * GitHub's workflows and actions (docs.github.com, "Workflow syntax for GitHub Actions", "Metadata syntax"): actions and reusable
 * workflows by `uses`, images by `container`, `services` and `docker://`. Only a whole commit cannot move. What begins with `./` is of
 * the repository itself.
 */
export const githubWorkflow: ReferenceFormat = {
  id: 'github-workflow',
  label: 'GitHub workflow',
  paths: /\/\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$|\/action\.ya?ml$/,
  prepare: loadYamlDocuments,
  read({ bytes, limits, path }) {
    const found: Reference[] = []
    for (const document of yamlDocuments(bytes, limits, path)) {
      for (const { map, key } of mapsIn(document)) {
        const uses = memberOf(map, 'uses')
        const used = yamlText(uses)
        if (used !== undefined) found.push(...actionOf(used, uses!.line))
        if (key === 'runs') found.push(...dockerAction(memberOf(map, 'image')))
      }
      for (const { value: job } of yamlEntries(memberOf(document, 'jobs'))) {
        found.push(...imageIn(memberOf(job, 'container')))
        for (const { value } of yamlEntries(memberOf(job, 'services'))) found.push(...imageIn(value))
      }
    }
    return found.sort((a, b) => a.line - b.line)
  },
}

type Node = ReturnType<typeof memberOf>

/** An image by its name, or as `image` of a map. */
function imageIn(node: Node): Reference[] {
  const stated = memberOf(node, 'image') ?? node
  const image = yamlText(stated)
  return image === undefined ? [] : [imageReference(image, stated!.line)]
}

/** A Docker action names a Dockerfile beside it, or an image. */
function dockerAction(node: Node): Reference[] {
  const image = yamlText(node)
  return image?.startsWith('docker://') ? [imageReference(image.slice('docker://'.length), node!.line)] : []
}

function actionOf(written: string, line: number): Reference[] {
  const text = written.trim()
  if (text.startsWith('docker://')) return [imageReference(text.slice('docker://'.length), line)]
  if (/^\.{1,2}\//.test(text)) return []
  const at = text.indexOf('@')
  const by = at < 0 ? '' : text.slice(at + 1)
  const made = (state: Reference['state'], how: string): Reference[] => [
    { written: text.slice(0, 500), line, kind: 'action', state, by: how },
  ]
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(by)) return made('pinned', 'a whole commit')
  if (by === '') return made('floating', 'nothing after its name')
  if (by.includes('${{')) return made('unknown', 'a variable without a value')
  return made('floating', /^v?\d/.test(by) ? `the tag ${by.slice(0, 128)}` : `the branch or tag ${by.slice(0, 128)}`)
}
