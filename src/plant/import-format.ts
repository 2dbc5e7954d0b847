import type { Note } from '#base'
import type { Head, Paper } from '#boms'
import type { AssetRow, ConduitRow, PlaceRow, RowPlace, WindowRow, WindowsTold, ZoneRow } from './import-row.ts'
import type { TableText } from './import-table.ts'
import type { MendedRows } from './mended-rows.ts'

/** What can be seen of a paper before it is read as an import. */
export interface ImportHead extends Head {
  /** Its tables, when it is delimited text or a workbook; the first rows of each, as text. */
  tables: readonly TableText[]
}

/** Header of a column, as written → the role it has here, or `ignore`. */
export type Mapping = Readonly<Record<string, string>>

/** What somebody says about a source once, and is kept with it. */
export interface ImportChoices {
  /** Overrides what is found by the names of columns, for the headers it names. */
  mapping?: Mapping
  /** IANA name of the zone that times without one are in: `Europe/Berlin`. UTC when it is not said. */
  timeZone?: string
  /** The versions were looked at and stand as they were meant: none is taken for damaged. */
  versionsAsWritten?: boolean
  /** Of a list of rows that waited, those that are taken; all where it is left out. */
  mended?: MendedRows
}

/** A column of a table, for the preview. */
export interface ImportColumn {
  /** From 0. */
  index: number
  header: string
  /** What it is taken as; undefined for a column that is left out. */
  role: string | undefined
  /** Name of the sheet, in workbooks with several. */
  sheet?: string
}

/** A row that was not taken: it waits until somebody mends it and drops it again. */
export interface Refused {
  row: RowPlace
  /** Names of the cells, in the order of the source. */
  header: readonly string[]
  /** As they were written: nothing of them is made visible. At most 200 cells of 10,000 characters. */
  cells: readonly string[]
  /** Kebab-case, stable: `version-maybe-damaged`. */
  code: string
  /** One sentence for a person. */
  reason: string
  /** What to do. */
  next: string
}

/** What a paper says, as our nouns. The same bytes, choices and `now` give the same. */
export interface Imported {
  /** Id of the member that read it. */
  format: string
  /** Empty when the paper is no table. */
  columns: readonly ImportColumn[]
  /** What was used: found, and given. */
  mapping: Mapping
  assets: readonly AssetRow[]
  places: readonly PlaceRow[]
  zones: readonly ZoneRow[]
  conduits: readonly ConduitRow[]
  windows: readonly WindowRow[]
  /** Of a calendar. */
  windowsTold?: readonly WindowsTold[]
  refused: readonly Refused[]
  notes: readonly Note[]
  /** A simulator made all of it: it is never counted with the real. */
  simulated: boolean
  /** It was made by asking devices over the network: say so. */
  active: boolean
  /** When it was seen, milliseconds since 1970 UTC, where the paper says so. */
  observedAt?: number
}

/** One way to list what a plant has. A member of `imports/` is one file; nothing else knows its spelling. */
export interface ImportFormat {
  /** Kebab-case, shown to users and accepted by `--format`: `servicenow-cmdb`. */
  readonly id: string
  /** For people: `ServiceNow OT CMDB`. */
  readonly label: string
  /** What of it is kept, and what is not; for docs/formats.md. */
  readonly takes: string
  readonly leaves: string
  readonly kind: 'inventory' | 'places' | 'calendar' | 'zones'
  /** Made by an active scan, of which users are warned. */
  readonly active?: true
  /** True for exactly one member for any paper: cheap. */
  sniff(head: ImportHead): boolean
  /** Loads what `read` needs beside it (a reader of XML or calendars); awaited before it. */
  prepare?(): Promise<unknown>
  /** Throws a Problem when the paper cannot be read; a single bad row is refused, everything else odd is a note. */
  read(paper: Paper, choices?: ImportChoices): Imported
}
