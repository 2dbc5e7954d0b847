import { useMemo } from 'react'
import { usePages } from '../../asking.ts'
import { When } from '../../parts/date.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Found } from '../../parts/found.tsx'
import { Link } from '../../parts/link.tsx'
import { Select } from '../../parts/select.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import { StateWord } from '../plant/state.tsx'
import { type AssetAddress, type GoAsset, momentIn } from './address.ts'
import look from './asset.module.css'
import { states } from './list-address.ts'
import {
  type Component,
  calledBill,
  calledPart,
  clipped,
  nested,
  type PartShown,
  type Run,
  type Story,
} from './model.ts'

type Given = { story: Story; at: AssetAddress; go: GoAsset }

/** Chassis, modules, and what runs on each; beside it the components of what was picked. */
export function Software({ story, at, go }: Given) {
  const { asset } = useWords()
  if (story.counts.bills === 0 && story.parts.length === 1)
    return (
      <Empty title={asset.noSoftware}>
        {asset.noSoftwareNext}{' '}
        <Link to="/import" search={{ site: story.site.code }}>
          {asset.readIn}
        </Link>
      </Empty>
    )
  return (
    <div className={look['software']}>
      <Stack story={story} at={at} go={go} />
      <Components story={story} at={at} go={go} />
    </div>
  )
}

/** What is in what, and which bills run there. */
export function Stack({ story, at, go }: Given) {
  const { asset } = useWords()
  const pick = (bill: string, part: string) => go({ bill, part }, { push: true })
  return (
    <nav aria-labelledby="stack" className={look['stack']}>
      <h2 id="stack">{asset.stack}</h2>
      <button
        type="button"
        className={look['all']}
        aria-pressed={at.bill === '' && at.part === ''}
        onClick={() => pick('', '')}
      >
        {asset.stackAll}
        <span className={look['count']}>{asset.components(story.counts.components)}</span>
      </button>
      <ul>
        {nested(story.parts).map(part => (
          <Part key={part.assetId} story={story} part={part} at={at} onPick={pick} />
        ))}
      </ul>
    </nav>
  )
}

function Part({
  story,
  part,
  at,
  onPick,
}: {
  story: Story
  part: PartShown
  at: AssetAddress
  onPick: (bill: string, part: string) => void
}) {
  const { asset } = useWords()
  const runs = story.runs.filter(({ assetId, kind }) => assetId === part.assetId && kind === 'observed')
  return (
    <li style={{ marginInlineStart: part.depth * 16 }}>
      <div className={look['part']}>
        {part.slot !== null && <span className="soft">{asset.slot(part.slot)}</span>}
        {part.parentId === null ? (
          <strong>
            <Outside text={calledPart(part)} />
          </strong>
        ) : (
          <Link to="/assets/$id" params={{ id: part.assetId }} search={{ at: at.at }}>
            <bdi>{clipped(calledPart(part))}</bdi>
          </Link>
        )}
        <span className="soft">
          <Outside text={saidOf(part)} />
        </span>
      </div>
      {runs.length === 0 ? (
        <p className={look['hatched']}>{asset.noSoftware}</p>
      ) : (
        <ul className={look['bills']}>
          {runs.map(run => (
            <li key={run.deploymentId}>
              <button
                type="button"
                className={look['bill']}
                aria-pressed={at.bill === run.digest && at.part === part.assetId}
                onClick={() => onPick(run.digest, part.assetId)}
              >
                <Bill run={run} zone={story.site.timeZone} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

function saidOf({ vendor, product, orderNumber, firmware }: PartShown): string {
  return [...new Set([vendor, product, orderNumber, firmware].filter(Boolean))].join(' · ')
}

function Bill({ run, zone }: { run: Run; zone: string }) {
  const { asset } = useWords()
  const words = run.components === 0 ? [['unknown', 0] as const] : tallied(run)
  return (
    <>
      <span className={look['about']}>
        <span className="soft">{asset.parts[run.part] ?? <bdi>{run.part}</bdi>}</span>{' '}
        <bdi>{clipped(calledBill(run)) || run.digest.slice(0, 17)}</bdi>
      </span>
      <span className={look['tally']}>
        {words.map(([state, count]) => (
          <StateWord key={state} of={state} {...(count > 0 && { count })} />
        ))}
        <span className="soft">
          {asset.components(run.components)},{' '}
          <Filled text={asset.since} with={{ when: <When at={run.from} zone={zone} form="day" /> }} />
        </span>
      </span>
    </>
  )
}

/** What is said of a bill, the worst first: clear where nothing is. */
function tallied({ affected, exploited, undecided, unjudged }: Run) {
  const all = [
    ['exploited', exploited],
    ['affected', affected - exploited],
    ['undecided', undecided],
    ['unknown', unjudged],
  ] as const
  const some = all.filter(([, count]) => count > 0)
  return some.length > 0 ? some : [['clear', 0] as const]
}

const keyOf = ({ bomId, number }: Component) => `${bomId} ${number}`

function Components({ story, at, go }: Given) {
  const { asset, plant } = useWords()
  const found = usePages('assets.components', {
    ...{ id: story.assetId, ...momentIn(at), limit: 500 },
    ...(at.bill && { bill: at.bill }),
    ...(at.part && { assetId: at.part }),
    ...(at.state && { state: at.state }),
  })
  const columns = useColumns(story)
  const picked = story.runs.find(
    ({ digest, assetId, kind }) => kind === 'observed' && digest === at.bill && assetId === at.part,
  )
  const total = at.state !== '' ? undefined : at.bill === '' ? undefined : picked?.components
  return (
    <section className={look['components']} aria-label={asset.components(story.counts.components)}>
      <div className={`${look['bar']} screen`}>
        <Select
          label={asset.component.state}
          value={at.state}
          choices={
            { '': asset.filter.any, ...Object.fromEntries(states.map(one => [one, plant.states[one]])) } as Record<
              AssetAddress['state'],
              string
            >
          }
          onChange={state => go({ state })}
        />
        {picked !== undefined && (
          <Link to="/boms/$id" params={{ id: picked.digest }}>
            {asset.openBill}
          </Link>
        )}
      </div>
      <Found
        id="components"
        found={found}
        lines={8}
        title={asset.tabs.software}
        total={total}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
        empty={asset.componentsNone}
      />
    </section>
  )
}

/** What is known of the component anywhere. */
const addressOf = ({ componentId }: Component) => ({ to: '/component', search: { key: `component:${componentId}` } })

function useColumns(story: Story): readonly Column<Component>[] {
  const { asset, plant } = useWords()
  return useMemo(() => {
    const { component: title } = asset
    const bills = new Map(story.runs.map(run => [run.bomId, run]))
    const number = (id: 'affected' | 'undecided', width: number): Column<Component> => ({
      ...{ id, title: title[id], width, align: 'end' },
      value: row => row[id] || null,
    })
    const inside = ({ bomId, part }: Component) => {
      const bill = bills.get(bomId)
      return (bill && calledBill(bill)) || (asset.parts[part] ?? part)
    }
    return [
      {
        ...{ id: 'name', title: title.name },
        value: ({ group, name }) => (group === null ? name : `${group}/${name}`),
        show: ({ group, name }) => <Clipped text={group === null ? name : `${group}/${name}`} />,
      },
      {
        ...{ id: 'version', title: title.version, width: 120, version: true },
        value: ({ version }) => version,
        show: ({ version }) => (version ? <Clipped text={version} mono /> : null),
      },
      {
        ...{ id: 'state', title: title.state, width: 140 },
        value: row => plant.states[row.state],
        show: row => <StateWord of={row.state} />,
      },
      number('affected', 112),
      number('undecided', 132),
      {
        ...{ id: 'bill', title: title.bill, width: 160 },
        value: inside,
        show: row => <Clipped text={inside(row)} />,
      },
      {
        ...{ id: 'purl', title: title.purl, version: true, hidden: true },
        value: ({ purl }) => purl,
        show: ({ purl }) => (purl ? <Clipped text={purl} mono /> : null),
      },
      { id: 'type', title: title.type, width: 100, hidden: true, value: ({ type }) => type },
      { id: 'supplier', title: title.supplier, hidden: true, value: ({ supplier }) => supplier },
      { id: 'orderNumber', title: title.orderNumber, hidden: true, version: true, value: row => row.orderNumber },
    ]
  }, [asset, plant, story])
}
