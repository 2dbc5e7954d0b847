import type { Connections } from './connection.ts'

/** Where a database is: a file of SQLite, or the address of one on PostgreSQL (`postgres://user@host/name`). */
export type DatabasePlace = { file: string; make?: boolean } | { address: string }

/** Opens connections to a database; what opens the other kind is not loaded. */
export async function openDatabase(place: DatabasePlace): Promise<Connections> {
  if ('address' in place) return (await import('./postgres.ts')).postgres(place.address)
  const { file, make = true } = place
  return (await import('./sqlite.ts')).sqlite(file, { make })
}
