import type { ReactNode } from 'react'
import { useAsk } from '../../asking.ts'
import { Age } from '../../parts/date.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { useWords } from '../../words.ts'
import { type AssetAddress, momentIn } from './address.ts'
import look from './asset.module.css'
import { calledBill, calledPart, clipped, nested, type PartShown, type Run, type Story } from './model.ts'

type Told = Story['told'][number]

/** Told by somebody who wrote down what it should be, and by somebody who saw it. */
const written = new Set(['guessed', 'stated', 'configured'])

/** What each part should run by its engineering, what was approved for it, and what was seen. */
export function Compare({ story, at }: { story: Story; at: AssetAddress }) {
  const { asset } = useWords()
  const { at: valid, known } = momentIn(at)
  const whole = (time: string) => new Date(time).toISOString()
  const moment = { ...(valid && { at: whole(valid) }), ...(known && { knownAt: whole(known) }) }
  const drift = useAsk('drift.list', {
    ...{ siteId: story.siteId, path: story.path, limit: 500 },
    states: ['drifted', 'not-observed', 'not-approved', 'same'],
    ...moment,
  })
  const states = new Map(drift.data?.rows.map(({ assetId, state }) => [assetId, state]))
  const { compareColumn: title } = asset
  return (
    <section aria-labelledby="compare">
      <h2 id="compare">{asset.compare}</h2>
      <p className="soft">{asset.compareLead}</p>
      <div className={look['scroll']}>
        <table className={look['compare']}>
          <thead>
            <tr>
              <th scope="col">{title.what}</th>
              <th scope="col">{title.configured}</th>
              <th scope="col">{title.approved}</th>
              <th scope="col">{title.observed}</th>
              <th scope="col">{title.drift}</th>
            </tr>
          </thead>
          <tbody>
            {nested(story.parts).map(part => (
              <PartRows key={part.assetId} story={story} part={part} drift={states.get(part.assetId)} />
            ))}
          </tbody>
        </table>
      </div>
      {states.get(story.assetId) === 'drifted' && <Differences story={story} moment={moment} />}
    </section>
  )
}

/** A line for each thing that runs on a part, or should. */
function PartRows({ story, part, drift }: { story: Story; part: PartShown; drift: string | undefined }) {
  const { asset } = useWords()
  const runs = story.runs.filter(({ assetId }) => assetId === part.assetId)
  const kinds = [...new Set(['firmware', ...runs.map(run => run.part)])]
  const own = part.parentId === null
  return kinds.map((kind, index) => {
    const of = (what: Run['kind']) => runs.filter(run => run.part === kind && run.kind === what)
    const told = story.told.filter(
      ({ assetId, field }) => kind === 'firmware' && assetId === part.assetId && field === 'firmware',
    )
    // What a bill says already is not said twice.
    const versions = new Set(of('observed').map(({ version }) => version))
    const seen = told.filter(({ confidence, value }) => !written.has(confidence) && !versions.has(String(value)))
    const torn = told.some(({ standing }) => standing === 'conflict')
    return (
      <tr key={kind}>
        <th scope="row" style={{ paddingInlineStart: 8 + part.depth * 16 }}>
          {!own && index === 0 && (
            <>
              {part.slot !== null && <span className="soft">{asset.slot(part.slot)} · </span>}
              <bdi>{clipped(calledPart(part))}</bdi>{' '}
            </>
          )}
          <span className={own ? undefined : 'soft'}>{asset.parts[kind] ?? <bdi>{kind}</bdi>}</span>
        </th>
        <td>
          <Words of={told.filter(({ confidence }) => written.has(confidence))} zone={story.site.timeZone} />
        </td>
        <td>
          {of('approved').length === 0 ? (
            <span className="soft">{asset.approvedNone}</span>
          ) : (
            <Bills of={of('approved')} zone={story.site.timeZone} />
          )}
        </td>
        <td>
          {seen.length > 0 && <Words of={seen} zone={story.site.timeZone} />}
          {of('observed').length === 0 && seen.length === 0 ? (
            <Unknown />
          ) : (
            <Bills of={of('observed')} zone={story.site.timeZone} />
          )}
        </td>
        <td>
          {index === 0 && <Drift of={drift ?? 'unknown'} />} {torn && <Drift of="mixed" />}
        </td>
      </tr>
    )
  })
}

function Unknown() {
  const { asset } = useWords()
  return <span className={look['hatched']}>{asset.compareNone}</span>
}

function Words({ of, zone }: { of: readonly Told[]; zone: string }) {
  const { asset } = useWords()
  if (of.length === 0) return <Unknown />
  return (
    <ul className={look['told-list']}>
      {of.map(({ value, source, confidence, observedAt }, index) => (
        <li key={index}>
          <Outside text={value === null ? asset.noSuchValue : String(value)} mono />
          <small>
            <bdi>{source ?? asset.people}</bdi> ({asset.confidence[confidence] ?? confidence}),{' '}
            <Age at={observedAt} zone={zone} />
          </small>
        </li>
      ))}
    </ul>
  )
}

function Bills({ of, zone }: { of: readonly Run[]; zone: string }) {
  const { asset } = useWords()
  return (
    <ul className={look['told-list']}>
      {of.map(run => (
        <li key={run.deploymentId}>
          <Link to="/boms/$id" params={{ id: run.digest }}>
            <bdi>{clipped(calledBill(run)) || run.digest.slice(0, 17)}</bdi>
          </Link>
          <small>
            {run.source !== null && <bdi>{run.source} </bdi>}({asset.confidence[run.confidence] ?? run.confidence}),{' '}
            <Age at={run.from} zone={zone} />
          </small>
        </li>
      ))}
    </ul>
  )
}

/** A state of what was approved against what was seen, as shape and word. */
function Drift({ of }: { of: string }) {
  const { asset } = useWords()
  const shape = of === 'same' ? 'fixed' : of === 'drifted' || of === 'mixed' ? 'warning' : 'undecided'
  return (
    <span className={look['drift']} data-drift={of}>
      <Shape of={shape} /> {asset.drift[of] ?? of}
    </span>
  )
}

const mostListed = 12

/** Which components differ, of the asset itself. */
function Differences({ story, moment }: { story: Story; moment: { at?: string; knownAt?: string } }) {
  const { asset } = useWords()
  const found = useAsk('drift.show', { id: story.assetId, ...moment })
  if (found.data === undefined) return null
  const { missing, extra, changed } = found.data
  const lists: [string, ReactNode[]][] = [
    [asset.driftMissing, missing.map(one => <bdi key={one.componentId}>{named(one)}</bdi>)],
    [asset.driftExtra, extra.map(one => <bdi key={one.componentId}>{named(one)}</bdi>)],
    [
      asset.driftChanged,
      changed.map(({ approved, observed }) => (
        <bdi key={observed.componentId}>
          {named(approved)} → {observed.version ?? '?'}
        </bdi>
      )),
    ],
  ]
  return (
    <div className={look['differences']}>
      <h3>{asset.driftParts}</h3>
      {lists
        .filter(([, names]) => names.length > 0)
        .map(([title, names]) => (
          <p key={title}>
            <strong>{title}:</strong>{' '}
            {names.slice(0, mostListed).map((name, index) => (
              <span key={index}>
                {index > 0 && ', '}
                {name}
              </span>
            ))}
            {names.length > mostListed && ` ${asset.more(names.length - mostListed)}`}
          </p>
        ))}
    </div>
  )
}

function named({ name, version }: { name: string; version?: string | undefined }): string {
  return version === undefined ? name : `${name} ${version}`
}
