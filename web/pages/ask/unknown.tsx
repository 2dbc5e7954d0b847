import { Because, settleText } from '../../parts/because.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import look from './ask.module.css'
import type { Answer } from './facts.ts'

type Doubt = Answer['dontKnow'][number]

/** What keeps the answer from being whole, each with what would settle it. */
export function Unknown({ answer: { dontKnow } }: { answer: Answer }) {
  const { ask } = useWords()
  if (dontKnow.length === 0) return <p className="soft">{ask.noUnknown}</p>
  return (
    <>
      <p className={`${look['lead']} soft`}>{ask.unknownLead}</p>
      <ul className={look['doubts']}>
        {dontKnow.map((doubt, at) => (
          <li key={at}>
            <OneDoubt doubt={doubt} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** Doubts that data of the plant would settle; the page Data health has their rows. */
const ofPlant = new Set(['bare', 'empty', 'sealed', 'unversioned', 'nameless'])

function OneDoubt({ doubt }: { doubt: Doubt }) {
  const words = useWords()
  const { ask } = words
  const { code, names, because, assets } = doubt
  const list = names.length > 5 ? `${names.slice(0, 5).join(', ')} +${names.length - 5}` : names.join(', ')
  const said = ask.doubts[code]?.(assets ?? 0, list)
  const what = said?.what ?? doubt.what
  const settle = because ? settleText(because, doubt.settle, words) : said?.settle || doubt.settle
  return (
    <>
      <h3>
        <Outside text={`${what.slice(0, 1).toUpperCase()}${what.slice(1)}`} />
      </h3>
      <dl>
        <dt>{ask.why}</dt>
        <dd>{because ? <Because of={because} /> : <Outside text={said?.why || doubt.why} />}</dd>
        <dt>{ask.settle}</dt>
        <dd>
          <Outside text={settle} /> {ofPlant.has(code) && <Link to="/health">{ask.openList}</Link>}
        </dd>
      </dl>
    </>
  )
}
