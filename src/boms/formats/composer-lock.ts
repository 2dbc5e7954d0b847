import { Problem, parseJson, quoted } from '#base'
import { hexHash, showPurl } from '#identity'
import { gitLocation, withoutSecrets } from '../address.ts'
import { type Bom, type Component, component } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { isBillOfMaterials } from '../json-looks.ts'
import { entriesOf, type Fields, isFields, textOf } from '../json-members.ts'
import { anyOf } from '../licence-form.ts'
import { type LockBill, lockBill, manifestBeside, markOwn, noteMissing, put } from '../lock-bill.ts'
import { nameOf, wholeBytes } from '../paper-text.ts'

/**
 * Composer's `composer.lock` (getcomposer.org, "composer.lock"). Every entry of `packages` is `required`, of `packages-dev`
 * `optional`; refs are `name@version`. What the project asks for stands in composer.json, read where it lies beside. A path
 * inside the project is the maker's own. PHP, its extensions and Composer itself are asked for and not listed.
 */
export const composerLock: BomFormat = {
  id: 'composer-lock',
  label: 'composer.lock',
  kind: 'lockfile',
  versions: ['1', '2'],
  takes:
    'every package with version, licence, hash and source, packages-dev as optional; the graph, provided and replaced names too',
  leaves: 'autoload rules, authors, stability flags, platform',
  names: /^composer\.lock$/,
  sniff,
  read,
}

function sniff(head: Head): boolean {
  if (!/^\s*\{/.test(head.text) || isBillOfMaterials(head)) return false
  return head.name === 'composer.lock' || /"content-hash"\s*:\s*"|"packages-dev"\s*:\s*(?:\[|null)/.test(head.text)
}

function read(paper: Paper): Bom {
  const name = nameOf(paper)
  const lock = parseJson(wholeBytes(paper), paper.limits, name)
  if (!isFields(lock) || (lock['packages'] === undefined && lock['packages-dev'] === undefined))
    throw notLock(name, lock)
  const bill = lockBill(composerLock.id, paper)
  const api = textOf(lock['plugin-api-version'])
  bill.bom.specVersion = api === undefined ? undefined : api.split('.', 1)[0]!.slice(0, 20)
  const manifest = manifestBeside(bill, 'composer.json')
  const parts: [Component, Fields][] = []
  for (const [key, scope] of [
    ['packages', 'required'],
    ['packages-dev', 'optional'],
  ] as const) {
    const list = lock[key] ?? []
    if (!Array.isArray(list)) throw notLock(name, list, `/${key}`)
    for (const [index, fields] of list.entries()) {
      const at = `/${key}/${index}`
      if (isFields(fields) && textOf(fields['name']) !== undefined) parts.push([take(bill, fields, scope, at), fields])
      else bill.notes.add('entry-not-a-package', `${quoted(fields)} is no package: left out`, at)
    }
  }
  if (parts.length === 0) bill.notes.add('empty', 'no package is listed')
  link(bill, parts, manifest)
  return bill.bom
}

function notLock(name: string, found: unknown, at = ''): Problem {
  return new Problem(
    'boms/not-composer-lock',
    `Cannot read ${name}: not a composer.lock${at && ` at ${at}`}: ${quoted(found)}`,
    { at, wanted: 'an object with the lists packages and packages-dev' },
  )
}

function take(bill: LockBill, fields: Fields, scope: 'required' | 'optional', at: string): Component {
  const { notes, refs } = bill
  const name = textOf(fields['name'])!
  const version = textOf(fields['version'])
  const made = component(refs(version === undefined ? name : `${name}@${version}`), name, version)
  made.at = at
  made.scope = scope
  const license = fields['license']
  // A list leaves the choice (getcomposer.org, schema, license).
  made.licenses = anyOf((Array.isArray(license) ? license.slice(0, 100) : [license]).flatMap(one => textOf(one) ?? []))
  const dist = isFields(fields['dist']) ? fields['dist'] : {}
  const sum = textOf(dist['shasum'])
  if (sum !== undefined) {
    const hash = hexHash('SHA-1', sum)
    if ('fault' in hash) notes.add('hash-broken', `shasum of ${quoted(name)}: ${hash.fault}`, at)
    else made.hashes = [hash]
  }
  if (dist['type'] === 'path') {
    markOwn(made)
    notes.add('not-from-registry', `${quoted(name)} comes from the folder ${quoted(dist['url'])}`, at)
  } else takePurl(bill, made, fields, dist)
  return put(bill, made)
}

function takePurl({ notes }: LockBill, made: Component, fields: Fields, dist: Fields): void {
  const { name, version, at } = made
  if (version === undefined) notes.add('version-not-stated', `${quoted(name)} stands there without a version`, at)
  const parts = /^([^/\s]+)\/([^/\s]+)$/.exec(name)
  if (!parts) {
    notes.add('name-malformed', `${quoted(name)} is no package name: it cannot be looked up`, at)
    return
  }
  const qualifiers = originOf(fields, dist)
  if (qualifiers)
    notes.add('not-from-registry', `${quoted(name)} comes from ${quoted([...qualifiers.values()][0])}`, at)
  made.purl = showPurl({
    type: 'composer',
    // packageurl.org, composer: both are in lower case, as Packagist has them.
    namespace: parts[1]!.toLowerCase(),
    name: parts[2]!.toLowerCase(),
    version,
    qualifiers,
    subpath: undefined,
  })
}

/** A registry is told of each installation (`notification-url`), Packagist or another; any other package comes from where it says. */
function originOf(fields: Fields, dist: Fields): Map<string, string> | undefined {
  const told = textOf(fields['notification-url'])
  if (told !== undefined && /^https?:\/\/(?:[a-z0-9-]+\.)?packagist\.org\//.test(told)) return undefined
  if (told !== undefined && /^https?:/.test(told))
    return new Map([['repository_url', withoutSecrets(told.replace(/\/downloads\/?$/, ''))]])
  const source = isFields(fields['source']) ? fields['source'] : {}
  const url = textOf(source['url'])
  const commit = textOf(source['reference'])
  if (url !== undefined && source['type'] === 'git')
    return new Map([['vcs_url', gitLocation(commit === undefined ? url : `${url}#${commit}`)]])
  const archive = textOf(dist['url'])
  return archive === undefined ? undefined : new Map([['download_url', withoutSecrets(archive)]])
}

/** What PHP itself gives, not a package: `php`, `ext-json`, `lib-curl`, `composer-plugin-api`. */
const platform = /^(?:php(?:-[a-z0-9]+)?|hhvm|(?:ext|lib)-[^/]*|composer(?:-(?:plugin|runtime)-api)?)$/i

function link(bill: LockBill, parts: [Component, Fields][], manifest: Fields | undefined): void {
  const { bom } = bill
  const named = new Map<string, string>()
  for (const [{ name, ref }] of parts) named.set(name.toLowerCase(), ref)
  for (const [{ ref }, fields] of parts)
    for (const kind of ['replace', 'provide'])
      for (const [name] of entriesOf(fields[kind]))
        if (!named.has(name.toLowerCase())) named.set(name.toLowerCase(), ref)
  const edge = (from: Component, asked: unknown[]) => {
    const on = new Set<string>()
    for (const [name] of asked.flatMap(one => [...entriesOf(one)])) {
      const to = named.get(name.toLowerCase())
      if (to !== undefined) on.add(to)
      else if (!platform.test(name)) noteMissing(bill, name, from.name, from.at)
    }
    bom.dependencies.push({ ref: from.ref, on: [...on] })
  }
  if (manifest) edge(bom.subject!, [manifest['require'], manifest['require-dev']])
  for (const [made, fields] of parts) edge(made, [fields['require']])
}
