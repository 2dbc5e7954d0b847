import { useMemo } from 'react'
import { oneOf, text, useAddress, usePart } from '../address.ts'
import { isRefusal, type Out } from '../api.ts'
import { useAsk } from '../asking.ts'
import { Link } from '../parts/link.tsx'
import { useRefusal } from '../parts/refusal.ts'
import { Select } from '../parts/select.tsx'
import { Empty, Failed, Loading } from '../parts/state.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { Title } from '../parts/title.tsx'
import { useWords } from '../words.ts'
import look from './bom/bom.module.css'
import { Change, changeIds } from './bom/change.tsx'
import { type Bill, calledBill } from './bom/model.ts'
import { short } from './component/names.ts'
import { Sub } from './component/sub.tsx'

type Listed = Out<'boms.versions'>['boms'][number]

/** What came, went or changed between two bills, the earlier received one first; by default of the same thing. */
export function Page() {
  const { bom } = useWords()
  const told = useRefusal()
  const id = usePart('id')
  const [{ with: other, tab }, go] = useAddress({ with: text(), tab: oneOf('', ...changeIds) })
  const one = useAsk('boms.show', { id })
  const versions = useAsk('boms.versions', { id, limit: 200 })
  const others = useMemo(
    () => versions.data?.boms.filter(({ digest }) => digest !== one.data?.digest) ?? [],
    [versions.data, one.data],
  )
  // Left out, it is the one that came in last before this one, or else the last that came in.
  const usual = others.find(({ receivedAt }) => receivedAt <= (one.data?.receivedAt ?? '')) ?? others[0]
  const wanted = other || (usual?.digest ?? '')
  const two = useAsk('boms.show', { id: wanted }, { when: wanted !== '' })
  const error = one.error ?? versions.error ?? two.error
  if (error)
    return (
      <>
        <Title title={bom.diff} />
        {isRefusal(error) && error.status === 404 ? (
          <Empty title={told(error).detail}>
            {bom.notFoundNext} <Link to="/boms">{bom.title}</Link>
          </Empty>
        ) : (
          <Failed error={error} onAgain={() => void Promise.all([one.refetch(), versions.refetch(), two.refetch()])} />
        )}
      </>
    )
  if (one.data && versions.data && wanted === '')
    return (
      <>
        <Title title={bom.diff} />
        <Empty title={bom.noOther}>
          {bom.noOtherNext}{' '}
          <Link to="/boms/$id" params={{ id }}>
            {short(calledBill(one.data, bom.noSubject))}
          </Link>
        </Empty>
      </>
    )
  if (!one.data || !two.data)
    return (
      <>
        <h1 className="unseen">{bom.diff}</h1>
        <Loading lines={12} />
      </>
    )
  // Of two that came at the same time the one that is looked at is the later one.
  const [before, after] =
    one.data.receivedAt < two.data.receivedAt ? [one.data, two.data] : ([two.data, one.data] as const)
  return (
    <>
      <Sub here="boms" />
      <Difference
        before={before}
        after={after}
        tab={tab}
        onTab={tab => go({ tab: tab as (typeof changeIds)[number] }, { push: true })}
        pick={
          <Pick one={one.data} two={two.data} others={others} onPick={digest => go({ with: digest }, { push: true })} />
        }
      />
    </>
  )
}

type PickGiven = { one: Bill; two: Bill; others: readonly Listed[]; onPick: (digest: string) => void }

/** The bill that it is laid beside: any other about the same thing, or the one that the address names. */
function Pick({ one, two, others, onPick }: PickGiven) {
  const { bom } = useWords()
  const called = (bill: Pick<Listed, 'subject' | 'subjectVersion' | 'receivedAt'>) =>
    `${short(calledBill(bill, bom.noSubject), 60)} (${bill.receivedAt.slice(0, 10)})`
  const choices = Object.fromEntries([
    ...others.map(bill => [bill.digest, called(bill)] as const),
    ...(others.some(({ digest }) => digest === two.digest) ? [] : [[two.digest, called(two)] as const]),
  ])
  return (
    <div className={`${look['pair']} screen`}>
      <Select
        label={bom.compareWith(short(calledBill(one, bom.noSubject), 60))}
        value={two.digest}
        choices={choices}
        onChange={onPick}
      />
      {[one, two].map(bill => (
        <Link key={bill.digest} to="/boms/$id" params={{ id: bill.digest }}>
          {called(bill)}
        </Link>
      ))}
    </div>
  )
}

type DifferenceGiven = {
  before: Bill
  after: Bill
  tab: string
  onTab: (tab: string) => void
  pick: React.ReactNode
}

function Difference({ before, after, tab, onTab, pick }: DifferenceGiven) {
  const { bom } = useWords()
  const { data, error, refetch } = useAsk('boms.diff', { id: before.digest, other: after.digest, most: 10_000 })
  const [one, two] = [before, after].map(bill => short(calledBill(bill, bom.noSubject), 80)) as [string, string]
  const title = bom.diffOf.replace('{before}', one).replace('{after}', two)
  const count = (id: (typeof changeIds)[number]) => data?.counts[id] ?? 0
  const said = changeIds.filter(id => count(id) > 0).map(id => bom.diffSentence[id](count(id)))
  return (
    <>
      <Title
        title={title}
        shown={
          <>
            <bdi>{one}</bdi> → <bdi>{two}</bdi>
          </>
        }
        lead={data && (said.length === 0 ? bom.same : `${said.join(', ')}.`)}
      />
      {pick}
      {error ? (
        <Failed error={error} onAgain={() => void refetch()} />
      ) : data === undefined ? (
        <Loading lines={10} />
      ) : said.length === 0 ? (
        <Empty title={bom.same}>{bom.sameNext}</Empty>
      ) : (
        <Tabs
          label={bom.diffLabel}
          chosen={tab === '' ? changeIds.find(id => count(id) > 0) : tab}
          onChoose={onTab}
          tabs={changeIds.map(id => ({
            ...{ id, title: bom.changes[id], count: count(id) },
            content: () => <Change key={id} of={id} difference={data} />,
          }))}
        />
      )}
    </>
  )
}
