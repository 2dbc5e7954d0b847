import { buildPurl, showPurl } from '#identity'
import { type Component, component } from './bom.ts'
import { type Distribution, systemPurl } from './distribution.ts'
import { type Fields, textOf } from './json-members.ts'

/** A table of osquery that lists software, and what a row of it is. */
export interface OsqueryTable {
  /** Columns that together no other table has: a plain answer does not say which table was asked. */
  columns: readonly string[]
  /** The component of a row; undefined when it is not installed or names nothing. */
  component(row: Fields, distribution: Distribution | undefined): Component | undefined
}

/** Tables of osquery 5 (osquery.io, schema), the more telling columns first. */
export const osqueryTables: ReadonlyMap<string, OsqueryTable> = new Map([
  ['deb_packages', { columns: ['name', 'version', 'revision', 'arch'], component: deb }],
  ['rpm_packages', { columns: ['name', 'version', 'release', 'arch'], component: rpm }],
  ['programs', { columns: ['name', 'version', 'identifying_number'], component: program }],
  ['apps', { columns: ['name', 'bundle_identifier', 'bundle_short_version'], component: app }],
  [
    'chocolatey_packages',
    {
      columns: ['name', 'version', 'summary', 'path', 'license'],
      component: row => languagePackage(row, 'chocolatey'),
    },
  ],
  ['homebrew_packages', { columns: ['name', 'version', 'prefix'], component: named }],
  [
    'npm_packages',
    { columns: ['name', 'version', 'homepage', 'description'], component: row => languagePackage(row, 'npm') },
  ],
  [
    'python_packages',
    { columns: ['name', 'version', 'summary', 'directory'], component: row => languagePackage(row, 'pypi') },
  ],
])

/** A row of the table `os_version`: of which distribution the packages are. */
export function distributionOfRow(row: Fields): Distribution | undefined {
  const id = textOf(row['platform'])?.toLowerCase()
  const version = /^\d[\w.]*/.exec(textOf(row['version']) ?? '')?.[0]
  if (id === undefined || !/^[a-z0-9][a-z0-9._-]{0,60}$/.test(id) || id === 'windows' || id === 'darwin')
    return undefined
  return { id, release: version ?? textOf(row['codename']) }
}

function named(row: Fields): Component | undefined {
  const name = textOf(row['name'])
  if (name === undefined) return undefined
  const made = component('', name, textOf(row['version']))
  const license = textOf(row['license'])
  if (license !== undefined) made.licenses = [license]
  return made
}

function deb(row: Fields, distribution: Distribution | undefined): Component | undefined {
  const made = named(row)
  const status = textOf(row['status'])
  if (!made || (status !== undefined && /\b(?:config-files|not-installed)$/.test(status))) return undefined
  const revision = textOf(row['revision'])
  if (made.version !== undefined && revision !== undefined && !made.version.endsWith(`-${revision}`))
    made.version += `-${revision}`
  // `source` may carry the version of the source package behind it.
  const source = /^(\S+)(?:\s+\(([^()\s]+)\))?$/.exec(textOf(row['source']) ?? '')
  const upstream = source ? (source[2] === undefined ? source[1]! : `${source[1]}@${source[2]}`) : made.name
  const { name, version } = made
  made.purl = systemPurl('deb', { name, version, arch: textOf(row['arch']), upstream }, distribution)
  made.supplier = textOf(row['maintainer'])
  return made
}

function rpm(row: Fields, distribution: Distribution | undefined): Component | undefined {
  const made = named(row)
  if (!made || made.name === 'gpg-pubkey') return undefined
  const release = textOf(row['release'])
  const version = made.version === undefined || release === undefined ? made.version : `${made.version}-${release}`
  const written = row['epoch']
  const epoch = /^0*([1-9]\d{0,9})$/.exec(String(written ?? ''))?.[1]
  const { name } = made
  made.purl = systemPurl(
    'rpm',
    { name, version, epoch, arch: textOf(row['arch']), upstream: textOf(row['source']) },
    distribution,
  )
  made.version = version !== undefined && epoch !== undefined ? `${epoch}:${version}` : version
  made.supplier = textOf(row['vendor'])
  return made
}

function program(row: Fields): Component | undefined {
  const made = named(row)
  if (!made) return undefined
  made.type = 'application'
  made.supplier = textOf(row['publisher'])
  return made
}

function app(row: Fields): Component | undefined {
  const made = named(row)
  if (!made) return undefined
  made.type = 'application'
  made.version = textOf(row['bundle_short_version']) ?? textOf(row['bundle_version'])
  return made
}

function languagePackage(row: Fields, type: 'pypi' | 'npm' | 'chocolatey'): Component | undefined {
  const made = named(row)
  if (!made) return undefined
  const { name, version } = made
  const scope = type === 'npm' ? /^(@[^/]+)\/([^/]+)$/.exec(name) : null
  const purl = buildPurl({ type, namespace: scope?.[1], name: scope?.[2] ?? name, version })
  if (!('fault' in purl)) made.purl = showPurl(purl)
  if (scope) {
    made.group = scope[1]
    made.name = scope[2]!
  }
  made.supplier = textOf(row['author'])
  return made
}
