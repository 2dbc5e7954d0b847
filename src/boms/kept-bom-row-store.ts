import { sql } from 'kysely'
import { type Note, quoted } from '#base'
import { insertRows, listed, type Read, rowsOf, type Write } from '#ledger'
import type { BomHead } from './kept-rows.ts'

/** Writes down bills that are new, each under its number, without what they list. */
export async function insertBoms(
  db: Write,
  bills: readonly { rows: BomHead; id: number }[],
  at: number,
): Promise<void> {
  const used = await usedSerials(
    db,
    bills.flatMap(({ rows }) => rows.serial ?? []),
  )
  await insertRows(
    db,
    'bom',
    bomColumns,
    bills.map(({ rows, id }) => bomValues(rows, id, at, used)),
  )
}

const bomColumns = {
  id: 'integer',
  digest: 'text',
  format: 'text',
  kind: 'text',
  spec_version: 'text',
  serial: 'text',
  subject: 'text',
  subject_version: 'text',
  subject_key: 'text',
  made_at: 'integer',
  components: 'integer',
  notes: 'text',
  received_at: 'integer',
  size: 'integer',
} as const

/** Serial numbers that kept bills have, each with the digest of one of these. */
async function usedSerials(db: Read, serials: readonly string[]): Promise<Map<string, string>> {
  if (serials.length === 0) return new Map()
  const rows = await rowsOf<{ serial: string; digest: string }>(
    db,
    sql`select serial, max(digest) as digest from bom where serial in ${listed(db, serials, 'text')} group by serial`,
  )
  return new Map(rows.map(({ serial, digest }) => [serial, digest]))
}

function notesOf({ notes, serial }: BomHead, used: ReadonlyMap<string, string>): readonly Note[] {
  const other = serial === null ? undefined : used.get(serial)
  if (other === undefined) return notes
  const message = `serial number ${quoted(serial)} is that of another bill, too (${other}): both are kept`
  return [...notes, { code: 'serial-used-again', message, at: '/serialNumber' }]
}

function bomValues(
  rows: BomHead,
  id: number,
  at: number,
  used: ReadonlyMap<string, string>,
): (string | number | null)[] {
  const { digest, format, kind, specVersion, serial, subject, subjectVersion, subjectKey, madeAt, size } = rows
  const notes = JSON.stringify(notesOf(rows, used))
  const count = rows.entryCount
  return [
    id,
    digest,
    format,
    kind,
    specVersion,
    serial,
    subject,
    subjectVersion,
    subjectKey,
    madeAt,
    count,
    notes,
    at,
    size,
  ]
}
