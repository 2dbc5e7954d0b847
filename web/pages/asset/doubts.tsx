import { reasonText, settleText } from '../../parts/because.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { useWords } from '../../words.ts'
import { type AssetAddress, tabOf } from './address.ts'
import look from './asset.module.css'
import { clipped, type Story } from './model.ts'

type Doubt = Story['doubts'][number]

/** Why the asset, or something of it, cannot be judged, each with what would settle it. */
export function Doubts({ story, at }: { story: Story; at: AssetAddress }) {
  const { asset } = useWords()
  const whole = story.state === 'unknown'
  return (
    <section aria-labelledby="doubts">
      <h2 id="doubts" tabIndex={-1}>
        {whole ? asset.doubts : asset.doubtsPart}
      </h2>
      {story.doubts.length === 0 ? (
        <p className="soft">{asset.doubtsNone}</p>
      ) : (
        <ul className={look['doubts']}>
          {story.doubts.map((doubt, index) => (
            <One key={index} doubt={doubt} story={story} at={at} />
          ))}
        </ul>
      )}
    </section>
  )
}

function One({ doubt, story, at }: { doubt: Doubt; story: Story; at: AssetAddress }) {
  const words = useWords()
  const { asset } = words
  const { because, components, more } = doubt
  const [why, settle] =
    because === undefined
      ? (asset.doubt[doubt.code] ?? [doubt.why, doubt.settle])
      : [reasonText(because, words), settleText(because, doubt.settle, words)]
  return (
    <li className={look['doubt']}>
      <span className={look['mark']}>
        <Shape of={doubt.whole ? 'unknown' : 'undecided'} />
      </span>
      <div>
        <p>
          <Outside text={why} />
        </p>
        {components.length > 0 && (
          <p className="soft">
            {components.slice(0, 6).map(({ componentId, name, version }, index) => (
              <span key={componentId}>
                {index > 0 && ', '}
                <Link to="/component" search={{ key: `component:${componentId}` }}>
                  <bdi>{clipped([name, version].filter(Boolean).join(' '))}</bdi>
                </Link>
              </span>
            ))}
            {components.length + more > 6 && (
              <>
                {' '}
                <Link
                  to="/assets/$id"
                  params={{ id: story.assetId }}
                  search={tabOf(at, 'software', { state: doubt.whole ? 'unknown' : 'undecided' })}
                >
                  {asset.more(components.length + more - 6)}
                </Link>
              </>
            )}
          </p>
        )}
        <p className={look['remedy']}>
          <strong>{asset.remedy}:</strong> <Outside text={settle} />{' '}
          {because === undefined && !['nameless', 'fresh', 'unmatched'].includes(doubt.code) && (
            <span className="screen">
              <Link to="/import" search={{ site: story.site.code }}>
                {asset.readIn}
              </Link>
            </span>
          )}
        </p>
      </div>
    </li>
  )
}
