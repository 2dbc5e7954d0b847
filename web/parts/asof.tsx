import { useRef } from 'react'
import { useWords } from '../words.ts'
import styles from './asof.module.css'
import { momentOf, wallTime } from './calendar.ts'
import { When } from './date.tsx'
import icon from './icon-button.module.css'
import { Shape } from './shape.tsx'
import { useTyped } from './typed.tsx'

type AsOfGiven = {
  /** The time that is looked at, ISO in UTC; empty is now. */
  at: string
  /** Empty for now. */
  onAt: (at: string) => void
  /** The plant's zone: what is typed is its wall clock. */
  zone: string
  /** What the time is of, where it is not what is looked at. */
  label?: string
  /** What stands in the field while no time is chosen, where that is not now. */
  usual?: string
}

/**
 * The time a page looks at, as day (`2026-03-03`) and time of the plant's clock, typed or picked. Other times than now
 * say so in `Past` as well.
 */
export function AsOf({ at, onAt, zone, label, usual }: AsOfGiven) {
  const { parts } = useWords()
  const picker = useRef<HTMLInputElement>(null)
  const moment = at === '' ? undefined : momentOf(at, zone, parts.locale)
  const set = (day: string, time: string) => {
    const next = day === '' ? '' : wallTime(day, time, zone)
    if (next !== undefined && next !== at) onAt(next)
  }
  return (
    <fieldset className={styles.asof} title={parts.date.zone(zone)} data-set={at !== '' || undefined}>
      <legend className="unseen">{label ?? parts.asof.label}</legend>
      <span className={styles.label} aria-hidden="true">
        {label ?? parts.asof.label}
      </span>
      <Clock
        label={parts.asof.day}
        value={moment?.day ?? ''}
        hint={usual ?? parts.asof.today}
        pattern={/^\d{4}-\d{2}-\d{2}$/}
        width={94}
        onValue={day => set(day, moment?.time ?? '')}
      />
      <span className={styles.picking}>
        <button
          type="button"
          className={`${icon['icon']} ${styles.pick}`}
          aria-label={parts.asof.pick}
          title={parts.asof.pick}
          onClick={() => picker.current?.showPicker()}
        >
          <Shape of="clock" />
        </button>
        <input
          ref={picker}
          type="date"
          tabIndex={-1}
          aria-hidden="true"
          className={styles.picker}
          value={moment?.day ?? ''}
          onChange={event => set(event.target.value, moment?.time ?? '')}
        />
      </span>
      {moment !== undefined && (
        <>
          <Clock
            label={parts.asof.time}
            value={moment.time}
            hint="00:00"
            pattern={/^(?:[01]\d|2[0-3]):[0-5]\d$/}
            width={62}
            onValue={time => set(moment.day, time)}
          />
          <button type="button" className={styles.now} onClick={() => onAt('')}>
            {usual ?? parts.asof.now}
          </button>
        </>
      )}
    </fieldset>
  )
}

type ClockGiven = {
  label: string
  value: string
  hint: string
  pattern: RegExp
  width: number
  onValue: (value: string) => void
}

/** A field that says what was typed when it is complete: with Enter, or when it is left. */
function Clock({ label, value, hint, pattern, width, onValue }: ClockGiven) {
  const { wrong, input } = useTyped(value, typed => !pattern.test(typed), onValue)
  return (
    <input
      type="text"
      inputMode="numeric"
      aria-label={label}
      aria-invalid={wrong}
      placeholder={hint}
      maxLength={10}
      style={{ width }}
      {...input}
    />
  )
}

/** A bar that says that another time than now is shown, with the way back. Nothing while it is now. */
export function Past({ at, onAt, zone }: AsOfGiven) {
  const { parts } = useWords()
  if (at === '') return null
  return (
    <div className={styles.past} role="status">
      <Shape of="clock" />
      <span>
        {Date.parse(at) > Date.now() ? parts.asof.future : parts.asof.past}{' '}
        <strong>
          <When at={at} zone={zone} />
        </strong>{' '}
        ({zone})
      </span>
      <button type="button" className={styles.back} onClick={() => onAt('')}>
        {parts.asof.back}
      </button>
    </div>
  )
}
