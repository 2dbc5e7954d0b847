import {
  type Disk,
  type Input,
  type Limits,
  type Network,
  type NetworkRules,
  noteList,
  Problem,
  type Tool,
} from '#base'
import type { CsafAskOrder } from './csaf-provider-find.ts'
import { type CsafSource, csafSource, mostConnections, namedOrigins } from './csaf-provider-source.ts'
import { forgetLaid } from './csaf-provider-state.ts'
import type { CsafOrder } from './csaf-provider-update.ts'

/** Flags of `db update` that say where CSAF documents are had from; from the settings too. */
export const csafFlags: Tool['flags'] = {
  csaf: {
    about: 'a provider of CSAF documents: a domain, or its provider-metadata.json, security.txt or aggregator.json',
    value: 'SOURCE',
    repeat: true,
  },
  'csaf-origin': { about: 'an origin where a CSAF source may send us, besides its own', value: 'URL', repeat: true },
  'csaf-copies': { about: 'take the copies of a CSAF aggregator, where it has some' },
}

/** The sources that are named, each once. Throws `cli/usage` for one that is none. */
export function csafSources(input: Input): CsafSource[] {
  const sources = (input.flags.get('csaf') ?? []).map(csafSource)
  return [...new Map(sources.map(source => [source.id, source])).values()]
}

export interface CsafUpdating {
  disk: Disk
  limits: Limits
  /** Milliseconds since 1970 UTC. */
  now: number
  network(rules: NetworkRules): Network
  progress(label: string, done: number, total: number): void
  folder: string
  sources: readonly CsafSource[]
  rules: NetworkRules
  mirror: string | undefined
  accept: ReadonlySet<string>
  full: boolean
  said(line: string): void
}

/** What asks the providers of an update. What fetches is loaded when it is called. */
export function csafUpdating(updating: CsafUpdating, input: Input) {
  const { disk, folder, limits, network, sources, rules } = updating
  const notes = noteList(5)
  // Documents are small: a few times one wait is enough for all of one.
  const small = { whole: Math.min(rules.whole, 5 * rules.idle), connections: mostConnections }
  const networks = new Map<string, ReturnType<CsafAskOrder['open']>>()
  const order: CsafOrder = {
    ...updating,
    origins: namedOrigins(input.flags.get('csaf-origin') ?? []),
    copies: input.flags.has('csaf-copies'),
    tokens: rules.tokens,
    mostBytes: limits.bytes,
    notes,
    open(origin) {
      const known = networks.get(origin) ?? network({ ...rules, ...small, origins: [origin] })
      networks.set(origin, known)
      return known
    },
  }
  const tellNotes = () => {
    for (const { message, at } of notes.notes) updating.said(at === undefined ? message : `${message} (${at})`)
  }
  return {
    /** Before anything else of an update: whether the database is still the one that it left. */
    begin: () => forgetLaid(disk, folder),
    async update() {
      if (sources.length === 0) return undefined
      const { updateCsaf } = await import('./csaf-update.ts')
      try {
        return await updateCsaf(order, sources)
      } finally {
        tellNotes()
      }
    },
    async preview() {
      if (sources.length === 0) return []
      const { previewedCsaf } = await import('./csaf-update-preview.ts')
      const rows = await previewedCsaf(order, sources)
      tellNotes()
      return rows
    },
  }
}

/**
 * The sources that an update asks: all where no feeds are named and where `csaf` is, else those whose ids are named, to be fetched or
 * accepted. A Problem where CSAF is asked for and nobody said from whom.
 */
export function chosenSources(
  words: readonly string[],
  accept: ReadonlySet<string>,
  sources: readonly CsafSource[],
): readonly CsafSource[] {
  const names = [...words, ...accept].filter(isCsaf)
  if (names.length > 0 && sources.length === 0)
    throw new Problem('cli/usage', 'Cannot update the database: no source of CSAF documents is named', {
      next: 'db update csaf --csaf example.com, or csaf = ["example.com"] in the settings',
    })
  if (words.length === 0 || words.includes('csaf')) return sources
  // A provider that only an aggregator lists has no source of its own.
  const lists = (source: CsafSource) =>
    source.kind === 'aggregator' && names.some(name => !sources.some(({ id }) => id === name))
  return sources.filter(source => names.includes(source.id) || lists(source))
}

/** Whether a name is the one of all CSAF sources, or the id of a provider. */
export function isCsaf(name: string): boolean {
  return name === 'csaf' || name.startsWith('csaf:')
}
