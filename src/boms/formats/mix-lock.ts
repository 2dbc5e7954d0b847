import { type NoteList, noteList, Problem, quoted } from '#base'
import { hexHash, showPurl } from '#identity'
import { gitLocation, withoutSecrets } from '../address.ts'
import { type Bom, type Component, component } from '../bom.ts'
import { type ElixirTerm, parseElixir } from '../elixir-term.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { boundCount, machineText, nameOf } from '../paper-text.ts'
import { references } from '../reference.ts'

/**
 * Elixir's `mix.lock` (hexdocs.pm, "mix deps"): a map of applications to where they come from. The project is not named in it,
 * and which dependencies are for development only is not either. The hash is that of the package's archive, the last of the
 * two checksums of Hex; older files have the first only, which is of its contents in another form and is left.
 */
export const mixLock: BomFormat = {
  id: 'mix-lock',
  label: 'mix.lock',
  kind: 'lockfile',
  versions: [],
  takes: 'packages of Hex with repository and hash, git sources with commit; the graph of Hex packages',
  leaves: 'build managers, the inner checksum',
  names: /^mix\.lock$/,
  mayBeEmpty: true,
  sniff,
  read,
}

function sniff({ name, text }: Head): boolean {
  if (!/^\s*%\{/.test(text)) return false
  return name === 'mix.lock' || /"\s*(?::|=>)\s*\{:(?:hex|git|path)\s*,/.test(text) || /^\s*%\{\s*\}\s*$/.test(text)
}

/** One application: its name for Mix, what stands there for it, and the names of those it asks for. */
interface Entry {
  app: string
  one: Component
  asked: { app: string; optional: boolean }[]
}

function read(paper: Paper): Bom {
  const term = parseElixir(machineText(paper), Math.min(paper.limits.depth, 100))
  if ('fault' in term) throw notLock(paper, term.fault, `line ${term.line}`)
  if (term.kind !== 'map') throw notLock(paper, 'it is no map', 'line 1')
  const notes = noteList()
  const refs = references()
  const entries: Entry[] = []
  for (const item of pairsOf(term.items, paper)) {
    entries.push(entryOf(item.key, item.value, refs, notes, paper))
    boundCount(entries.length, paper, item.key)
  }
  if (entries.length === 0) notes.add('empty', 'no package is listed')
  const byApp = new Map(entries.map(({ app, one }) => [app, one.ref]))
  return {
    format: mixLock.id,
    specVersion: undefined,
    serial: undefined,
    timestamp: undefined,
    subject: undefined,
    components: entries.map(({ one }) => one),
    dependencies: entries.map(({ app, one, asked }) => {
      const on = new Set<string>()
      for (const wanted of asked) {
        const ref = byApp.get(wanted.app)
        if (ref !== undefined) on.add(ref)
        else if (!wanted.optional)
          notes.add('dependency-not-listed', `${quoted(wanted.app)} of ${quoted(app)} is not listed`, one.at)
      }
      return { ref: one.ref, on: [...on] }
    }),
    notes: notes.notes,
  }
}

function notLock(paper: Paper, what: string, at: string): Problem {
  return new Problem('boms/not-mix-lock', `Cannot read ${nameOf(paper)}: not a mix.lock: ${what} at ${at}`, {
    at,
    wanted: '%{"name": {:hex, …}}',
  })
}

function* pairsOf(items: readonly ElixirTerm[], paper: Paper): Generator<{ key: string; value: ElixirTerm }> {
  for (const item of items) {
    if (item.kind !== 'pair') throw notLock(paper, 'an entry has no name', 'the map')
    yield item
  }
}

function entryOf(
  app: string,
  term: ElixirTerm,
  refs: (wanted: string) => string,
  notes: NoteList,
  paper: Paper,
): Entry {
  const items = term.kind === 'tuple' ? term.items : []
  const [source, first, second] = items.map(valueIn)
  const at = `"${app.slice(0, 80)}"`
  if (source === 'hex' && first !== undefined && second !== undefined) {
    const one = component(refs(`${first}@${second}`), first, second)
    one.at = at
    one.scope = 'required'
    const repository = valueIn(items[6]) ?? 'hexpm'
    one.purl = purlOf(first, second, repository)
    if (one.purl === undefined)
      notes.add(
        'not-from-registry',
        `${quoted(first)} comes from the repository ${quoted(repository)}: it cannot be looked up`,
        at,
      )
    const outer = valueIn(items[7])
    const hash = outer === undefined ? undefined : hexHash('SHA-256', outer)
    if (hash && 'fault' in hash) notes.add('hash-broken', `checksum of ${quoted(first)}: ${hash.fault}`, at)
    else if (hash) one.hashes = [hash]
    return { app, one, asked: askedOf(items[5]) }
  }
  if (source === 'git' && first !== undefined) {
    const one = component(refs(app), app)
    one.at = at
    one.scope = 'required'
    const address = withoutSecrets(first)
    notes.add('not-from-registry', `${quoted(app)} comes from ${quoted(address)}: its version is not stated`, at)
    const location = `${gitLocation(address.replace(/#.*$/s, ''))}${second === undefined ? '' : `@${second}`}`
    const qualifiers = new Map([['vcs_url', location]])
    one.purl = showPurl({
      type: 'hex',
      namespace: undefined,
      name: app.toLowerCase(),
      version: undefined,
      qualifiers,
      subpath: undefined,
    })
    return { app, one, asked: [] }
  }
  throw notLock(paper, 'an entry is neither of Hex nor of git', at)
}

function valueIn(term: ElixirTerm | undefined): string | undefined {
  return term && 'value' in term && typeof term.value === 'string' && term.value !== '' ? term.value : undefined
}

/**
 * The type `hex` of purls: an organisation's repository is `hexpm:name`. Any other repository is named by a word that only its
 * users know, and what it has may share nothing but the name with a package of Hex: no purl.
 */
function purlOf(name: string, version: string, repository: string): string | undefined {
  if (repository !== 'hexpm' && !/^hexpm:./.test(repository)) return undefined
  const namespace = repository === 'hexpm' ? undefined : repository.slice('hexpm:'.length).toLowerCase()
  return showPurl({
    type: 'hex',
    namespace,
    name: name.toLowerCase(),
    version,
    qualifiers: undefined,
    subpath: undefined,
  })
}

function askedOf(term: ElixirTerm | undefined): { app: string; optional: boolean }[] {
  if (term?.kind !== 'list') return []
  return term.items.flatMap(item => {
    const items = item.kind === 'tuple' ? item.items : []
    const app = valueIn(items[0])
    const options = items[2]?.kind === 'list' ? items[2].items : []
    const optional = options.some(one => one.kind === 'pair' && one.key === 'optional' && valueIn(one.value) === 'true')
    return app === undefined ? [] : [{ app, optional }]
  })
}
