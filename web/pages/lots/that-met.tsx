import { useCallback, useMemo } from 'react'
import { useAsk, usePages } from '../../asking.ts'
import { AsOf, Past } from '../../parts/asof.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { Empty, Failed, Loading, NotAllowed } from '../../parts/state.tsx'
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
  onAt,
  form,
}: {
  question: string
  asset: string
  /** With what was known then; empty for now. */
  at: string
  onAt(at: string): void
  form: React.ReactNode
}) {
  const { lot: words, parts } = useWords()
  const sites = useSites()
  const zone = [...sites.values()][0]?.timeZone ?? 'UTC'
  const input = { question, ...(asset && { asset }), ...(at && { known: at }) }
  // A bill is asked for by its digest; people know it by what it is about.
  const named = useAsk('boms.show', { id: question }, { when: /^sha256:[0-9a-f]{64}$/.test(question) })
  // The counts are of all pages; those that follow need not be waited for.
  const first = useAsk('lots.touched', { ...input, limit: 1 })
  const found = usePages('lots.touched', { ...input, limit: 200 })
  const marked = found.rows.some(({ simulated }) => simulated)
  const columns = useMemo(() => metColumns(words, parts, sites, marked), [words, parts, sites, marked])
  const address = useCallback(({ lotId }: Met) => ({ to: '/lots/$id', params: { id: lotId } }), [])
  const error = first.error ?? found.error
  const again = () => {
    void first.refetch()
    found.again()
  }
  const bill = named.data && `${named.data.subject ?? ''} ${named.data.subjectVersion ?? ''}`.trim()
  const name = bill || question
  const title = words.reverseTitle(asset ? `${name}, ${asset}` : name)
  if (error || !first.data)
    return (
      <>
        <Title title={title} shown={<Outside text={title} />} />
        {form}
        {error?.status === 403 ? (
          <NotAllowed />
        ) : error ? (
          <Failed error={error} onAgain={again} />
        ) : (
          <Loading lines={12} />
        )}
      </>
    )
  const { counts } = first.data
  const sentence =
    counts.lots === 0
      ? asset
        ? words.reverseNoneOn
        : words.reverseNone
      : asset
        ? bill
          ? words.ranOn
          : words.reverseOn
        : bill
          ? words.ranAnywhere
          : words.reverseSentence
  return (
    <>
      <Title
        title={title}
        shown={
          <Filled
            text={sentence}
            with={{
              ...{ of: <Outside text={name} />, lots: words.lots(counts.lots), asset: <Outside text={asset} /> },
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
        <AsOf label={words.reverseKnown} at={at} onAt={onAt} zone={zone} />
        <Link to="/" search={{ q: question, at }} className={look['link']}>
          {words.reverseAsk}
        </Link>
      </Title>
      <div className={look['past']}>
        <Past at={at} onAt={onAt} zone={zone} />
      </div>
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
