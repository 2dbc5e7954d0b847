import { useEffect } from 'react'
import type { Out } from '../../api.ts'
import { AsOf } from '../../parts/asof.tsx'
import { Fact, Facts, Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import head from '../../parts/page-top.module.css'
import { Filled, Sentence } from '../../parts/sentence.tsx'
import { useWords } from '../../words.ts'
import type { ComponentAddress, GoComponent } from './address.ts'
import look from './component.module.css'
import { calledComponent, short } from './names.ts'
import { Sub } from './sub.tsx'

export type Story = Out<'components.story'>
export type Given = { story: Story; at: ComponentAddress; go: GoComponent; zone: string }

/** What it is, how bad it is and where, in a sentence; and its nameplate. */
export function Head({ story, at, go, zone }: Given) {
  const { component: words, frame } = useWords()
  const name = calledComponent(story)
  useEffect(() => {
    document.title = `${short(name)} – ${frame.product}`
  }, [name, frame.product])
  return (
    <>
      <Sub here="components" />
      <div className={`${head['top']} ${look['top']}`}>
        <Sentence state={story.verdict ?? 'not_named'}>
          <Said story={story} at={at} />
        </Sentence>
        <div className={`${look['tools']} screen`}>
          <Link to="/" search={{ q: story.question, at: at.at, tab: 'lots' }}>
            {words.askLots}
          </Link>
          <Link to="/" search={{ q: story.question, at: at.at }}>
            {words.askAll}
          </Link>
          <AsOf at={at.at} onAt={time => go({ at: time }, { push: true })} zone={zone} />
        </div>
      </div>
      <div className={look['facts']}>
        <Nameplate story={story} />
      </div>
    </>
  )
}

function Said({ story, at }: { story: Story; at: ComponentAddress }) {
  const { component: words } = useWords()
  const { counts, verdict, findings } = story
  const here = (tab: string) => ({ to: '/component', search: { key: at.key, at: at.at, tab } })
  const idle = verdict === null
  const kind = idle
    ? counts.affected > 0
      ? 'idleAffected'
      : 'idle'
    : verdict === 'affected'
      ? 'affected'
      : verdict === 'undecided'
        ? counts.undecided > 0
          ? 'undecided'
          : 'doubted'
        : 'clear'
  const open = findings.length > 0
  return (
    <Filled
      text={words.sentence[kind]}
      with={{
        name: <bdi>{short(calledComponent(story), 120)}</bdi>,
        versions: <Link {...here('versions')}>{words.versions(idle ? counts.versions : counts.running)}</Link>,
        assets: <Link {...here('assets')}>{words.assets(counts.assets)}</Link>,
        bills: <Link {...here('bills')}>{words.billCount(counts.bills)}</Link>,
        affected: open ? (
          <Link {...here('findings')}>{words.vulnerabilities(counts.affected)}</Link>
        ) : (
          words.vulnerabilities(counts.affected)
        ),
        undecided:
          open && counts.undecided > 0 ? (
            <Link {...here('findings')}>{words.vulnerabilities(counts.undecided)}</Link>
          ) : (
            String(counts.undecided)
          ),
      }}
    />
  )
}

function Nameplate({ story }: { story: Story }) {
  const { component: words } = useWords()
  const { facts } = words
  const { packageKey, orderNumbers, cpes, suppliers, licenses } = story
  return (
    <Facts>
      <Fact label={facts.type} value={story.type} />
      {packageKey !== null && <Fact label={facts.package} value={packageKey} mono />}
      <Fact label={facts.suppliers} value={suppliers.length > 0 ? <Several texts={suppliers} /> : null} />
      {orderNumbers.length > 0 && <Fact label={facts.orderNumbers} value={<Several texts={orderNumbers} mono />} />}
      <Fact label={facts.licenses} value={licenses.length > 0 ? <Several texts={licenses} /> : null} />
      {cpes.length > 0 && <Fact label={facts.cpes} value={<Several texts={cpes} mono />} />}
    </Facts>
  )
}

const mostShown = 6

function Several({ texts, mono = false }: { texts: readonly string[]; mono?: boolean }) {
  const { component: words } = useWords()
  return (
    <ul className={look['list']}>
      {texts.slice(0, mostShown).map(text => (
        <li key={text}>
          <Outside text={text} mono={mono} />
        </li>
      ))}
      {texts.length > mostShown && <li className="soft">{words.more(texts.length - mostShown)}</li>}
    </ul>
  )
}
