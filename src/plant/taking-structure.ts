import { Problem } from '#base'
import type { Write } from '#ledger'
import { type ImportChange, rememberChanges } from './change-store.ts'
import type { Refused } from './import-format.ts'
import type { ConduitRow, PlaceRow, ZoneRow } from './import-row.ts'
import { type PlacePlan, placePlan } from './place-plan.ts'
import { codeOf, folded, type Place, type PlaceKind, placeKinds, unknownSites } from './site.ts'
import { keepPlaces, placesOf, renamePlace, sitesSaid } from './site-store.ts'
import type { Difference, RowOutcome, Taking } from './taken.ts'
import type { Conduit, Zone } from './zone.ts'
import { conduitsOf, keepConduit, keepZone, zonesOf } from './zone-store.ts'

/** Places, zones and conduits of a site as an import finds them, and what it adds. */
export interface Structure {
  places: PlacePlan
  /** Under the folded name; new ones are put in as rows name them. */
  zones: Map<string, Zone>
  /** New, or told otherwise. */
  changedZones: Set<Zone>
  /** As zones were, under their ids, before any row told of them. */
  zonesBefore: ReadonlyMap<string, Zone>
  renamed: { before: Place; after: Place }[]
  conduits: Conduit[]
  /** What rows of the file call other sites that are known, folded. */
  others: ReadonlySet<string>
  /** Rows that are not taken. */
  refused: Refused[]
}

/** Looks at the places, zones and conduits that a file lists. */
export async function takeStructure(db: Write, taking: Taking, difference: Difference): Promise<Structure> {
  const { site, imported, makeId } = taking
  const zones = await zonesOf(db, site.id)
  const named = [...imported.places, ...imported.assets].map(row => row.site)
  const { others, unknown } = await sitesSaid(db, site, named)
  difference.notes.push(...unknownSites(unknown, site))
  const structure: Structure = {
    places: placePlan(site, await placesOf(db, site.id), () => makeId('place')),
    zones: new Map(zones.map(zone => [folded(zone.name), zone])),
    changedZones: new Set(),
    zonesBefore: new Map(zones.map(zone => [zone.id, { ...zone }])),
    renamed: [],
    conduits: [],
    others,
    refused: [],
  }
  for (const row of imported.places) {
    const outcome = takePlace(row, structure)
    if (outcome !== undefined) difference.outcomes.push(outcome)
  }
  for (const row of imported.zones) difference.outcomes.push(takeZone(row, structure, taking))
  if (imported.conduits.length > 0) {
    const known = new Map((await conduitsOf(db, site.id)).map(conduit => [keyOfConduit(conduit), conduit.id]))
    for (const row of imported.conduits) difference.outcomes.push(takeConduit(row, structure, taking, known))
  }
  return structure
}

/** Keeps what was added, once every row was looked at. */
export async function keepStructure(
  db: Write,
  structure: Structure,
  { site, at, importId }: Taking,
  { counts }: Difference,
): Promise<void> {
  const { places, changedZones, renamed, conduits } = structure
  await rememberChanges(db, { siteId: site.id, importId }, changesIn(structure))
  await keepPlaces(db, places.made, at, importId)
  for (const { after } of renamed) await renamePlace(db, after)
  for (const zone of changedZones) await keepZone(db, zone, at, importId)
  for (const conduit of conduits) await keepConduit(db, conduit, at, importId)
  counts.places = places.made.length + renamed.length
  counts.zones = changedZones.size
  counts.conduits = conduits.length
}

/** What is written over, each once: a place that two rows rename was called what the first of them found. */
function changesIn({ places, changedZones, zonesBefore, renamed }: Structure): ImportChange[] {
  const named = new Map(places.made.map(place => [place.id, { before: null as Place | null, after: place }]))
  for (const { before, after } of renamed)
    named.set(after.id, { before: named.has(after.id) ? named.get(after.id)!.before : before, after })
  return [
    ...[...named].map(([id, { before, after }]) => ({
      ...({ noun: 'place', id } as const),
      ...{ before: before && { name: before.name }, after: { name: after.name } },
    })),
    ...[...changedZones].map(zone => ({
      ...({ noun: 'zone', id: zone.id } as const),
      ...{ before: zonesBefore.get(zone.id) ?? null, after: zone },
    })),
  ]
}

function takePlace(row: PlaceRow, { places, renamed, others, refused }: Structure): RowOutcome | undefined {
  const outcome = { row: row.row, noun: 'place', label: row.path.join('/') } as const
  if (others.has(folded(row.site ?? ''))) return { ...outcome, what: 'elsewhere', site: row.site }
  const before = places.made.length
  try {
    const place = places.of(row.path, { kind: kindIn(row), name: row.name })
    if (place === undefined) return { ...outcome, what: 'same' }
    if (places.made.length > before) return { ...outcome, what: 'new', id: place.id }
    if (row.name === undefined || row.name === place.name) return { ...outcome, what: 'same', id: place.id }
    renamed.push({ before: place, after: { ...place, name: row.name } })
    const changes = [{ field: 'name', before: place.name, after: row.name }]
    return { ...outcome, what: 'changed', id: place.id, changes }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    refused.push({
      row: row.row,
      header: ['path', 'name'],
      cells: [row.path.join('/'), row.name ?? ''],
      code: 'place-not-taken',
      reason: `${error.message}.`,
      next: error.detail.wanted ?? 'Mend the row.',
    })
    return undefined
  }
}

function kindIn({ kind }: PlaceRow): PlaceKind | undefined {
  return placeKinds.find(known => known === kind)
}

/** The zone of a name; made where there is none. */
export function zoneNamed(structure: Structure, name: string, simulated: boolean, { site, makeId }: Taking): Zone {
  const known = structure.zones.get(folded(name))
  if (known) return known
  const zone: Zone = { siteId: site.id, id: makeId('zone'), name: codeOf(name.replaceAll('/', '-')), simulated }
  structure.zones.set(folded(name), zone)
  structure.changedZones.add(zone)
  return zone
}

const told = ['description', 'slTarget', 'slCapability', 'slAchieved'] as const

function takeZone(row: ZoneRow, structure: Structure, taking: Taking): RowOutcome {
  const isNew = !structure.zones.has(folded(row.name))
  const zone = zoneNamed(structure, row.name, row.simulated, taking)
  const facts: Partial<Zone> = Object.fromEntries(
    told.flatMap(field => (row[field] === undefined ? [] : [[field, row[field]]])),
  )
  if (row.parent !== undefined && folded(row.parent) !== folded(row.name))
    facts.parentId = zoneNamed(structure, row.parent, row.simulated, taking).id
  const changes = Object.entries(facts).flatMap(([field, after]) => {
    const before = zone[field as keyof Zone] ?? null
    return JSON.stringify(before) === JSON.stringify(after)
      ? []
      : [{ field, before: showLevels(before), after: showLevels(after) }]
  })
  const outcome = { row: row.row, noun: 'zone', label: row.name, id: zone.id } as const
  if (changes.length === 0) return { ...outcome, what: isNew ? 'new' : 'same' }
  Object.assign(zone, facts)
  structure.changedZones.add(zone)
  return { ...outcome, what: isNew ? 'new' : 'changed', changes }
}

function showLevels(value: unknown): string | null {
  return value === null ? null : Array.isArray(value) ? value.join(' ') : String(value)
}

function takeConduit(row: ConduitRow, structure: Structure, taking: Taking, known: Map<string, string>): RowOutcome {
  const outcome = { row: row.row, noun: 'conduit', label: row.name ?? `${row.from} → ${row.to}` } as const
  const conduit: Conduit = {
    siteId: taking.site.id,
    id: taking.makeId('conduit'),
    fromZone: zoneNamed(structure, row.from, row.simulated, taking).id,
    toZone: zoneNamed(structure, row.to, row.simulated, taking).id,
    simulated: row.simulated,
    ...(row.name !== undefined && { name: row.name }),
    ...(row.protocol !== undefined && { protocol: row.protocol }),
    ...(row.port !== undefined && { port: row.port }),
  }
  const key = keyOfConduit(conduit)
  const before = known.get(key)
  if (before !== undefined) return { ...outcome, what: 'same', id: before }
  known.set(key, conduit.id)
  structure.conduits.push(conduit)
  return { ...outcome, what: 'new', id: conduit.id }
}

function keyOfConduit({ fromZone, toZone, name, protocol, port }: Conduit): string {
  return JSON.stringify([fromZone, toZone, name ?? '', protocol ?? '', port ?? ''])
}
