import { type NoteList, Problem, parseJson, quoted } from '#base'
import { component } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { billOfOne, type InstalledEntry, type InstalledLayout, type InstalledPackage } from '../installed.ts'
import { isBillOfMaterials } from '../json-looks.ts'
import { entriesOf, isFields, textOf } from '../json-members.ts'
import { licensesOf, takePurl } from '../npm-package.ts'
import { nameOf, wholeBytes } from '../paper-text.ts'

/**
 * The `package.json` that lies with every package in `node_modules` (docs.npmjs.com, "package.json"; nodejs.org,
 * "Modules: loading from node_modules folders"). Packages stand below one another, under a scope (`@scope/name`), or, as
 * pnpm lays them, in `.pnpm/<name>@<version>/node_modules`, where the other folders have links. Without such a folder
 * around it, it is what one package says of itself.
 */
const layout: InstalledLayout = {
  folder: /^node_modules$/,
  list: '.package-lock.json',
  look({ name, kind }): InstalledEntry | undefined {
    if (kind === 'file' || kind === 'other') return undefined
    if (name === '.pnpm' || name === '.store') return { holds: '', store: true }
    if (name.startsWith('.')) return undefined
    if (name.startsWith('@') || name === 'node_modules') return { holds: '' }
    return { paper: 'package.json', holds: 'node_modules' }
  },
  package: packageOf,
}

export const packageJson: BomFormat = {
  id: 'package-json',
  label: 'package.json of an installed npm package',
  kind: 'installed',
  versions: [],
  takes: "one installed package: name, version, licence; together with the others the graph by Node's rules",
  leaves: 'scripts, engines, ranges of what it needs',
  names: undefined,
  installed: layout,
  sniff,
  read: paper => billOfOne(packageJson.id, layout, paper),
}

function sniff(head: Head): boolean {
  const { name, text } = head
  if (!/^\s*\{/.test(text) || isBillOfMaterials(head) || /"lockfileVersion"\s*:/.test(text)) return false
  if (!/"name"\s*:\s*"/.test(text) || !/"version"\s*:\s*"/.test(text)) return false
  if (name === 'package.json') return true
  // PHP's composer.json starts alike and says `require`.
  if (!/^\s*\{\s*"name"\s*:\s*"/.test(text) || /"require"\s*:\s*\{/.test(text)) return false
  return /"(?:main|exports|scripts|(?:devD|peerD|d)ependencies)"\s*:/.test(text)
}

function packageOf(paper: Paper, notes: NoteList): InstalledPackage {
  const fields = parseJson(wholeBytes(paper), paper.limits, nameOf(paper))
  const name = isFields(fields) ? textOf(fields['name']) : undefined
  if (!isFields(fields) || name === undefined)
    throw new Problem('boms/not-package-json', `Cannot read ${nameOf(paper)}: no package name at /name`, {
      wanted: 'an object with name and version',
      found: quoted(isFields(fields) ? fields['name'] : fields),
      at: '/name',
    })
  const made = component('', name, textOf(fields['version']))
  made.at = nameOf(paper)
  made.licenses = licensesOf(fields)
  // npm before version 7 wrote down where a package came from.
  takePurl(made, textOf(fields['_resolved']), notes)
  const kinds = ['dependencies', 'optionalDependencies', 'peerDependencies']
  return {
    component: made,
    key: undefined,
    asks: kinds.flatMap(kind => [...entriesOf(fields[kind])].map(([key]) => key)),
    makersNeed: [...entriesOf(fields['devDependencies'])].length,
  }
}
