import { forever, type Span, type Spot } from '#lots'
import { leastOpen, weights } from './weight.ts'

/** Ends a part of an asset, and an asset, in the text that tells of thousands at once. */
export const partEnd = '\u001f'
export const assetEnd = '\u001e'

/** What assets have in common; one for all that have it. */
interface Alike {
  zoneId: string | null
  level: number | null
  weight: number
}

/** A place, or a site where no place is told, with how many assets stand there that have all else alike. */
export interface PlaceReached {
  siteId: string
  placeId: string | null
  groups: { alike: Alike; assets: number }[]
}

interface Here {
  place: PlaceReached
  ran: Ran[]
}

/** When something of a weight ran. */
interface Ran {
  weight: number
  spans: Span[]
}

/**
 * Reads `spans, zone, level, weight, site, place` of each asset: how many have all but the first alike (a weight of 0 is not counted),
 * and where and when it ran.
 */
export function readAssets(text: string): { places: PlaceReached[]; spots: Spot[] } {
  const places = new Map<string, Here>()
  const kinds = new Map<string, Alike>()
  for (let at = 0; at < text.length; ) {
    const spansEnd = text.indexOf(partEnd, at)
    const weightAt = text.indexOf(partEnd, text.indexOf(partEnd, spansEnd + 1) + 1) + 1
    const siteAt = text.indexOf(partEnd, weightAt) + 1
    const next = text.indexOf(assetEnd, siteAt)
    const end = next < 0 ? text.length : next
    const alike = known(kinds, text.slice(spansEnd + 1, siteAt - 1), alikeOf)
    const { place, ran } = known(places, text.slice(siteAt, end), hereOf)
    const group = place.groups.find(group => group.alike === alike)
    if (group) group.assets++
    else if (alike.weight > 0) place.groups.push({ alike, assets: 1 })
    if (place.placeId !== null) readSpans(text, at, spansEnd, ran)
    at = end + 1
  }
  const all = [...places.values()]
  return {
    places: all.flatMap(({ place }) => (place.groups.length > 0 ? place : [])),
    spots: all.flatMap(({ place: { siteId, placeId }, ran }) => spotsAt({ siteId, placeId, assetId: null }, ran)),
  }
}

/** Reads `weight from until,weight from until` of an asset. */
export function readAsset(siteId: string, assetId: string, text: string): Spot[] {
  const ran: Ran[] = []
  readSpans(text, 0, text.length, ran)
  return spotsAt({ siteId, placeId: null, assetId }, ran)
}

function spotsAt(where: Pick<Spot, 'siteId' | 'placeId' | 'assetId'>, ran: readonly Ran[]): Spot[] {
  return ran.map(({ weight, spans }) => ({ ...where, weight, spans }))
}

function known<T>(map: Map<string, T>, key: string, made: (key: string) => T): T {
  const before = map.get(key)
  if (before !== undefined) return before
  const fresh = made(key)
  map.set(key, fresh)
  return fresh
}

function alikeOf(key: string): Alike {
  const [zone = '', level = '', weight = ''] = key.split(partEnd)
  return { zoneId: zone === '' ? null : zone, level: level === '' ? null : Number(level), weight: Number(weight) }
}

function hereOf(key: string): Here {
  const [siteId = '', place = ''] = key.split(partEnd)
  return { place: { siteId, placeId: place === '' ? null : place, groups: [] }, ran: [] }
}

const [comma, minus, zero] = [0x2c, 0x2d, 0x30]

/** Digit by digit: to cut numbers out first takes longer than all else. Until is `forever` while it goes on. */
function readSpans(text: string, start: number, end: number, ran: Ran[]): void {
  let [weight, from, number, sign, spaces] = [0, 0, 0, 1, 0]
  for (let at = start; at <= end && start < end; at++) {
    const code = at < end ? text.charCodeAt(at) : comma
    if (code >= zero) {
      number = number * 10 + code - zero
      continue
    }
    if (code === minus) {
      sign = -1
      continue
    }
    if (code === comma) addSpan(ran, weight > leastOpen ? weights.exact : weight, from, sign * number)
    else if (spaces === 0) weight = number
    else from = sign * number
    spaces = code === comma ? 0 : spaces + 1
    number = 0
    sign = 1
  }
}

/** Of one that begins where the one before ended, the end alone. */
function addSpan(ran: Ran[], weight: number, from: number, ended: number): void {
  const until = ended === forever ? null : ended
  const spans = ran.find(one => one.weight === weight)?.spans
  const last = spans?.at(-1)
  if (last?.until === from) last.until = until
  else if (spans) spans.push({ from, until })
  else ran.push({ weight, spans: [{ from, until }] })
}
