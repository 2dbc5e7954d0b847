import { Buffer } from 'node:buffer'
import type { OpenFile } from '#base'
import { baseOf } from './build.ts'
import type { Collection } from './collection.ts'
import { type Database, databaseFrom } from './database.ts'

/** An index of some records that lies nowhere. */
export interface HeldDatabase {
  database: Database
  /** The keys under which its records say something. */
  keys: ReadonlySet<string>
}

/** Compiles a few records as `writeBase` does, and keeps nothing: what somebody asks with and does not load. */
export function heldDatabase(collected: Collection, now: number): HeldDatabase {
  const { manifest, pieces } = baseOf(collected, now)
  const affected = [...collected.advisories.values()].flatMap(advisory => advisory.affected)
  return {
    database: databaseFrom([fileOf(Buffer.concat(pieces))], manifest, new Map()),
    keys: new Set(affected.flatMap(({ key }) => key ?? [])),
  }
}

function fileOf(bytes: Buffer): OpenFile {
  return {
    size: bytes.length,
    read: (into, at) => bytes.copy(into, 0, at),
    close() {},
  }
}
