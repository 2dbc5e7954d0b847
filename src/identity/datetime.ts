import { compareTexts, fitted } from './key-bytes.ts'
import { longestVersion, type VersionOrder } from './order.ts'

/*
 * Times of RFC 3339 (section 5.6), with `T` and `Z` in upper case, as instants. A leap second stands behind the one before it.
 * Key: the seconds since the year 0 in six bytes, 1 for a leap second or else 0, then the digits of the fraction without zeros
 * at their end.
 */

const shape = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/

interface Instant {
  seconds: number
  leap: number
  fraction: string
}

function parse(version: string): Instant | undefined {
  const found = version.length > longestVersion ? null : shape.exec(version)
  if (!found) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const [, , , , , , , fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = found
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 60 || Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -60 : 60)
  const leap = Number(second === 60)
  return {
    seconds: ((dayNumber(year, month, day) * 24 + hour) * 60 + minute) * 60 + second - leap - offset,
    leap,
    fraction: fraction.replace(/0+$/, ''),
  }
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** Days since a day before the year 0, counted as if years began in March: the day that leap years add is then their last. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month < 3 ? year + 399 : year + 400
  const m = (month + 9) % 12
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * m + 2) / 5) + day
}

function encode(version: string, into: Uint8Array): number {
  const instant = parse(version)
  if (instant === undefined) return -1
  let rest = instant.seconds
  for (let i = 5; i >= 0; i--) {
    into[i] = rest % 0x100
    rest = Math.floor(rest / 0x100)
  }
  into[6] = instant.leap
  for (let i = 0; i < instant.fraction.length; i++) into[7 + i] = instant.fraction.charCodeAt(i)
  return fitted(into, 7 + instant.fraction.length)
}

function compare(a: string, b: string): number | undefined {
  const [x, y] = [parse(a), parse(b)]
  if (!x || !y) return undefined
  return x.seconds - y.seconds || x.leap - y.leap || compareTexts(x.fraction, y.fraction)
}

/** The order of the vers type `datetime`; no package has such versions, so it stands beside `versions/`. */
export const datetime: VersionOrder = {
  id: 'datetime',
  number: 17,
  about: 'Times as RFC 3339 writes them',
  compare,
  encode,
}
