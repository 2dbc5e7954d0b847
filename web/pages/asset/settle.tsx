import { useState } from 'react'
import { useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Age } from '../../parts/date.tsx'
import { Settling } from '../../parts/settling.tsx'
import { useWords } from '../../words.ts'
import look from './asset.module.css'
import type { Shown, Story } from './model.ts'
import { sourceOf, valueShown } from './nameplate.tsx'

type Given = { story: Story; field: string; facts: readonly Shown['facts'][number][] }

/** Confirms one of the words that contradict each other; open to those whose role may, the server decides. */
export function Settle({ story, field, facts }: Given) {
  const { asset } = useWords()
  const [open, setOpen] = useState(false)
  const session = useAsk('session.show', {})
  const may = session.data?.grants.some(
    ({ role, siteId, everywhere }) =>
      ['engineer', 'admin'].includes(role) && (everywhere === true || siteId === story.siteId),
  )
  if (!may) return <span className={look['may']}>{asset.settleMay}</span>
  return (
    <span className="screen">
      <Button kind="plain" onClick={() => setOpen(true)}>
        {asset.settle}
      </Button>
      {open && <Question story={story} field={field} facts={facts} onClose={() => setOpen(false)} />}
    </span>
  )
}

function Question({ story, field, facts, onClose }: Given & { onClose: () => void }) {
  const words = useWords()
  const { asset } = words
  return (
    <Settling
      assetId={story.assetId}
      field={field}
      facts={facts}
      show={fact => (
        <>
          <strong>{valueShown(field, fact.value, story, words) ?? asset.noSuchValue}</strong>
          {fact.standing === 'current' && <span className={look['tagged']}>{asset.stands}</span>}
          <span className={look['told']}>
            <bdi>{sourceOf(fact, story, words)}</bdi>, <Age at={fact.observedAt} zone={story.site.timeZone} />
          </span>
        </>
      )}
      reasoned
      look={look}
      onClose={onClose}
    />
  )
}
