import { Because, settleText } from '../../parts/because.tsx'
import { When } from '../../parts/date.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link, OutsideLink } from '../../parts/link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Empty } from '../../parts/state.tsx'
import { Confidence, Severity, Verdict } from '../../parts/verdict.tsx'
import { useWords } from '../../words.ts'
import { versionText } from './address.ts'
import { PickVersion } from './assets.tsx'
import look from './component.module.css'
import type { Given, Story } from './head.tsx'
import { short } from './names.ts'

type Finding = Story['findings'][number]
type Told = Finding['versions'][number]

/** Vulnerabilities that advisories name for some version: which version is affected, which is fixed, and by which rule. */
export function Findings({ story, at, go, zone }: Given) {
  const { component: words } = useWords()
  const about = (told: Told) => at.version === '' || versionText(told.version) === at.version
  const shown = story.findings.filter(
    ({ versions, verdict }) => versions.some(about) && (at.verdict === '' || verdict === at.verdict),
  )
  return (
    <>
      <div className={`${look['bar']} screen`}>
        <PickVersion story={story} at={at} go={go} />
      </div>
      {shown.length === 0 ? (
        <Empty title={words.noFindings}>{words.noFindingsNext}</Empty>
      ) : (
        <ul className={look['findings']}>
          {shown.map(finding => (
            <One
              key={finding.vulnerability ?? ''}
              finding={finding}
              told={finding.versions.filter(about)}
              zone={zone}
              at={at.at}
            />
          ))}
        </ul>
      )}
      {story.moreFindings > 0 && <p className="soft">{words.moreFindings(story.moreFindings)}</p>}
    </>
  )
}

function One({ finding, told, zone, at }: { finding: Finding; told: readonly Told[]; zone: string; at: string }) {
  const words = useWords()
  const { component } = words
  const { vulnerability, severity, kev, fixed, advisories, since } = finding
  return (
    <li>
      <h2>
        {vulnerability === null ? (
          <strong>{component.cannotJudge}</strong>
        ) : (
          <Link to="/" search={{ q: vulnerability, at }} className={look['vulnerability']}>
            {short(vulnerability)}
          </Link>
        )}
        <Verdict of={finding.verdict} />
        {vulnerability !== null && <Severity of={severity} />}
        {kev && (
          <span className={look['exploited']}>
            <Shape of="exploited" /> {component.exploited}
          </span>
        )}
      </h2>
      <ul className={look['told']}>
        {told.map(one => (
          <li key={versionText(one.version)}>
            <span>
              {one.version === null ? component.noVersion : <Outside text={short(one.version, 100)} mono />}{' '}
              {!one.running && <span className={look['idle']}>({component.notRunning})</span>}
            </span>
            <span className={look['said']}>
              <Verdict of={one.verdict} /> <Confidence of={one.confidence ?? undefined} />
            </span>
            {one.because !== null && <Because of={one.because} />}
            {one.verdict === 'undecided' && one.because !== null && (
              <span className={look['settle']}>
                {component.settle}: {settleText(one.because, one.settle ?? undefined, words)}
              </span>
            )}
          </li>
        ))}
      </ul>
      <p className={look['foot']}>
        {finding.verdict === 'affected' && (
          <span>
            {component.fixedIn}:{' '}
            {fixed.length === 0
              ? component.notSaid
              : fixed.map(one => (
                  <bdi key={one} className="mono">
                    {short(one, 100)}
                  </bdi>
                ))}
          </span>
        )}
        <span>
          {component.since} <When at={since} zone={zone} form="day" />
        </span>
        {advisories.length > 0 && (
          <span>
            {component.advisories}:{' '}
            {advisories.map(({ name, source, url }) => (
              <OutsideLink key={`${source} ${name}`} href={url}>
                {short(name)}
              </OutsideLink>
            ))}
          </span>
        )}
      </p>
    </li>
  )
}
