import { type KeyboardEvent, useRef, useState } from 'react'
import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import { type PlantAddress, picked, zoomTo } from './address.ts'
import { type Column, columnsOf, levelsOf, mostColumns, nextTile, type Outline, outlines, spotOf } from './columns.ts'
import look from './drawing.module.css'
import { LevelName, levelLook } from './level.tsx'
import { type Level, type Node, windowOf } from './model.ts'
import { Pager } from './pager.tsx'
import { Tile } from './tile.tsx'
import { WindowTime } from './window.tsx'

/** Pixels of the column of levels, and of a place at least. */
const levelWidth = 128
const leastWidth = 76

/** What a table is whose tiles are gone through with arrows. */
const grid = { role: 'grid', 'aria-readonly': true } as const

/** The places of one place side by side, the levels of the Purdue model from the top; arrows move from tile to tile. */
export function Drawing({
  at,
  node,
  zone,
  now,
  zoneNames,
}: {
  at: PlantAddress
  node: Node
  /** Time zone of the site. */
  zone: string
  now: string
  zoneNames: ReadonlyMap<string, string>
}) {
  const { plant } = useWords()
  const every = columnsOf(node)
  const pages = Math.max(1, Math.ceil(every.length / mostColumns))
  const page = Math.min(pages, Math.max(1, Math.trunc(Number(at.page)) || 1))
  const columns = every.slice((page - 1) * mostColumns, page * mostColumns)
  const rows = levelsOf(node)
  const there = (row: number, column: number) =>
    columns[column] !== undefined && spotOf(columns[column], rows[row] ?? null) !== undefined
  const keys = useArrows(rows.length, columns.length, there)
  const lines = at.show === '' ? undefined : outlines(columns, rows)
  return (
    <div className={look['scroll']}>
      {pages > 1 && <Pager at={at} page={page} pages={pages} columns={every.length} />}
      <table
        ref={keys.table}
        {...grid}
        className={look['drawing']}
        aria-label={plant.drawing(node.name)}
        onKeyDown={keys.onKeyDown}
        data-outlined={lines && ''}
        style={{ minWidth: levelWidth + columns.length * leastWidth }}
      >
        <Head at={at} columns={columns} zone={zone} now={now} />
        <tbody>
          {rows.map((level, row) => (
            <tr key={String(level)} data-level={level ?? 'none'} data-empty={node.all.has(level) ? undefined : ''}>
              <LevelHead at={at} level={level} some={node.all.has(level)} />
              {columns.map((column, index) => (
                <Cell
                  key={`${column.node.path} ${column.alone}`}
                  {...{ at, column, level, zoneNames, zone, now }}
                  place={[row, index]}
                  active={keys.active[0] === row && keys.active[1] === index}
                  outline={lines?.[row]?.[index]}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** One tile is reached by Tab, the others from it by arrows. */
function useArrows(rows: number, columns: number, there: (row: number, column: number) => boolean) {
  const table = useRef<HTMLTableElement>(null)
  const [chosen, setChosen] = useState<readonly [number, number]>([-1, -1])
  const all = Array.from({ length: rows * columns }, (_, n) => [Math.floor(n / columns), n % columns] as const)
  const active = there(...chosen) ? chosen : (all.find(place => there(...place)) ?? chosen)
  const onKeyDown = (event: KeyboardEvent) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('td[data-row]')
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return
    const from = [Number(cell.dataset['row']), Number(cell.dataset['column'])] as const
    const to = nextTile(there, [rows, columns], from, event.key)
    if (!to) return
    event.preventDefault()
    setChosen(to)
    table.current?.querySelector<HTMLElement>(`td[data-row="${to[0]}"][data-column="${to[1]}"] a`)?.focus()
  }
  return { table, active, onKeyDown }
}

function Head({ at, columns, zone, now }: { at: PlantAddress; columns: readonly Column[]; zone: string; now: string }) {
  const { plant } = useWords()
  const grouped = columns.some(({ group }) => group !== undefined)
  const groups: { of: Node | undefined; span: number }[] = []
  for (const { group } of columns) {
    const last = groups.at(-1)
    if (last && last.of === group) last.span++
    else groups.push({ of: group, span: 1 })
  }
  return (
    <thead>
      {grouped && (
        <tr className={look['groups']}>
          <td />
          {groups.map(({ of, span }, index) =>
            of === undefined ? (
              <td key={index} colSpan={span} />
            ) : (
              <th key={of.path} colSpan={span} scope="colgroup">
                <Link {...zoomTo(at, of.path)} title={plant.zoom(of.name)}>
                  <bdi>{of.name}</bdi>
                </Link>
              </th>
            ),
          )}
        </tr>
      )}
      <tr>
        <td className={look['corner']} />
        {columns.map(column => (
          <ColumnHead key={`${column.node.path} ${column.alone}`} {...{ at, column, zone, now }} />
        ))}
      </tr>
    </thead>
  )
}

function ColumnHead({ at, column, zone, now }: { at: PlantAddress; column: Column; zone: string; now: string }) {
  const { plant } = useWords()
  const { node, alone, group } = column
  const next = windowOf(node)
  const name = alone ? plant.alone(node.name) : node === group ? '' : node.name
  return (
    <th scope="col" className={look['column']}>
      {name !== '' && (
        <span className={look['name']}>
          {alone ? (
            <bdi>{name}</bdi>
          ) : (
            <Link {...zoomTo(at, node.path)} title={plant.zoom(name)}>
              <bdi>{name}</bdi>
            </Link>
          )}
        </span>
      )}
      <span className={look['window']}>
        {next ? (
          <>
            <WindowTime of={next.window} zone={zone} now={now} />
            {next.of !== node && next.of.path.length > node.path.length && (
              <span className={look['windowOf']}>
                {' '}
                <bdi>{next.of.name}</bdi>
              </span>
            )}
          </>
        ) : (
          plant.windowNone
        )}
      </span>
    </th>
  )
}

function LevelHead({ at, level, some }: { at: PlantAddress; level: Level; some: boolean }) {
  const name = <LevelName level={level} />
  return (
    <th scope="row" className={look['level']}>
      {some ? (
        <Link {...picked(at, { level })} className={levelLook}>
          {name}
        </Link>
      ) : (
        <span className={levelLook}>{name}</span>
      )}
    </th>
  )
}

function Cell({
  at,
  column,
  level,
  place: [row, index],
  active,
  outline,
  zoneNames,
  zone,
  now,
}: {
  at: PlantAddress
  column: Column
  level: Level
  place: readonly [number, number]
  active: boolean
  outline: Outline | undefined
  zoneNames: ReadonlyMap<string, string>
  zone: string
  now: string
}) {
  const { plant, parts } = useWords()
  const spot = spotOf(column, level)
  const levelName = level === null ? plant.noLevel : `${plant.level} ${level}`
  const sides = outline && ['top', 'right', 'bottom', 'left'].filter(side => !outline[side as 'top'])
  const name = column.alone ? plant.alone(column.node.name) : column.node.name
  const picks =
    (at.of || at.place) === column.node.path &&
    (at.alone !== '') === column.alone &&
    (at.level === '' || at.level === (level === null ? 'none' : `${level}`))
  const names = outline?.zones.map(id => zoneNames.get(id) ?? parts.date.unknown) ?? []
  return (
    <td
      data-row={row}
      data-column={index}
      data-sides={sides?.join(' ')}
      data-picked={picks || undefined}
      data-zone={(at.zone !== '' && spot?.zones.has(at.zone)) || undefined}
      className={look['cell']}
    >
      {outline?.first && (
        <span className={look['zone']} title={names.join(', ')}>
          <bdi>{names[0]}</bdi>
          {names.length > 1 && ` +${names.length - 1}`}
        </span>
      )}
      {spot ? (
        <Tile {...{ at, column, level, spot, active, zone, now }} label={plant.tile(name, levelName)} />
      ) : (
        <span className="unseen">{plant.nothing}</span>
      )}
    </td>
  )
}
