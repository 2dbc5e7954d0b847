import { useMemo } from 'react'
import type { In, Out } from '../../api.ts'
import { usePages } from '../../asking.ts'
import { whenText } from '../../parts/date.tsx'
import { Found } from '../../parts/found.tsx'
import type { Address } from '../../parts/link.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import { changeText, fieldName, shown } from './changes.ts'
import { Fate, type FateName } from './fate.tsx'
import { useWhy } from './why.ts'

type Run = Out<'imports.show'>
type Row = Out<'imports.rows'>['rows'][number]
type Lot = Out<'lots.list'>['lots'][number]
/** Which of the counts of an import. */
export type What = In<'imports.rows'>['what']

const ofAssets = [
  'new',
  'changed',
  'conflicting',
  'gone',
  'deployments',
  'places',
  'zones',
  'conduits',
  'windows',
  'same',
  'mended',
  'weak',
  'elsewhere',
  'rows',
  'facts',
] as const
const ofLots = ['new', 'changed', 'same', 'mended'] as const

/** Counts whose rows say more than what they are about: that column leaves room. */
const besideOthers: ReadonlySet<What> = new Set([
  ...(['new', 'changed', 'conflicting', 'same', 'gone', 'mended'] as const),
  ...(['rows', 'weak', 'elsewhere', 'facts'] as const),
])
/** Counts whose rows are those of the file, as they were written down when it came in. */
const ofFile: ReadonlySet<What> = new Set(['rows', 'same', 'weak', 'elsewhere'])

/** The counts of an import that have rows: of lots fewer, of what was undone none. */
export function countsWithRows(run: Run): readonly What[] {
  if (run.undoneAt !== undefined) return []
  return ('facts' in run.counts ? ofAssets : ofLots).filter(what => (run.counts[what] ?? 0) > 0)
}

/** Where a count leads: of a list of windows, zones or conduits what is new are these. */
export function leadsTo({ counts }: Run, name: What): What {
  const made = (['windows', 'zones', 'conduits', 'places'] as const).find(what => (counts[what] ?? 0) > 0)
  return name === 'new' && 'facts' in counts && counts['facts'] === 0 && made ? made : name
}

/** What is behind one count of an import. */
export function RunRows({ run, what: name, zone, site }: { run: Run; what: What; zone: string; site: string }) {
  const what = leadsTo(run, name)
  return 'facts' in run.counts || what === 'same' || what === 'mended' ? (
    <Rows run={run} what={what} zone={zone} site={site} />
  ) : (
    <Lots run={run} what={what === 'changed' ? 'changed' : 'new'} zone={zone} />
  )
}

// Several rows may be about one thing, and rows that waited are counted in each import.
const keyOf = ({ noun, id, row = '', refusedIn = '', fact }: Row) =>
  `${noun} ${id} ${row} ${refusedIn} ${fact ? JSON.stringify(fact) : ''}`

function Rows({ run, what, zone, site }: { run: Run; what: What; zone: string; site: string }) {
  const words = useWords()
  const found = usePages('imports.rows', { id: run.id, what, limit: 200 })
  const why = useWhy()
  const columns = useMemo(() => columnsOf(words, what, zone, why), [words, what, zone, why])
  const addressOf = useMemo(() => (row: Row) => addressOfRow(row, site, run.id), [site, run.id])
  return (
    <Found
      id="told"
      title={words.importing.run.counts[what] ?? what}
      found={found}
      total={found.total}
      columns={columns}
      rowKey={keyOf}
      rowAddress={addressOf}
      none={
        ofFile.has(what) ? (
          <Empty title={words.importing.run.unwritten}>{words.importing.run.unwrittenMore}</Empty>
        ) : undefined
      }
      empty={<p className="soft">{what === 'gone' ? words.importing.run.goneStays : words.importing.run.noRows}</p>}
    />
  )
}

function addressOfRow({ noun, id, label, path, refusedIn, fate }: Row, site: string, run: string): Address | undefined {
  // What is there no more has no page.
  if (noun === 'asset') return path === undefined ? undefined : { to: '/assets/$id', params: { id } }
  if (noun === 'place') return { to: '/plant', search: { site, place: path ?? label } }
  if (noun === 'zone') return { to: '/plant', search: { site, show: 'zones', zone: id } }
  if (noun === 'lot') return { to: '/lots/$id', params: { id } }
  // Another site has its own import of it.
  if (fate === 'elsewhere') return undefined
  if (noun === 'row') return { to: '/imports/$id', params: { id: refusedIn ?? run }, search: { what: 'refused' } }
  return { to: '/plant', search: { site, show: noun === 'conduit' ? 'conduits' : '' } }
}

function columnsOf(
  { importing: words, parts }: ReturnType<typeof useWords>,
  what: What,
  zone: string,
  why: ReturnType<typeof useWhy>,
): Column<Row>[] {
  const { run } = words
  const label: Column<Row> = {
    id: 'label',
    title: run.label,
    value: row => row.label,
    show: row => <Clipped text={row.label} />,
    ...(besideOthers.has(what) && { width: 180 }),
  }
  const row: Column<Row> = { id: 'row', title: words.row, value: ({ row }) => row ?? null, align: 'end', width: 80 }
  const path: Column<Row> = {
    id: 'path',
    title: run.path,
    value: ({ path }) => path ?? null,
    show: ({ path }) => <Clipped text={path ?? ''} />,
    ...(what === 'changed' || what === 'conflicting' ? { width: 300 } : {}),
  }
  const changes: Column<Row> = {
    id: 'changes',
    title: words.outcome.change,
    value: ({ changes = [], contested = [] }) =>
      [
        ...changes.map(change => changeText(words, change)),
        ...(contested.length > 0
          ? [words.outcome.contested(contested.map(field => fieldName(words.fields, field)).join(', '))]
          : []),
      ].join('; '),
  }
  if (what === 'windows')
    return [
      {
        id: 'starts',
        title: run.starts,
        value: ({ startsAt }) => (startsAt ? whenText(startsAt, zone, parts) : null),
        width: 230,
      },
      label,
    ]
  if (what === 'places' || what === 'zones' || what === 'conduits') return [label]
  if (what === 'mended')
    return [label, row, { id: 'why', title: run.waited, value: ({ code, reason = '' }) => why(code, reason) }]
  if (what === 'changed' || what === 'conflicting') return [label, row, changes, path]
  if (what === 'gone')
    return [
      label,
      path,
      {
        id: 'gone',
        title: run.goneAt,
        value: ({ goneAt }) => (goneAt ? whenText(goneAt, zone, parts) : null),
        width: 230,
      },
    ]
  if (what === 'facts')
    return [
      label,
      row,
      {
        id: 'fact',
        title: run.fact,
        value: ({ fact }) =>
          fact ? `${fieldName(words.fields, fact.field)}: ${shown(fact.value, words.outcome.nothing)}` : null,
      },
      path,
    ]
  if (what === 'elsewhere') return [label, row, { id: 'site', title: words.site, value: ({ site }) => site ?? null }]
  if (what === 'rows')
    return [
      label,
      row,
      {
        id: 'fate',
        title: run.fate,
        value: ({ fate }) => (fate ? words.fates[fate as FateName] : null),
        show: ({ fate, knownBy }) =>
          fate && (
            <>
              <Fate of={fate as FateName} />
              {knownBy === 'address' && <span className="soft"> {words.outcome.weak}</span>}
            </>
          ),
        width: 240,
      },
      path,
    ]
  return [label, row, path]
}

const keyOfLot = ({ id }: Lot) => id
const addressOfLot = ({ id }: Lot) => ({ to: '/lots/$id', params: { id } })

function Lots({ run, what, zone }: { run: Run; what: 'new' | 'changed'; zone: string }) {
  const words = useWords()
  const found = usePages('lots.list', { siteId: run.siteId, importId: run.id, importDid: what, limit: 200 })
  const columns = useMemo((): Column<Lot>[] => {
    const { run } = words.importing
    return [
      { id: 'number', title: run.lot, value: ({ number }) => number, width: 160 },
      { id: 'product', title: run.product, value: ({ product }) => product },
      { id: 'made', title: run.made, value: ({ madeFrom }) => whenText(madeFrom, zone, words.parts), width: 230 },
      {
        id: 'status',
        title: words.importing.runs.state,
        value: ({ status }) => status && words.lot.statusOf(status),
        width: 140,
      },
    ]
  }, [words, zone])
  return (
    <Found
      id="told"
      title={words.importing.run.counts[what] ?? what}
      found={found}
      total={found.total}
      columns={columns}
      rowKey={keyOfLot}
      rowAddress={addressOfLot}
    />
  )
}
