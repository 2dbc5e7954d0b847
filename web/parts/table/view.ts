import type { Column, Sort } from './columns.ts'

/** How somebody looks at a table. Kept in the address and, with a name, in the browser. */
export type View = {
  sorts: readonly Sort[]
  filter: string
  /** Ids of the columns in their order; undefined means the ones the page shows by itself. */
  columns?: readonly string[]
}

/** A view that somebody named. */
export type SavedView = { name: string; view: string }

export const plainView: View = { sorts: [], filter: '' }

/** Longest text of a view that is read; longer ones count as none. */
const longest = 4000

/**
 * A view from its text in an address: `s.vendor.-level_c.tag.name_q.pump`, written with signs that an address does not
 * escape. What names no column of this table is left out, so an old or damaged address still opens.
 */
export function readView<Row>(text: string | undefined, columns: readonly Column<Row>[]): View {
  if (text === undefined || text === '' || text.length > longest) return plainView
  const known = new Set(columns.map(column => column.id))
  const [, ordered = '', listed = '', filter = ''] =
    /^(?:s\.([^_]*))?_?(?:c\.([^_]*))?_?(?:q\.(.*))?$/s.exec(text) ?? []
  const sorts: Sort[] = []
  for (const word of ordered.split('.')) {
    const down = word.startsWith('-')
    const id = down ? word.slice(1) : word
    if (known.has(id) && !sorts.some(sort => sort.id === id)) sorts.push({ id, down })
  }
  const chosen = [...new Set(listed.split('.'))].filter(id => known.has(id))
  return { sorts, filter, ...(chosen.length > 0 && { columns: chosen }) }
}

/** The text of a view, undefined for the plain one. */
export function writeView(view: View): string | undefined {
  const parts: string[] = []
  if (view.sorts.length > 0) parts.push(['s', ...view.sorts.map(({ id, down }) => (down ? `-${id}` : id))].join('.'))
  if (view.columns !== undefined) parts.push(['c', ...view.columns].join('.'))
  if (view.filter !== '') parts.push(`q.${view.filter}`)
  return parts.length === 0 ? undefined : parts.join('_')
}

/** The columns a view shows, in its order. Never none: without a known one the page's own choice stands. */
export function shownColumns<C extends { id: string; hidden?: true }>(columns: readonly C[], view: View): readonly C[] {
  const chosen = (view.columns ?? []).flatMap(id => columns.find(column => column.id === id) ?? [])
  return chosen.length > 0 ? chosen : columns.filter(column => column.hidden !== true)
}

/** Saved views from what the browser kept; anything that is not a list of them counts as none. */
export function readSaved(text: string | null): SavedView[] {
  if (text === null) return []
  try {
    const list: unknown = JSON.parse(text)
    if (!Array.isArray(list)) return []
    return list.filter(
      (one: unknown): one is SavedView =>
        typeof one === 'object' &&
        one !== null &&
        'name' in one &&
        'view' in one &&
        typeof one.name === 'string' &&
        typeof one.view === 'string',
    )
  } catch {
    return []
  }
}

/** The list with one more view; one of the same name is replaced. */
export function withSaved(list: readonly SavedView[], saved: SavedView): SavedView[] {
  return [...list.filter(one => one.name !== saved.name), saved].sort((a, b) => (a.name < b.name ? -1 : 1))
}
