import { showTime, visible } from '#base'
import type { ExportStatement } from './export-statement.ts'
import { kinds, nothing } from './import-changes.ts'
import type { Preview } from './import-preview.ts'
import type { FeedEntry } from './manifest.ts'
import { table } from './table.ts'

/** An import, as its answers tell it. */
export interface ImportTold {
  path: string
  folder: string
  /** `imported`: it is in place. `unchanged`: it was there already. `held-back`: a person should look. `previewed`: it was only to be shown. */
  outcome: 'imported' | 'unchanged' | 'held-back' | 'previewed'
  statement: ExportStatement
  signedBy: string | undefined
  preview: Preview
}

/** The answer of `db import --format json` (docs/schemas/millcert-db-import-1.schema.json). */
export function importAnswer({ path, folder, outcome, statement, signedBy, preview }: ImportTold): object {
  const { manifest, tool } = statement
  return {
    schema: 'millcert-db-import/1',
    file: path,
    folder,
    outcome,
    signedBy: signedBy ?? null,
    exportedBy: tool,
    before: preview.held ? { digest: preview.held.digest, builtAt: preview.held.builtAt } : null,
    after: { digest: manifest.digest, builtAt: manifest.builtAt },
    damage: preview.damage ?? null,
    doubts: preview.doubts.map(({ feed, doubt, reason }) => ({ feed: feed ?? null, doubt, reason })),
    feeds: preview.feeds.map(({ id, before, after, changes }) => ({
      id,
      before: before ? countsOf(before) : null,
      after: after ? countsOf(after) : null,
      changes: changes ?? null,
    })),
  }
}

function countsOf({ records, withdrawn, newest, snapshotAt }: FeedEntry): object {
  return { records, withdrawn, newest: when(newest), snapshotAt: when(snapshotAt) }
}

function when(ms: number | null): string | null {
  return ms === null ? null : showTime(ms)
}

/** The same for a person: who signed it, a line for each feed, the first records of each kind, what is doubtful, what was done. */
export function importText(told: ImportTold): string {
  const { path, statement, signedBy, preview } = told
  const { manifest, tool } = statement
  const was = preview.held ? `${preview.held.digest}, built ${preview.held.builtAt}` : 'none'
  const lines = [
    `${visible(path)}: every byte verified, ${signedBy ? `signed by ${signedBy}` : 'NOT SIGNED'}`,
    `written by ${tool.name} ${tool.version}`,
    `database ${manifest.digest}, built ${manifest.builtAt}`,
    `before   ${was}`,
  ]
  const doubts = preview.doubts.map(
    ({ feed, reason }) => `LOOK: ${feed === undefined ? 'the database' : feed}: ${reason}`,
  )
  const damage = preview.damage === undefined ? [] : [`LOOK: nothing could be compared: ${visible(preview.damage)}`]
  return [...lines, '', feedTable(preview), ...examples(preview), ...damage, ...doubts, outcomeOf(told), ''].join('\n')
}

function feedTable({ feeds }: Preview): string {
  const count = (value: number | undefined) => (value === undefined ? '' : String(value))
  const day = (feed: FeedEntry | undefined) =>
    feed === undefined ? '' : feed.newest === null ? 'none' : showTime(feed.newest).slice(0, 10)
  return table([
    ['feed', 'before', 'after', 'newest before', 'newest after', ...kinds],
    ...feeds.map(({ id, before, after, changes }) => [
      id,
      count(before?.records),
      count(after?.records),
      day(before),
      day(after),
      ...kinds.map(kind => count(changes?.[kind].count)),
    ]),
  ])
}

function examples({ held, feeds }: Preview): string[] {
  // Where nothing was before, all is new, and that is no news.
  if (held === undefined) return []
  const lines = feeds.flatMap(({ id, changes = nothing() }) =>
    kinds.flatMap(kind => {
      const { count, examples } = changes[kind]
      const more = count - examples.length
      if (count === 0) return []
      return [`${id} ${kind}: ${examples.map(visible).join(', ')}${more > 0 ? ` and ${more} more` : ''}`]
    }),
  )
  return lines.length === 0 ? [] : [...lines, '']
}

function outcomeOf({ folder, outcome, preview }: ImportTold): string {
  if (outcome === 'unchanged') return `Nothing changes: this is the database that is at ${visible(folder)}.`
  if (outcome === 'held-back') return 'Held back: a person should look at why.'
  if (outcome === 'previewed')
    return preview.doubts.length > 0 ? 'Nothing was changed; it would be taken, as accepted.' : 'Nothing was changed.'
  return `Imported into ${visible(folder)}.`
}
