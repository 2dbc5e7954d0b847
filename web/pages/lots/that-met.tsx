import { useCallback, useMemo } from 'react'
import { useAsk, usePages } from '../../asking.ts'
import { Link } from '../../parts/link.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { Table } from '../../parts/table.tsx'
import { Title } from '../../parts/title.tsx'
import { useWords } from '../../words.ts'
import { type Met, metColumns, useSites } from './columns.tsx'
import look from './lots.module.css'

const keyOf = ({ lotId }: Met) => lotId

/** The lots that met what is asked about, in the order that a recall needs: shipped ones first. */
export function LotsThatMet({
  question,
  asset,
  at,
  form,
}: {
  question: string
  asset: string
  at: string
  form: React.ReactNode
}) {
  const { lot: words, parts } = useWords()
  const sites = useSites()
  const input = { question, ...(asset && { asset }), ...(at && { at, known: at }) }
  // The counts are of all pages; those that follow need not be waited for.
  const first = useAsk('lots.touched', { ...input, limit: 1 })
  const found = usePages('lots.touched', { ...input, limit: 200 })
  const columns = useMemo(() => metColumns(words, parts, sites), [words, parts, sites])
  const address = useCallback(({ lotId }: Met) => ({ to: '/lots/$id', params: { id: lotId } }), [])
  const error = first.error ?? found.error
  const again = () => {
    void first.refetch()
    found.again()
  }
  const title = words.reverseTitle(asset ? `${question}, ${asset}` : question)
  if (error || !first.data)
    return (
      <>
        <Title title={title} shown={<Outside text={title} />} />
        {form}
        {error ? <Failed error={error} onAgain={again} /> : <Loading lines={12} />}
      </>
    )
  const { counts } = first.data
  const of = <Outside text={question} />
  const shown = counts.lots === 0 ? (asset ? words.reverseNoneOn : words.reverseNone) : ''
  return (
    <>
      <Title
        title={title}
        shown={
          <Filled
            text={shown || (asset ? words.reverseOn : words.reverseSentence)}
            with={{
              ...{ of, lots: words.lots(counts.lots), asset: <Outside text={asset} /> },
              shipped: words.shippedLots(counts.shipped),
              kept: words.shippedLots(counts.lots - counts.shipped),
            }}
          />
        }
        lead={
          counts.lots > 0 && (
            <>
              {counts.since !== null && words.reverseSince(counts.since.slice(0, 10))}{' '}
              {counts.undecided > 0 && words.reverseUndecided(counts.undecided)}
            </>
          )
        }
      >
        <Link to="/" search={{ q: question, at }} className={look['link']}>
          {words.reverseAsk}
        </Link>
      </Title>
      {form}
      {counts.lots === 0 ? (
        <Empty title={words.reverseNoneTitle}>
          <p>{words.reverseNoneNext}</p>
        </Empty>
      ) : (
        <Table
          id="met"
          title={title}
          rows={found.rows}
          total={counts.lots}
          onMore={found.onMore}
          columns={columns}
          rowKey={keyOf}
          rowAddress={address}
        />
      )}
    </>
  )
}
