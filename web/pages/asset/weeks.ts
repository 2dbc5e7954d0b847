import type { Story } from './model.ts'

const day = 86_400_000
const week = 7 * day
/** Weeks that are drawn at most: two years. */
const mostWeeks = 106
/** Names of months that stand beside one another at most. */
const mostNames = 14

/** What of an asset's past is drawn: places are parts of the whole width, from 0 to 1. */
export interface Drawn {
  weeks: number
  bars: { at: number; width: number; lots: number }[]
  marks: { at: number; what: 'changed' | 'learned'; time: string }[]
  months: { at: number; name: string; shown: boolean }[]
}

/** Lots by week, changes and what became known, over the time until the one that is looked at. */
export function drawn({ lots, events, asOf }: Pick<Story, 'lots' | 'events' | 'asOf'>): Drawn {
  const end = Date.parse(asOf.at) + day
  const happened = events.filter(({ what }) => what !== 'installed')
  const times = [...lots.weeks.map(({ from }) => from), ...happened.map(({ at }) => at)].map(at => Date.parse(at))
  const first = times.length === 0 ? end - week : Math.min(...times)
  const start = Math.max(first - 2 * day, end - mostWeeks * week)
  const span = Math.max(end - start, 4 * week)
  const place = (time: number) => (time - start) / span
  const inside = (at: string) => Date.parse(at) >= start
  return {
    weeks: Math.round((end - start) / week),
    bars: lots.weeks
      .filter(({ from }) => inside(from))
      .map(({ from, lots: count }) => ({ at: place(Date.parse(from)), width: week / span, lots: count })),
    marks: happened
      .filter(({ at }) => inside(at))
      .map(({ at, what }) => ({
        ...{ at: place(Date.parse(at)), time: at },
        what: what === 'learned' ? 'learned' : 'changed',
      })),
    months: monthsIn(start, start + span, place),
  }
}

function monthsIn(start: number, end: number, place: (time: number) => number): Drawn['months'] {
  const first = new Date(start)
  const found: { at: number; name: string }[] = []
  for (let next = 1; next < 40; next++) {
    const time = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + next, 1)
    if (time >= end) break
    found.push({ at: place(time), name: new Date(time).toISOString().slice(0, 7) })
  }
  const every = Math.max(1, Math.ceil(found.length / mostNames))
  return found.map((month, index) => ({ ...month, shown: index % every === 0 && month.at < 0.94 }))
}
