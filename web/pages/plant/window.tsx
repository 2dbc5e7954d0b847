import { momentOf } from '../../parts/calendar.ts'
import { whenText } from '../../parts/date.tsx'
import { useWords } from '../../words.ts'
import type { Window } from './model.ts'

/** When a window is, as a plant says it: `CW 48 Sat 06:00`, with the year where it is another one. */
export function WindowTime({
  of,
  zone,
  now,
  short = false,
}: {
  of: Window
  zone: string
  now: string
  /** Without the time of the day. */
  short?: boolean
}) {
  const { parts, plant } = useWords()
  const from = momentOf(of.startsAt, zone, parts.locale)
  const until = momentOf(of.endsAt, zone, parts.locale)
  const today = momentOf(now, zone, parts.locale)
  if (!from || !until || !today) return null
  const open = of.startsAt <= now && now < of.endsAt
  const shown = open ? until : from
  const year = shown.weekYear === today.weekYear ? '' : ` ${shown.weekYear}`
  const week = `${parts.date.week} ${String(shown.week).padStart(2, '0')}${year}`
  const time = shown.day === today.day ? shown.time : `${week} ${shown.weekday} ${shown.time}`
  const title = `${of.name}: ${whenText(of.startsAt, zone, parts)} – ${whenText(of.endsAt, zone, parts)}`
  return (
    <time dateTime={of.startsAt} title={title}>
      {open ? plant.windowOpen(time) : `${week} ${shown.weekday}${short ? '' : ` ${shown.time}`}`}
    </time>
  )
}
