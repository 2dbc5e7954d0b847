import { type Level, levels } from './model.ts'

/** A zone to be drawn. */
export interface ZoneBox {
  id: string
  name: string
  /** The highest level at which something of it stands; null where none is known. */
  level: Level
}

/** Ways between two zones, each with what goes there. */
export interface Way {
  from: string
  to: string
  said: readonly string[]
}

export interface Placed {
  width: number
  height: number
  rows: { level: Level; y: number }[]
  boxes: (ZoneBox & { x: number; y: number })[]
  ways: (Way & { path: string; label: { x: number; y: number } })[]
}

export const box = { width: 148, height: 44 } as const
const gap = 28
const rowHeight = 118
const aside = 40

/** Conduits between the same zones in the same direction are one line. */
export function waysOf(
  conduits: readonly { fromZone: string; toZone: string; protocol?: string | undefined; port?: string | undefined }[],
): Way[] {
  const ways = new Map<string, { from: string; to: string; said: string[] }>()
  for (const { fromZone, toZone, protocol, port } of conduits) {
    const key = `${fromZone} ${toZone}`
    const way = ways.get(key) ?? { from: fromZone, to: toZone, said: [] }
    way.said.push([protocol, port].filter(Boolean).join(' ') || '?')
    ways.set(key, way)
  }
  return [...ways.values()]
}

/**
 * Places zones in rows by level, the highest on top, and lines between them: each leaves and reaches a box at a place of its own. Lengths
 * in pixels.
 */
export function placed(zones: readonly ZoneBox[], ways: readonly Way[], least: number): Placed {
  const rows = levels.filter(level => zones.some(zone => zone.level === level))
  const most = Math.max(1, ...rows.map(level => zones.filter(zone => zone.level === level).length))
  const width = Math.max(least, aside + most * (box.width + gap))
  const boxes = rows.flatMap((level, row) => {
    const here = zones.filter(zone => zone.level === level)
    const step = (width - aside) / here.length
    return here.map((zone, at) => ({
      ...zone,
      x: Math.round(aside + step * (at + 0.5) - box.width / 2),
      y: row * rowHeight + 8,
    }))
  })
  const byId = new Map(boxes.map(one => [one.id, one]))
  const drawn = ways.filter(({ from, to }) => from !== to && byId.has(from) && byId.has(to))
  const ends = endsOf(drawn, byId)
  return {
    width,
    height: rows.length * rowHeight - (rowHeight - box.height) + 48,
    rows: rows.map((level, row) => ({ level, y: row * rowHeight + 8 })),
    boxes,
    ways: drawn.map((way, at) => ({ ...way, ...lineOf(ends[at]!) })),
  }
}

type Point = { x: number; y: number; side: 1 | -1 }
type Box = ZoneBox & { x: number; y: number }

/** Where each line begins and ends: at the sides that face each other, from left to right as the other ends lie. */
function endsOf(ways: readonly Way[], boxes: ReadonlyMap<string, Box>): { from: Point; to: Point }[] {
  const at = new Map<string, { way: number; end: 'from' | 'to'; far: number }[]>()
  const sides = ways.map(({ from, to }, way) => {
    const [a, b] = [boxes.get(from)!, boxes.get(to)!]
    const side: [1 | -1, 1 | -1] = a.y < b.y ? [1, -1] : a.y > b.y ? [-1, 1] : [1, 1]
    const put = (one: Box, face: number, end: 'from' | 'to', far: number) => {
      const key = `${one.id} ${face}`
      at.set(key, [...(at.get(key) ?? []), { way, end, far }])
    }
    put(a, side[0], 'from', b.x)
    put(b, side[1], 'to', a.x)
    return side
  })
  for (const list of at.values()) list.sort((one, two) => one.far - two.far || one.way - two.way)
  return ways.map(({ from, to }, way) => {
    const point = (id: string, face: 1 | -1, end: 'from' | 'to'): Point => {
      const one = boxes.get(id)!
      const list = at.get(`${id} ${face}`)!
      const place = list.findIndex(other => other.way === way && other.end === end)
      return {
        x: Math.round(one.x + (box.width * (place + 1)) / (list.length + 1)),
        y: face > 0 ? one.y + box.height : one.y,
        side: face,
      }
    }
    return { from: point(from, sides[way]![0], 'from'), to: point(to, sides[way]![1], 'to') }
  })
}

function lineOf({ from, to }: { from: Point; to: Point }): { path: string; label: { x: number; y: number } } {
  const bend = 34
  const [a, b] = [
    { x: from.x, y: from.y + bend * from.side },
    { x: to.x, y: to.y + bend * to.side },
  ]
  // What is said of a line stands near its lower end, where lines have come apart.
  const t = from.y < to.y ? 0.7 : from.y > to.y ? 0.3 : 0.5
  const along = (p: number, q: number, r: number, s: number) =>
    Math.round((1 - t) ** 3 * p + 3 * (1 - t) ** 2 * t * q + 3 * (1 - t) * t ** 2 * r + t ** 3 * s)
  return {
    path: `M${from.x} ${from.y}C${a.x} ${a.y} ${b.x} ${b.y} ${to.x} ${to.y}`,
    label: { x: along(from.x, a.x, b.x, to.x), y: along(from.y, a.y, b.y, to.y) },
  }
}
