import { useState } from 'react'
import type { In } from '../../api.ts'
import { useAct, useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Age } from '../../parts/date.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Area } from '../../parts/field.tsx'
import { Failed } from '../../parts/state.tsx'
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
  const { asset, frame } = words
  const [right, setRight] = useState(facts[0]?.number)
  const [reason, setReason] = useState('')
  const act = useAct('conflicts.settle')
  const settle = () => {
    if (right === undefined) return
    const input = { id: story.assetId, field, fact: right, ...(reason.trim() && { reason: reason.trim() }) }
    act.mutate(input as In<'conflicts.settle'>, { onSuccess: onClose })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={asset.settleTitle(asset.field[field] ?? field)}
      actions={
        <>
          <Button onClick={onClose}>{frame.cancel}</Button>
          <Button kind="main" busy={act.isPending} onClick={settle}>
            {asset.settleDo}
          </Button>
        </>
      }
    >
      <p className="soft">{asset.settleLead}</p>
      <fieldset className={look['choices']}>
        <legend className="unseen">{asset.field[field] ?? field}</legend>
        {facts.map(fact => (
          <label key={fact.number} className={look['choice']}>
            <input type="radio" name="right" checked={right === fact.number} onChange={() => setRight(fact.number)} />
            <span>
              <strong>{valueShown(field, fact.value, story, words) ?? asset.noSuchValue}</strong>
              {fact.standing === 'current' && <span className={look['tagged']}>{asset.stands}</span>}
              <span className={look['told']}>
                <bdi>{sourceOf(fact, story, words)}</bdi>, <Age at={fact.observedAt} zone={story.site.timeZone} />
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <Area
        label={asset.settleReason}
        value={reason}
        maxLength={2000}
        onChange={event => setReason(event.target.value)}
      />
      {act.error && <Failed error={act.error} />}
    </Dialog>
  )
}
