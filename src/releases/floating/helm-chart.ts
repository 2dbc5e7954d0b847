import type { Reference, ReferenceFormat } from '../lock-reference.ts'
import { itemsOf, loadYamlDocuments, memberOf, yamlDocuments, yamlText } from '../lock-yaml.ts'

/**
 * Dependencies of a Helm chart (helm.sh, "The Chart.yaml file"). `Chart.lock` keeps the versions; its digest is one over what was asked
 * for, and no file of Helm keeps a hash of a chart.
 */
export const helmChart: ReferenceFormat = {
  id: 'helm-chart',
  label: 'Helm chart',
  paths: /\/(?:Chart|requirements)\.ya?ml$/,
  prepare: loadYamlDocuments,
  read({ bytes, limits, path, beside }) {
    const locked = new Map<string, string>()
    const lock = beside('Chart.lock') ?? beside('requirements.lock')
    if (lock)
      for (const one of itemsOf(memberOf(yamlDocuments(lock, limits, 'Chart.lock')[0], 'dependencies')))
        locked.set(yamlText(memberOf(one, 'name')) ?? '', yamlText(memberOf(one, 'version')) ?? '')
    return yamlDocuments(bytes, limits, path).flatMap(document =>
      itemsOf(memberOf(document, 'dependencies')).flatMap((one): Reference[] => {
        const name = yamlText(memberOf(one, 'name'))
        if (name === undefined || /^file:/.test(yamlText(memberOf(one, 'repository')) ?? '')) return []
        const wanted = yamlText(memberOf(one, 'version')) ?? ''
        const version = locked.get(name) || (/^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(wanted) ? wanted : undefined)
        return [
          {
            written: `${name} ${wanted}`.trim().slice(0, 500),
            line: one.line,
            kind: 'chart',
            state: version === undefined ? 'floating' : 'pinned',
            by:
              version === undefined
                ? `the range ${wanted.slice(0, 128) || '*'}`
                : `the version ${version.slice(0, 128)}`,
          },
        ]
      }),
    )
  },
}
