import { useAsk } from '../../asking.ts'
import { bytes } from '../../parts/bytes.ts'
import { When } from '../../parts/date.tsx'
import { Digest } from '../../parts/digest.tsx'
import { Fact, Facts, Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import { short } from '../component/names.ts'
import { useSites } from '../component/zone.ts'
import look from './bom.module.css'
import { calledBill, type Given } from './model.ts'
import { Original } from './original.tsx'

/** What came in and how: the facts of the paper, what is odd in it, its file, and other bills about the same thing. */
export function Paper({ bill, zone }: Given) {
  const { bom, component, parts } = useWords()
  const { sites } = useSites()
  const zoneOf = (id: string) => sites.find(site => site.id === id)?.timeZone ?? zone
  const siteOf = (id: string) => sites.find(site => site.id === id)?.name ?? id
  return (
    <div className={look['sections']}>
      <section aria-labelledby="paper">
        <h2 id="paper">{bom.paper}</h2>
        <Facts>
          <Fact label={bom.format} value={[bill.format, bill.specVersion].filter(Boolean).join(' ')} mono />
          <Fact label={bom.serial} value={bill.serial} mono />
          <Fact label={bom.made} value={bill.madeAt === null ? null : <When at={bill.madeAt} zone={zone} />} />
          <Fact label={bom.size} value={bytes(bill.size, parts.locale)} />
          <Fact label={bom.digest} value={<Digest value={bill.digest} />} />
          {bill.sites.map(({ siteId, name, receivedAt }) => (
            <Fact
              key={siteId}
              label={`${bom.receivedAt} ${siteOf(siteId)}`}
              value={
                <>
                  <When at={receivedAt} zone={zoneOf(siteId)} /> {name !== null && <Outside text={name} mono />}
                </>
              }
            />
          ))}
        </Facts>
        <Original bill={bill} />
      </section>
      <section aria-labelledby="notes">
        <h2 id="notes">{bom.notes}</h2>
        {bill.notes.length === 0 ? (
          <p className="soft">{bom.noNotes}</p>
        ) : (
          <ul className={look['notes']}>
            {bill.notes.map((note, at) => (
              <li key={at}>
                <Outside text={note.message} />{' '}
                {note.at !== undefined && (
                  <span className="soft">
                    <Outside text={note.at} mono />
                  </span>
                )}{' '}
                <span className={`${look['code']} mono`}>{note.code}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="others">
        <h2 id="others">{bom.versions}</h2>
        <Others bill={bill} zone={zone} nothing={bill.format === 'asset-row' ? component.oneLine : bom.noSubject} />
      </section>
    </div>
  )
}

function Others({ bill, zone, nothing }: Pick<Given, 'bill' | 'zone'> & { nothing: string }) {
  const { bom } = useWords()
  const { data, error, refetch } = useAsk('boms.versions', { id: bill.digest, limit: 200 })
  if (error) return <Failed error={error} onAgain={() => void refetch()} />
  if (data === undefined) return <Loading lines={2} />
  const others = data.boms.filter(({ digest }) => digest !== bill.digest)
  if (others.length === 0) return <p className="soft">{bom.noVersions}</p>
  return (
    <ul className={look['others']}>
      {data.boms.map(other => (
        <li key={other.id}>
          {other.digest === bill.digest ? (
            <span>
              <bdi>{short(calledBill(other, nothing), 120)}</bdi> <span className="soft">({bom.thisOne})</span>
            </span>
          ) : (
            <Link to="/boms/$id" params={{ id: other.digest }}>
              <bdi>{short(calledBill(other, nothing), 120)}</bdi>
            </Link>
          )}
          <When at={other.receivedAt} zone={zone} />
          <span className="soft">{bom.components(other.components)}</span>
          {other.digest === bill.digest ? (
            <span />
          ) : (
            <Link
              to="/boms/$id/diff"
              params={{ id: bill.digest }}
              search={{ with: other.digest }}
              aria-label={bom.compareWith(short(calledBill(other, nothing)))}
            >
              {bom.compare}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}
