import { type Interval, orders, readRange } from '#identity'
import { intersectionOf } from './interval-complement.ts'

/**
 * The versions that meet all of some constraints as FriendsOfPHP lists them (`>=2.0.0`, `<2.1.3`), in Composer's notation. One thing
 * differs from what Composer reads: the pre-releases of an upper end are among them, since they came before what was repaired, and
 * the end is the version to move to. A text instead says what is not understood.
 */
export function constraintRuns(constraints: readonly string[]): readonly Interval[] | string {
  const lists: Interval[][] = []
  for (const constraint of constraints) {
    const read = readRange('composer', constraint)
    if ('fault' in read) return read.fault
    lists.push(read.map(released))
  }
  return intersectionOf(orders.composer, lists) ?? 'its ends cannot be compared'
}

function released(run: Interval): Interval {
  const { to, toIncluded } = run
  return to === undefined || toIncluded || !/\d-dev$/.test(to) ? run : { ...run, to: to.slice(0, -'-dev'.length) }
}
