import { loadWorkbook, plainHeader } from '#boms'
import { type RoleTable, tableLayout } from '../import-columns.ts'
import type { ImportFormat, ImportHead } from '../import-format.ts'
import { inventoryTable, readInventory } from '../import-inventory.ts'
import { field, isRecord, type JsonRecord, textOf } from '../import-json.ts'
import { type RecordAsset, type RecordReading, readRecords } from '../import-records.ts'
import { assetRoles } from '../import-roles.ts'
import { saying } from '../import-value.ts'

/**
 * Records of the OT CMDB of ServiceNow (`cmdb_ci_ot_plc` and the like): lists exported as CSV or XLSX, or the answer of the Table API.
 * An asset is known by its `sys_id`.
 */
export const servicenowCmdb: ImportFormat = {
  id: 'servicenow-cmdb',
  label: 'ServiceNow OT CMDB (CSV, XLSX, JSON)',
  takes: 'records of the OT classes by their `sys_id`, with the columns of a list of assets',
  leaves: 'references without their display value, relations, columns nobody knows',
  kind: 'inventory',
  sniff,
  prepare: loadWorkbook,
  read: (paper, choices = {}) =>
    /^\s*[{[]/.test(paper.text)
      ? readRecords(servicenowCmdb, paper, choices, reading)
      : readInventory(servicenowCmdb, paper, choices, table),
}

/** Fields of joined tables have the table's name before a dot, fields of a customer begin with `u_`. */
const ownTable: RoleTable = {
  roles: assetRoles.roles,
  roleOf: header => {
    const name = header.replace(/^.*\./, '').replace(/^[ux]_/, '')
    const plain = plainHeader(name)
    if (plain === 'modelid') return { role: 'product', rank: 0 }
    return assetRoles.roleOf(name)
  },
}

const table = { ...inventoryTable, table: ownTable, missing: 'names a sys_id and what it is of' }

const ofServicenow = /^(?:sysid|sysclassname)$/

function sniff({ text, tables }: ImportHead): boolean {
  if (/^\s*[{[]/.test(text)) return /"sys_id"/.test(text) && /"(?:sys_class_name|name|manufacturer)"/.test(text)
  return tables.some(one => {
    const layout = tableLayout(one.text, ownTable, table.wanted)
    return layout?.header.some(header => ofServicenow.test(plainHeader(header))) === true
  })
}

const reading: RecordReading = {
  lists: ['result', 'records'],
  confidence: 'stated',
  assetsOf: (record, place, { notes }) => {
    const texts: Record<string, string | undefined> = {}
    const ranks = new Map<string, number>()
    for (const [name, value] of Object.entries(record)) {
      const found = ownTable.roleOf(name)
      const text = found && shownOf(value, found.role)
      if (
        found === undefined ||
        text === undefined ||
        (ranks.get(found.role) ?? Number.POSITIVE_INFINITY) <= found.rank
      )
        continue
      if (!shownOnly.has(found.role) && found.role !== 'ref' && /^[0-9a-f]{32}$/.test(text)) {
        notes.add(
          'reference-not-shown',
          `${name} is the id of another record: export it with its display values`,
          place,
        )
        continue
      }
      ranks.set(found.role, found.rank)
      texts[found.role] = text
    }
    return [
      {
        place,
        record,
        texts,
        versionIsNumber: typeof rawOf(record, 'firmware_version') === 'number',
      } satisfies RecordAsset,
    ]
  },
}

/** Roles whose value is the id of another record. */
const shownOnly = new Set(['parent'])

/** A reference is `{display_value, value, link}`: people read the first, records are joined by the second. */
function shownOf(value: unknown, role: string): string | undefined {
  if (!isRecord(value)) return saying(textOf(value))
  const own = saying(textOf(field(value, 'value')))
  const shown = saying(textOf(field(value, 'display_value')))
  return role === 'parent' || role === 'ref' ? (own ?? shown) : (shown ?? own)
}

function rawOf(record: JsonRecord, name: string): unknown {
  const value = field(record, name)
  return isRecord(value) ? field(value, 'value') : value
}
