/** The moment that a wall clock of a zone shows, `2026-03-01 06:00`, as ISO in UTC; undefined for a text that is none. */
export function instantIn(text: string, zone: string): string | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}))?$/.exec(text)
  if (!found) return undefined
  const wall = Date.parse(`${found[1]}T${(found[2] ?? '00:00').padStart(5, '0')}:00Z`)
  if (Number.isNaN(wall)) return undefined
  // The offset at that moment, which may be another one just before or after it.
  let at = wall - offsetAt(wall, zone)
  at = wall - offsetAt(at, zone)
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

/** Milliseconds by which clocks of a zone are ahead of UTC. */
function offsetAt(at: number, zone: string): number {
  const shape = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const
  const format = new Intl.DateTimeFormat('en-GB', { ...shape, hourCycle: 'h23', timeZone: zone })
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return Date.parse(`${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:00Z`) - at
}
