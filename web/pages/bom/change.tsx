import { useMemo } from 'react'
import type { Out } from '../../api.ts'
import { Shape } from '../../parts/shape.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import look from './bom.module.css'

export const changeIds = ['came', 'went', 'version', 'hash', 'license'] as const
type ChangeId = (typeof changeIds)[number]
type Difference = Out<'boms.diff'>

/** One line of a difference, of whatever kind. */
type Line = {
  number: number
  name: string
  version: string | null
  purl: string | null
  algorithm: string | null
  before: string | null
  after: string | null
}

const keyOf = ({ number }: Line) => String(number)
const addressOf = ({ purl, name }: Line) => ({ to: '/components', search: { q: (purl ?? name).slice(0, 500) } })

/** What came, what went, or what changed in one way. */
export function Change({ of, difference }: { of: ChangeId; difference: Difference }) {
  const { bom } = useWords()
  const lines = useMemo(() => linesOf(difference, of), [difference, of])
  const columns = useColumns(of)
  const all = difference.counts[of] ?? lines.length
  if (lines.length === 0) return <Empty title={bom.noSuchChange} />
  return (
    <>
      {of === 'hash' && (
        <p className={look['warning']}>
          <Shape of="warning" /> {bom.hashWarning}
        </p>
      )}
      <Table
        id={of}
        title={bom.changes[of]}
        rows={lines}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
        plain
      />
      {all > lines.length && <p className="soft">{bom.diffMost(lines.length)}</p>}
    </>
  )
}

const nothing = { version: null, purl: null, algorithm: null, before: null, after: null }

function linesOf(difference: Difference, of: ChangeId): Line[] {
  if (of === 'came' || of === 'went') return difference[of].map((one, number) => ({ ...nothing, ...one, number }))
  type Changed = { name: string; before: readonly string[]; after: readonly string[] }
  const list: readonly Changed[] = difference[of]
  return list.map((one, number) => ({
    ...{ ...nothing, ...one, number },
    before: one.before.join(', '),
    after: one.after.join(', '),
  }))
}

function useColumns(of: ChangeId): readonly Column<Line>[] {
  const { bom, component } = useWords()
  return useMemo(() => {
    const name: Column<Line> = {
      ...{ id: 'name', title: bom.name },
      value: row => row.name,
      show: row => <Clipped text={row.name} />,
    }
    const texts = (id: 'before' | 'after' | 'version' | 'purl', title: string, width?: number): Column<Line> => ({
      ...{ id, title, version: true, ...(width !== undefined && { width }) },
      value: row => row[id],
      show: row =>
        row[id] === null || row[id] === '' ? (
          <span className="soft">
            {id === 'purl' ? '' : id === 'version' ? component.noVersion : component.notSaid}
          </span>
        ) : (
          <Clipped text={row[id]} mono />
        ),
    })
    const change = [texts('before', bom.versionsBefore, 330), texts('after', bom.versionsAfter, 330)]
    if (of === 'came' || of === 'went') return [name, texts('version', bom.version, 220), texts('purl', bom.id, 460)]
    if (of === 'version') return [name, ...change]
    const version = texts('version', bom.version, 170)
    if (of === 'license') return [name, version, ...change]
    return [
      name,
      version,
      { id: 'algorithm', title: bom.algorithm, width: 100, value: row => row.algorithm },
      ...change,
    ]
  }, [of, bom, component])
}
