import type { AssetFactField } from './asset-field.ts'
import type { FactValue } from './fact.ts'

/** What each source words as it likes: other words are no contradiction. */
const labels: ReadonlySet<AssetFactField> = new Set(['name', 'kindText', 'description'])

/** Whether two sources mean the same: case, blanks and the habits of the field aside. Never more than spelling: `33.10` is not `33.1`. */
export function sameValue(field: AssetFactField, a: FactValue, b: FactValue): boolean {
  return a === b || (labels.has(field) && a !== null && b !== null) || plain(field, a) === plain(field, b)
}

const legalForm =
  /[\s,.]+(?:ag|se|gmbh(?: & co\.? kg)?|kg|inc|ltd|llc|corp(?:oration)?|co|s\.?p\.?a|s\.?a|b\.?v|oy|ab)\.?$/

function plain(field: AssetFactField, value: FactValue): string {
  if (typeof value !== 'string') return JSON.stringify(Array.isArray(value) ? value.toSorted() : value)
  const text = value.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
  switch (field) {
    case 'firmware':
    case 'hardwareRevision':
      return `"${text.replace(/^(?:fw|firmware|version|ver|rev|revision)\b[\s.:]*/, '').replace(/^v\.?\s*(?=\d)/, '')}`
    case 'vendor':
      return `"${text.replace(legalForm, '')}`
    case 'orderNumber':
    case 'serial':
      return `"${text.replace(/[\s-]/g, '')}`
    default:
      return `"${text}`
  }
}
