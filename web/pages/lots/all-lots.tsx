import { useCallback, useMemo } from 'react'
import { oneOf, text, useAddress } from '../../address.ts'
import { useAsk, usePages } from '../../asking.ts'
import { Found } from '../../parts/found.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, NotAllowed } from '../../parts/state.tsx'
import { Title } from '../../parts/title.tsx'
import { useWords } from '../../words.ts'
import { type Listed, lotColumns, useSites } from './columns.tsx'
import { Filters } from './filters.tsx'
import look from './lots.module.css'

/** What narrows the list; it stands in the address. Days are `YYYY-MM-DD`. */
export const narrowing = {
  site: text(),
  product: text(),
  status: text(),
  q: text(),
  from: text(),
  until: text(),
  shipped: oneOf('', 'yes', 'no'),
} as const

const keyOf = ({ id }: Listed) => id
const addressOf = ({ id }: Listed) => ({ to: '/lots/$id', params: { id } })
const isDay = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day))

/** The day after, so that a day that is named counts to its end. */
function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
}

/** Lots that were made, the newest first. */
export function AllLots({ form }: { form: React.ReactNode }) {
  const { lot: words, parts } = useWords()
  const [asked, go] = useAddress(narrowing)
  const sites = useSites()
  const siteId = [...sites].find(([, { code }]) => code === asked.site)?.[0]
  const { product, status, q, from, until, shipped } = asked
  const kinds = useAsk('lots.kinds', { ...(siteId && { siteId }) })
  const found = usePages(
    'lots.list',
    {
      ...(siteId && { siteId }),
      ...(product && { product }),
      ...(status && { status }),
      ...(q.trim() && { words: q.trim().slice(0, 200) }),
      ...(isDay(from) && { from }),
      ...(isDay(until) && { until: dayAfter(until) }),
      ...(shipped && { shipped: shipped === 'yes' }),
      limit: 200,
    },
    // Without its sites a list of one site cannot be told.
    { when: asked.site === '' || sites.size > 0 },
  )
  const marked = found.rows.some(({ simulated }) => simulated)
  const columns = useMemo(() => lotColumns(words, parts, sites, marked), [words, parts, sites, marked])
  const narrowed = Object.values(asked).some(value => value !== '')
  const clear = useCallback(
    () => go({ site: '', product: '', status: '', q: '', from: '', until: '', shipped: '' }),
    [go],
  )
  return (
    <>
      <Title title={words.list} lead={words.listLead} />
      {form}
      <Filters asked={asked} go={go} sites={sites} kinds={kinds.data} onClear={narrowed ? clear : undefined} />
      {found.error?.status === 403 ? (
        <NotAllowed />
      ) : (
        <Found
          id="lots"
          found={found}
          lines={14}
          none={
            narrowed ? undefined : (
              <Empty title={words.noLots}>
                <p>{words.noLotsNext}</p>
                <p>
                  <Link to="/import" className={look['link']}>
                    {words.import}
                  </Link>
                </p>
              </Empty>
            )
          }
          title={words.list}
          total={found.total}
          columns={columns}
          rowKey={keyOf}
          rowAddress={addressOf}
          find={false}
          empty={
            <Empty title={words.none}>
              <p>{words.noneNext}</p>
            </Empty>
          }
        />
      )}
    </>
  )
}
