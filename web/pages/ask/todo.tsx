import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { When } from '../../parts/date.tsx'
import { Outside } from '../../parts/fact.tsx'
import { OutsideLink } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import look from './ask.module.css'
import type { Answer } from './facts.ts'
import { useSites } from './state.ts'

/** Windows that stand there before one asks for more. */
const few = 4

/** What can be done, and when: versions that mend it, what else helps, and the next windows of its lines. */
export function Todo({ answer }: { answer: Answer }) {
  const { ask } = useWords()
  const { fix, windows, counts, asked } = answer
  const weighed = asked.kind === 'advisory'
  return (
    <section className={look['todo']} aria-labelledby="todo">
      <h2 id="todo">{ask.todo}</h2>
      {weighed && counts.affected > 0 && (
        <div>
          <h3>{ask.fixedIn}</h3>
          {fix.versions.length === 0 ? (
            <p className="soft">{ask.noFix}</p>
          ) : (
            <ul className={look['versions']}>
              {fix.versions.map(version => (
                <li key={version}>
                  <Outside text={version} mono />
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
      {fix.remediations.length > 0 && (
        <div>
          <h3>{ask.remedies}</h3>
          <ul className={look['remedies']}>
            {fix.remediations.slice(0, 4).map(({ category, text, url }) => (
              <li key={`${category} ${text}`}>
                <span className="soft">{ask.remediations[category] ?? category.replaceAll('_', ' ')}:</span>{' '}
                <Outside text={text} />
                {url !== undefined && (
                  <>
                    {' '}
                    <OutsideLink href={url}>{hostOf(url)}</OutsideLink>
                  </>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Windows windows={windows} open={counts.affected + counts.undecided > 0} />
    </section>
  )
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}

function Windows({ windows, open }: { windows: Answer['windows']; open: boolean }) {
  const { ask } = useWords()
  const { zoneOf } = useSites()
  const [whole, setWhole] = useState(false)
  if (!open) return null
  const shown = whole ? windows : windows.slice(0, few)
  return (
    <div>
      <h3>{ask.windows}</h3>
      {windows.length === 0 && <p className="soft">{ask.noWindows}</p>}
      {shown.length > 0 && (
        <ul className={look['windows']}>
          {shown.map(({ siteId, placeId, path, name, startsAt }) => (
            <li key={`${siteId} ${placeId}`}>
              <bdi className={look['line']} title={name}>
                {path}
              </bdi>
              <When at={startsAt} zone={zoneOf(siteId)} />
            </li>
          ))}
        </ul>
      )}
      {windows.length > few && (
        <Button
          kind="quiet"
          className={`${look['more']} screen`}
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          {whole ? ask.fewer : ask.moreWindows(windows.length - few)}
        </Button>
      )}
    </div>
  )
}
