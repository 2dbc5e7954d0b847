import { type Level, levels, type Node, type Spot, total } from './model.ts'

/** One column of the drawing. */
export interface Column {
  node: Node
  /** Only what stands at the very place. */
  alone: boolean
  /** The place over several columns; undefined where the columns are its equals. */
  group: Node | undefined
}

/** Columns that are drawn side by side before places of one kind are drawn as one. */
const mostSplit = 12
/** Columns of one page of the drawing. */
export const mostColumns = 24

/** The columns of a place: what stands in what is below it, and in that where there is room; none where nothing is below. */
export function columnsOf(node: Node): Column[] {
  if (node.children.length === 0) return []
  const own: Column[] = holds(node.own) ? [{ node, alone: true, group: undefined }] : []
  const deep = node.children.flatMap((child): Column[] =>
    child.children.length === 0
      ? [{ node: child, alone: false, group: child }]
      : [
          ...child.children.map(below => ({ node: below, alone: false, group: child })),
          ...(holds(child.own) ? [{ node: child, alone: true, group: child }] : []),
        ],
  )
  const flat = node.children.map((child): Column => ({ node: child, alone: false, group: undefined }))
  return [...(deep.length <= mostSplit && deep.some(({ node, group }) => node !== group) ? deep : flat), ...own]
}

function holds(spots: ReadonlyMap<Level, Spot>): boolean {
  return spots.values().some(({ tally }) => total(tally) > 0)
}

export function spotOf({ node, alone }: Column, level: Level): Spot | undefined {
  return (alone ? node.own : node.all).get(level)
}

/** The levels that are drawn: all of the model, and one of what has none where there is something. */
export function levelsOf(node: Node): Level[] {
  return levels.filter(level => level !== null || node.all.has(null))
}

/** A tile as it lies in its zones. */
export interface Outline {
  /** Ids; none where the tile lies in no zone. */
  zones: readonly string[]
  /** Whether the tile at this side lies in the same zones. */
  top: boolean
  right: boolean
  bottom: boolean
  left: boolean
  /** The first tile of those that lie together: their zones are named there. */
  first: boolean
}

/** Tiles that lie together in the same zones, row by row. */
export function outlines(columns: readonly Column[], rows: readonly Level[]): (Outline | undefined)[][] {
  const zones = rows.map(level => columns.map(column => [...(spotOf(column, level)?.zones ?? [])].sort()))
  const key = (row: number, at: number) => zones[row]?.[at]?.join(' ') ?? ''
  const seen = new Set<string>()
  const reach = (row: number, at: number, of: string) => {
    const open = [[row, at] as const]
    for (let place = open.pop(); place; place = open.pop()) {
      const [r, c] = place
      if (seen.has(`${r} ${c}`) || key(r, c) !== of) continue
      seen.add(`${r} ${c}`)
      open.push([r - 1, c], [r + 1, c], [r, c - 1], [r, c + 1])
    }
  }
  return rows.map((_, row) =>
    columns.map((_, at) => {
      const own = key(row, at)
      if (own === '') return undefined
      const first = !seen.has(`${row} ${at}`)
      reach(row, at, own)
      const same = (r: number, c: number) => key(r, c) === own
      return {
        zones: zones[row]![at]!,
        ...{ top: same(row - 1, at), bottom: same(row + 1, at) },
        ...{ left: same(row, at - 1), right: same(row, at + 1) },
        first,
      }
    }),
  )
}

/** The next tile from one on, in a direction, over what is empty; the same where there is none. */
export function nextTile(
  there: (row: number, at: number) => boolean,
  size: readonly [rows: number, columns: number],
  [row, at]: readonly [number, number],
  key: string,
): readonly [number, number] | undefined {
  const [rows, columns] = size
  const along = (from: number, to: number, step: number, place: (n: number) => readonly [number, number]) => {
    for (let n = from; step > 0 ? n < to : n >= to; n += step) if (there(...place(n))) return place(n)
    return undefined
  }
  const inRow = (n: number) => [row, n] as const
  const inColumn = (n: number) => [n, at] as const
  if (key === 'ArrowRight') return along(at + 1, columns, 1, inRow)
  if (key === 'ArrowLeft') return along(at - 1, 0, -1, inRow)
  if (key === 'ArrowDown') return along(row + 1, rows, 1, inColumn)
  if (key === 'ArrowUp') return along(row - 1, 0, -1, inColumn)
  if (key === 'Home') return along(0, columns, 1, inRow)
  if (key === 'End') return along(columns - 1, 0, -1, inRow)
  return undefined
}
