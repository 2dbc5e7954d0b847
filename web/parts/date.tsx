import { useWords } from '../words.ts'
import { momentOf, span } from './calendar.ts'
import styles from './date.module.css'

type WhenGiven = {
  /** ISO time in UTC; null is "not known". */
  at: string | null | undefined
  /** IANA name of the plant's zone, `Europe/Berlin`. */
  zone: string
  /** `day` leaves out the time, `short` is day and time without week. */
  form?: 'full' | 'day' | 'short'
}

/** A moment as a plant says it: `2026-03-03 CW 10 Tue 06:00`, in the plant's zone, which its title names. */
export function When({ at, zone, form = 'full' }: WhenGiven) {
  const { parts } = useWords()
  const moment = at === null || at === undefined ? undefined : momentOf(at, zone, parts.locale)
  if (moment === undefined) return <span className={styles.unknown}>{parts.date.unknown}</span>
  return (
    <time className={styles.when} dateTime={at ?? ''} title={parts.date.zone(moment.zone)}>
      {moment.day}
      {form !== 'short' && (
        <span className={styles.week}>
          {' '}
          {parts.date.week}&nbsp;{String(moment.week).padStart(2, '0')} {moment.weekday}
        </span>
      )}
      {form !== 'day' && ` ${moment.time}`}
    </time>
  )
}

/** The text of `When`, for exports and titles. */
export function whenText(at: string | null, zone: string, words: { locale: string; date: { week: string } }): string {
  const moment = at === null ? undefined : momentOf(at, zone, words.locale)
  if (moment === undefined) return ''
  const week = String(moment.week).padStart(2, '0')
  return `${moment.day} ${words.date.week} ${week} ${moment.weekday} ${moment.time}`
}

/** How long from one time to another, in the largest unit that fits: `3 days`. */
export function Duration({ from, to }: { from: string; to: string }) {
  const { parts } = useWords()
  const milliseconds = Date.parse(to) - Date.parse(from)
  if (Number.isNaN(milliseconds)) return <span className={styles.unknown}>{parts.date.unknown}</span>
  const { count, unit } = span(milliseconds)
  return <span className={styles.when}>{parts.date[unit](count)}</span>
}

/** How long ago (or ahead) a time is, seen from `now` (ISO; the browser's clock where none is given). */
export function Age({ at, now, zone }: { at: string | null | undefined; now?: string; zone: string }) {
  const { parts } = useWords()
  const then = at === null || at === undefined ? Number.NaN : Date.parse(at)
  if (Number.isNaN(then)) return <span className={styles.unknown}>{parts.date.unknown}</span>
  const difference = (now === undefined ? Date.now() : Date.parse(now)) - then
  const { count, unit } = span(difference)
  const text = parts.date[unit](count)
  return (
    <time className={styles.when} dateTime={at ?? ''} title={whenText(at ?? null, zone, parts)}>
      {unit === 'minute' && count === 0
        ? parts.date.now
        : difference < 0
          ? parts.date.ahead(text)
          : parts.date.ago(text)}
    </time>
  )
}
