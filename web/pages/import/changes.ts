import type { Words } from '../../words.ts'

/** Facts are called after what columns may be. */
const columnsOf: Readonly<Record<string, string>> = {
  ...{
    orderNumber: 'order',
    placeId: 'place',
    zoneId: 'zone',
    parentId: 'parent',
    ipAddresses: 'ip',
    rank: 'criticality',
  },
  ...{ macAddresses: 'mac', hardwareRevision: 'hardware', installedOn: 'installed', supportUntil: 'support' },
  ...{ kindText: 'type', neverPatched: 'patched', expectedLifeYears: 'life', downtimeCostPerHour: 'downtime' },
}

/** What a fact is called. */
export function fieldName(fields: Readonly<Record<string, string>>, field: string): string {
  return fields[columnsOf[field] ?? field] ?? field
}

/** A value as people read it; `nothing` where there is none. */
export function shown(value: unknown, nothing: string): string {
  if (value === null || value === undefined || value === '') return nothing
  return Array.isArray(value) ? value.join(', ') : String(value)
}

/** A change in one line: `Firmware: V2.9.2 → V2.9.4`. */
export function changeText(
  words: Words['importing'],
  { field, before, after }: { field: string; before: unknown; after: unknown },
): string {
  const { nothing } = words.outcome
  return `${fieldName(words.fields, field)}: ${shown(before, nothing)} → ${shown(after, nothing)}`
}
