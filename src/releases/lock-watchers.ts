import { decodeText, Problem } from '#base'
import { plainJson } from '#boms'
import { type Checking, fileIn, tell } from './lock-check.ts'
import { fileName, folderOf } from './lock-tree.ts'
import { itemsOf, loadYamlDocuments, memberOf, type YamlNode, yamlDocuments, yamlText } from './lock-yaml.ts'

/**
 * Files in which Dependabot finds what it looks after, by its name of the ecosystem (docs.github.com, "Dependabot supported ecosystems").
 * Of an ecosystem that is not here nothing is said.
 */
const watched: Readonly<Record<string, RegExp>> = {
  bun: /^bun\.lock$|^package\.json$/,
  bundler: /^(?:Gemfile|gems\.rb)(?:\.lock)?$|\.gemspec$/,
  cargo: /^Cargo\.toml$/,
  composer: /^composer\.json$/,
  devcontainers: /^\.?devcontainer\.json$/,
  docker: /dockerfile|containerfile|\.ya?ml$/i,
  'docker-compose': /(?:docker-)?compose.*\.ya?ml$/,
  'dotnet-sdk': /^global\.json$/,
  elm: /^elm\.json$/,
  gitsubmodule: /^\.gitmodules$/,
  gomod: /^go\.mod$/,
  gradle: /^build\.gradle(?:\.kts)?$|^settings\.gradle(?:\.kts)?$|^gradle\.lockfile$|\.versions\.toml$/,
  helm: /^Chart\.ya?ml$|^values.*\.ya?ml$/,
  maven: /^pom\.xml$/,
  mix: /^mix\.exs$/,
  npm: /^package\.json$/,
  nuget: /\.(?:cs|vb|fs)proj$|^packages\.config$|^Directory\.Packages\.props$|\.sln$/,
  pip: /^requirements.*\.(?:txt|in)$|^(?:.*[-_.])?requirements?\.(?:txt|in)$|^pyproject\.toml$|^setup\.(?:py|cfg)$|^Pipfile$/,
  pub: /^pubspec\.yaml$/,
  swift: /^Package\.swift$/,
  terraform: /\.tf(?:\.json)?$/,
  uv: /^pyproject\.toml$|^uv\.lock$|^requirements.*\.(?:txt|in)$/,
}

/** Looks at the files of update bots: which of their entries look after a folder in which there is nothing of that kind. */
export async function checkWatchers(checking: Checking): Promise<void> {
  for (const path of checking.tree.chosen) {
    const dependabot = /(?:^|\/)\.github\/dependabot\.ya?ml$/.test(`/${path}`)
    if (!dependabot && !renovateFile.test(path)) continue
    try {
      const bytes = fileIn(checking, path)
      if (bytes === undefined) continue
      await loadYamlDocuments()
      // JSON with comments is near enough to YAML for what is looked at here.
      const document = yamlDocuments(withoutComments(bytes, path), checking.world.limits, path)[0]
      if (document === undefined) continue
      if (dependabot) checkDependabot(checking, path, document)
      else checkRenovate(checking, path, document)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      tell(checking, 'part-unreadable', path, undefined, error.message)
    }
  }
}

const renovateFile = /(?:^|\/)(?:\.github\/|\.gitlab\/)?(?:renovate\.json5?|\.renovaterc(?:\.json5?)?)$/

function withoutComments(bytes: Uint8Array, path: string): Uint8Array {
  return /\.ya?ml$/.test(path) ? bytes : plainJson(decodeText(bytes), path)
}

/** Entries that are looked at: nobody has so many, and each is held against all files. */
const most = 1000

function report({ files }: Checking, path: string, format: string, entries: number, live: number): void {
  files.push({ path, kind: 'watcher', format, dependencies: entries, exact: live, hashed: live, drift: [] })
}

function tooMany(checking: Checking, path: string): void {
  tell(checking, 'part-unreadable', path, undefined, `it has more than ${most} entries: the rest is not looked at`)
}

/** `directory` is from the root of the repository, which is where `.github` lies. */
function checkDependabot(checking: Checking, path: string, document: YamlNode): void {
  const root = folderOf(folderOf(path))
  const updates = itemsOf(memberOf(document, 'updates'))
  let live = 0
  let all = 0
  for (const update of updates) {
    const ecosystem = yamlText(memberOf(update, 'package-ecosystem')) ?? ''
    const single = memberOf(update, 'directory')
    const folders = [...(single ? [single] : []), ...itemsOf(memberOf(update, 'directories'))]
    for (const folder of folders) {
      if (++all > most) {
        tooMany(checking, path)
        return
      }
      const written = yamlText(folder) ?? '/'
      const found = isLive(checking, root, ecosystem, written)
      if (found === false)
        tell(
          checking,
          'watcher-dead',
          path,
          folder.line,
          `the ${ecosystem} entry looks after ${written}, where there is no file of that kind`,
          { name: ecosystem },
        )
      else live++
    }
  }
  report(checking, path, 'dependabot', all, live)
}

/** Whether a folder has what an ecosystem is known by; undefined for an ecosystem that is not known here. */
function isLive({ tree }: Checking, root: string, ecosystem: string, written: string): boolean | undefined {
  const start = root === '' ? '' : `${root}/`
  const files = tree.files.filter(file => file.startsWith(start)).map(file => file.slice(start.length))
  const plain = written.replace(/^\/+/, '').replace(/\/+$/, '').replace(/^\.$/, '')
  const inside = plain.includes('*') ? globOf(plain) : undefined
  if (plain.includes('*') && !inside) return undefined
  const isIn = (folder: string) => (inside ? inside.test(folder) : folder === plain)
  if (ecosystem === 'github-actions')
    return files.some(
      file =>
        (isIn(folderOf(file)) && /^action\.ya?ml$/.test(fileName(file))) ||
        ((plain === '' || plain === '.github/workflows' || inside?.test('')) &&
          /^\.github\/workflows\/[^/]+\.ya?ml$/.test(file)),
    )
  const names = Object.hasOwn(watched, ecosystem) ? watched[ecosystem] : undefined
  return names && files.some(file => isIn(folderOf(file)) && names.test(fileName(file)))
}

/** A glob of paths: `*` within a folder, `**` across folders; undefined for one with so many that matching could take long. */
function globOf(glob: string): RegExp | undefined {
  if (glob.length > 1000 || glob.split('*').length > 7) return undefined
  const pattern = glob
    .split(/(\*\*\/?|\*|\?)/)
    .map(part => {
      if (part === '**/') return '(?:[^/]+/)*'
      if (part.startsWith('**')) return '.*'
      if (part === '*') return '[^/]*'
      return part === '?' ? '[^/]' : part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    })
    .join('')
  return new RegExp(`^${pattern}$`)
}

/** Paths that Renovate is told to look at and that match nothing: `includePaths`, and `matchFileNames` of its rules. */
function checkRenovate(checking: Checking, path: string, document: YamlNode): void {
  const rules = itemsOf(memberOf(document, 'packageRules'))
  const lists = [
    memberOf(document, 'includePaths'),
    ...rules.flatMap(rule => ['matchFileNames', 'matchPaths', 'paths'].map(key => memberOf(rule, key))),
  ]
  let all = 0
  let live = 0
  for (const item of lists.flatMap(itemsOf)) {
    const written = yamlText(item)
    // A rule may be a pattern of its own (`/…/`) or leave out (`!…`).
    if (written === undefined || /^[!/]/.test(written)) continue
    if (++all > most) {
      tooMany(checking, path)
      return
    }
    const plain = written.replace(/^\.\//, '')
    const glob = globOf(plain)
    const below = `${plain.replace(/\/$/, '')}/`
    if (!glob || checking.tree.files.some(file => glob.test(file) || file.startsWith(below))) live++
    else
      tell(checking, 'watcher-dead', path, item.line, `Renovate is told of ${written}, where there is no file`, {
        name: 'renovate',
      })
  }
  report(checking, path, 'renovate', all, live)
}
