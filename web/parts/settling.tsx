import { type ReactNode, useState } from 'react'
import type { In } from '../api.ts'
import { useAct } from '../asking.ts'
import { useWords } from '../words.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Area } from './field.tsx'
import { Failed } from './state.tsx'

type SettlingGiven<Fact> = {
  /** What stands before the question in its title. */
  of?: string
  assetId: string
  field: string
  facts: readonly Fact[]
  /** What a fact says, and who says so. */
  show(fact: Fact): ReactNode
  /** Whether a reason may be given. */
  reasoned?: boolean
  look: Readonly<Record<string, string | undefined>>
  onClose(): void
}

/** Asks which of the facts that contradict each other is right, and settles it; `look` has the classes choices and choice. */
export function Settling<Fact extends { number: number }>({
  of,
  assetId,
  field,
  facts,
  show,
  reasoned = false,
  look,
  onClose,
}: SettlingGiven<Fact>) {
  const { asset, frame } = useWords()
  const [right, setRight] = useState(facts[0]?.number)
  const [reason, setReason] = useState('')
  const act = useAct('conflicts.settle')
  const settle = () => {
    if (right === undefined) return
    const input = { id: assetId, field, fact: right, ...(reason.trim() && { reason: reason.trim() }) }
    act.mutate(input as In<'conflicts.settle'>, { onSuccess: onClose })
  }
  const name = asset.field[field] ?? field
  return (
    <Dialog
      open
      onClose={onClose}
      title={of === undefined ? asset.settleTitle(name) : `${of} · ${asset.settleTitle(name)}`}
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
        <legend className="unseen">{name}</legend>
        {facts.map(fact => (
          <label key={fact.number} className={look['choice']}>
            <input type="radio" name="right" checked={right === fact.number} onChange={() => setRight(fact.number)} />
            <span>{show(fact)}</span>
          </label>
        ))}
      </fieldset>
      {reasoned && (
        <Area
          label={asset.settleReason}
          value={reason}
          maxLength={2000}
          onChange={event => setReason(event.target.value)}
        />
      )}
      {act.error && <Failed error={act.error} />}
    </Dialog>
  )
}
