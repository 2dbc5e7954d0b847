import { within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { nuget as order } from '../versions/nuget.ts'

/**
 * Version ranges of NuGet (learn.microsoft.com/nuget/concepts/package-versioning, Version ranges and Floating version resolutions):
 * `1.0` is that version or later, `[1.0]`, `[1.0,2.0)`, `(,1.0]`; `1.*` are the releases that begin so, `1.2.3-*` what
 * leads up to 1.2.3 and itself.
 */
export const nuget: RangeNotation = {
  id: 'nuget',
  about: 'Version ranges of NuGet',
  order,
  read,
}

const bracketed = /^([[(])\s*([^[\](),\s]*)\s*(?:(,)\s*([^[\](),\s]*)\s*)?([\])])$/

function read(text: string): Interval[] | RangeFault {
  const written = text.trim()
  const found = bracketed.exec(written)
  const run = found ? between(found) : floating(written)
  if (run === undefined) return { fault: `${shownPiece(written)} is no version range` }
  return within(order, [[run]])
}

function between([, opening, from, comma, to, closing]: RegExpExecArray): Interval | undefined {
  if (comma === undefined) {
    if (opening !== '[' || closing !== ']' || !from) return undefined
    return from.includes('*') ? floating(from) : { from, to: from, toIncluded: true }
  }
  if (!from && !to) return undefined
  const least = from?.includes('*') ? floating(from)?.from : from
  if (least === undefined && from) return undefined
  return {
    ...(least && { from: least, ...(opening === '(' && { fromIncluded: false }) }),
    ...(to && { to, ...(closing === ']' && { toIncluded: true }) }),
  }
}

function floating(text: string): Interval | undefined {
  if (text === '') return undefined
  if (!text.includes('*')) return { from: text }
  if (text === '*' || text === '*-*') return text === '*' ? { from: '0.0.0' } : {}
  const [, leading = '', label, any] = /^((?:\d+\.){1,3})\*(?:-(\*))?$|^$/.exec(text) ?? []
  if (leading !== '') {
    const numbers = leading.slice(0, -1).split('.')
    const next = [...numbers.slice(0, -1), String(BigInt(numbers.at(-1)!) + 1n)].join('.')
    return { from: numbers.join('.') + (label || any ? '-0' : ''), to: `${next}-0` }
  }
  const [, version, lead = ''] = /^(\d+(?:\.\d+){0,3})-([\da-z.-]*)\*$/i.exec(text) ?? []
  if (version === undefined) return undefined
  return {
    from: `${version}-${/^[\da-z-]/i.test(lead) ? lead.replace(/\.$/, '') : '0'}`,
    to: version,
    toIncluded: true,
  }
}
