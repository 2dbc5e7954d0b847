import { useEffect } from 'react'
import { When, whenText } from '../../parts/date.tsx'
import { Severity, Verdict } from '../../parts/verdict.tsx'
import { useLanguage, useWords } from '../../words.ts'
import { ranOf, tagOf } from './equipment.tsx'
import { marginsOf } from './margins.ts'
import look from './paper.module.css'
import { foundOf, type LotRecord, madeAt, notJudged, said } from './record.ts'

/** Lines of a list on paper, at most. */
const mostLines = 400

/** The record as it is printed: two pages of a usual lot, with number, digest and page in the margin of each. */
export function Paper({ record, decided, known }: { record: LotRecord; decided: boolean; known: boolean }) {
  const { lot: words } = useWords()
  useMargins(record)
  const { site, knownThen, knownNow } = record
  const zone = site.timeZone
  return (
    <article className={look['paper']}>
      <header className={look['head']}>
        <p className={look['kind']}>{words.paper.heading}</p>
        <p className={look['title']}>
          <bdi>{words.title(record.number.slice(0, 200))}</bdi>
        </p>
      </header>
      <Facts record={record} />
      <div className={look['sides']}>
        {[
          { side: knownThen, title: words.knownThen, why: decided ? words.thenWhyDecided : words.thenWhy },
          { side: knownNow, title: words.knownNow, why: known ? words.nowWhyKnown : words.nowWhy },
        ].map(({ side, title, why }) => (
          <section key={title}>
            <h2>{title}</h2>
            <p>
              <When at={side.known} zone={zone} /> ({zone}): {why}
            </p>
            <p className={look['count']}>{words.counts(side.affected, side.undecided) || words.nothing}</p>
            <p>
              {words.equipmentCount(side.assets, side.bills)}
              {side.unknown > 0 && `; ${words.unknownCount(side.unknown)}`}
            </p>
          </section>
        ))}
      </div>
      <Found record={record} />
      <Equipment record={record} />
      <footer className={look['foot']}>
        <p>
          {words.paper.verify}{' '}
          <span className={look['address']}>
            {`${window.location.origin}/lots/${record.id}?decided=${knownThen.known}&known=${knownNow.known}`}
          </span>
        </p>
        <p>
          {words.digest}: <span className={look['address']}>{record.digest}</span>
        </p>
        <p className={look['signed']}>{words.paper.signed}</p>
      </footer>
    </article>
  )
}

/** Puts what stands in the margin of each page into the rules of the page, as long as it is looked at. */
function useMargins(record: LotRecord): void {
  const { lot: words } = useWords()
  const rules = marginsOf({
    left: `${words.title(record.number)}\n${record.digest}`,
    mark: record.simulated ? words.paper.simulated : '',
    page: words.paper.page,
    of: words.paper.of,
  })
  useEffect(() => {
    // A sheet made here is no style that a page's text brought along: the policy lets it be.
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(rules)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter(one => one !== sheet)
    }
  }, [rules])
}

function Facts({ record }: { record: LotRecord }) {
  const { lot: words, parts } = useWords()
  const language = useLanguage()
  const zone = record.site.timeZone
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  const amount = record.quantity === null ? '' : `${parts.number(record.quantity)} ${record.unit ?? ''}`.trim()
  const shipped = record.shipped.map(({ customer, delivery, shippedAt, quantity }) =>
    [
      customer,
      delivery,
      shippedAt === null ? null : whenText(shippedAt, zone, parts),
      quantity === null ? null : parts.number(quantity),
    ]
      .filter(part => part !== null)
      .join(', '),
  )
  const facts: [string, string][] = [
    [words.product, record.product ?? ''],
    [words.quantity, amount],
    [words.status, words.statusOf(record.status ?? '')],
    [
      words.made,
      `${whenText(record.madeFrom, zone, parts)} – ${record.madeUntil === null ? words.goingOn : whenText(record.madeUntil, zone, parts)}`,
    ],
    [words.place, words.at(list.format(madeAt(record)), record.site.name)],
    [
      `${words.shipments} (${parts.number(record.shipments)})`,
      shipped.length === 0 ? words.shipmentCount(0) : shipped.slice(0, 20).join('; '),
    ],
  ]
  return (
    <dl className={look['facts']}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <bdi>{value === '' ? parts.fact.unknown : value.slice(0, 1000)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Found({ record }: { record: LotRecord }) {
  const { lot: words, parts } = useWords()
  const rows = foundOf(record)
  const tags = new Map(record.assets.map(asset => [asset.assetId, tagOf(asset)]))
  if (rows.length === 0) return <p>{words.nothingFound}</p>
  return (
    <section>
      <h2>{words.tabs.known}</h2>
      <table className={look['table']}>
        <thead>
          <tr>
            {[
              ...[words.since, words.component, words.knownThen, words.knownNow],
              ...[words.severity, words.vulnerability, words.equipment],
            ].map(title => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostLines).map(row => {
            const on = [...new Set(row.last.in.flatMap(({ assetIds }) => assetIds))].slice(0, 2)
            const [first] = row.last.in
            return (
              <tr key={row.vulnerability}>
                <td className={look['whole']}>
                  {row.since === 'new' ? <strong>{words.new}</strong> : words[row.since]}
                </td>
                <td className={look['mono']}>
                  <bdi>{first && said(first).slice(0, 80)}</bdi>
                  {row.last.components > 1 && ` ${words.moreComponents(row.last.components - 1)}`}
                </td>
                <td>{row.was ? <Verdict of={row.was.verdict} /> : '–'}</td>
                <td>{row.is ? <Verdict of={row.is.verdict} /> : '–'}</td>
                <td>
                  <Severity of={row.last.severity} />
                  {row.last.kev && <strong className={look['exploited']}> {words.paper.exploited}</strong>}
                </td>
                <td className={row.vulnerability === notJudged ? undefined : `${look['mono']} ${look['whole']}`}>
                  {row.vulnerability === notJudged ? words.notJudged : row.vulnerability.slice(0, 60)}
                </td>
                <td>
                  <bdi>{on.map(id => tags.get(id) ?? '').join(', ')}</bdi>
                  {row.last.assets > on.length && ` ${words.moreComponents(row.last.assets - on.length)}`}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {rows.length > mostLines && <p>{words.paper.more(rows.length - mostLines)}</p>}
      {record.knownNow.affected + record.knownNow.undecided > record.knownNow.first.length && (
        <p>
          {words.paper.more(record.knownNow.affected + record.knownNow.undecided - record.knownNow.first.length)}{' '}
          {parts.fact.more}
        </p>
      )}
    </section>
  )
}

function Equipment({ record }: { record: LotRecord }) {
  const { lot: words, parts } = useWords()
  const rows = ranOf(record)
  const zone = record.site.timeZone
  return (
    <section className={look['second']}>
      <h2>{words.tabs.equipment}</h2>
      <table className={look['table']}>
        <thead>
          <tr>
            {[words.asset, words.name, words.software, words.version, words.ranSince].map(title => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostLines).map(({ asset, software }, at) => {
            const again = rows[at - 1]?.asset === asset
            return (
              <tr key={`${asset.assetId} ${at}`}>
                <td className={look['mono']}>{again ? '' : tagOf(asset).slice(0, 60)}</td>
                <td>
                  <bdi>{again ? '' : (asset.name ?? '').slice(0, 80)}</bdi>
                </td>
                {software === undefined ? (
                  <td colSpan={3}>{words.softwareUnknown}</td>
                ) : (
                  <>
                    <td>
                      <bdi>{(software.subject ?? '').slice(0, 80)}</bdi>
                      {software.part && (
                        <span className="soft">
                          {' '}
                          <bdi>{(words.parts[software.part] ?? software.part).slice(0, 40)}</bdi>
                        </span>
                      )}
                    </td>
                    <td className={look['mono']}>
                      {software.version === null ? parts.fact.unknown : software.version.slice(0, 60)}
                    </td>
                    <td>
                      <When at={software.since} zone={zone} form="short" />
                    </td>
                  </>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
      {rows.length > mostLines && <p>{words.paper.more(rows.length - mostLines)}</p>}
    </section>
  )
}
