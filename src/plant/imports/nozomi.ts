import type { ImportFormat, ImportHead } from '../import-format.ts'
import { epochOf, field, isRecord, type JsonRecord, textOf } from '../import-json.ts'
import { type RecordAsset, type RecordReading, readRecords } from '../import-records.ts'
import { type AssetField, type AssetRow, type Confidence, stated } from '../import-row.ts'
import { saying } from '../import-value.ts'

/**
 * Assets of Nozomi Guardian and Vantage, the answer to the query `assets`. Times are seconds or milliseconds, numbers or texts. Beside a
 * fact `<name>:info` says how it is known.
 */
export const nozomi: ImportFormat = {
  id: 'nozomi',
  label: 'Nozomi Guardian, Vantage (JSON)',
  takes: 'assets with addresses, product, firmware, serial number and end of support; how each fact is known',
  leaves: 'nodes, links, alerts, risk',
  kind: 'inventory',
  sniff,
  read: (paper, choices = {}) => readRecords(nozomi, paper, choices, reading),
}

const ownNames = [
  '_asset_kb_id',
  'mac_address_level',
  'appliance_hosts',
  'capture_device',
  'mac_vendor',
  'os_or_firmware',
]

function sniff({ text }: ImportHead): boolean {
  if (!/^\s*[{[]/.test(text)) return false
  return /"[a-z_]{2,40}:info"\s*:\s*\{/.test(text) || ownNames.filter(name => text.includes(`"${name}"`)).length >= 2
}

const reading: RecordReading = {
  lists: ['result', 'data', 'assets'],
  confidence: 'observed-passively',
  assetsOf: (record, place) => [assetOf(record, place)],
}

/** Names of Nozomi and what they are here, for how a fact is known. */
const fields: readonly (readonly [string, AssetField])[] = [
  ['name', 'name'],
  ['vendor', 'vendor'],
  ['product_name', 'product'],
  ['firmware_version', 'firmware'],
  ['serial_number', 'serial'],
  ['type', 'kind'],
  ['os', 'os'],
  ['ip', 'ipAddresses'],
  ['mac_address', 'macAddresses'],
  ['end_of_support_date', 'supportUntil'],
]

function assetOf(record: JsonRecord, place: string): RecordAsset {
  const said = (name: string) => saying(textOf(field(record, name)))
  const list = (name: string) => (said(name) ?? '').split(', ')[0]
  const support = epochOf(field(record, 'end_of_support_date'))
  const addresses = said('ip')
  const either = said('firmware_version') === undefined && said('os') === undefined ? said('os_or_firmware') : undefined
  const isSystem = /windows|linux|mac ?os|ubuntu|debian|android|vxworks|qnx/i.test(either ?? '')
  return {
    place,
    record,
    versionIsNumber: typeof field(record, 'firmware_version') === 'number',
    texts: {
      ref: said('id'),
      name: said('name') === addresses ? undefined : said('name'),
      kind: said('type'),
      vendor: said('vendor'),
      product: said('product_name'),
      firmware: said('firmware_version') ?? (isSystem ? undefined : either),
      serial: said('serial_number'),
      os: said('os') ?? (isSystem ? either : undefined),
      level: said('level'),
      zone: list('zones') ?? said('zone'),
      ip: addresses,
      mac: said('mac_address'),
      support: support === undefined ? undefined : new Date(support).toISOString().slice(0, 10),
    },
    more: stated<Partial<AssetRow>>({
      confidences: confidencesOf(record),
      observedAt: epochOf(field(record, 'last_activity_time')) ?? epochOf(field(record, 'time')),
    }),
  }
}

function confidencesOf(record: JsonRecord): AssetRow['confidences'] {
  const found = fields.flatMap(([name, here]) => {
    const info = field(record, `${name}:info`)
    const source = isRecord(info) ? textOf(field(info, 'source')) : undefined
    const confidence = source === undefined ? undefined : confidenceOf(source)
    return confidence === undefined ? [] : [[here, confidence] as const]
  })
  return found.length > 0 ? Object.fromEntries(found) : undefined
}

/** `passive` is what the rest is taken as. */
function confidenceOf(source: string): Confidence | undefined {
  if (/active|polling|arc\b|remote|wmi|snmp/i.test(source) && !/passive/i.test(source)) return 'observed-actively'
  if (/manual|import|csv|user|custom/i.test(source)) return 'stated'
  return /asset[-_ ]?kb|guess|likel|infer|\bai\b/i.test(source) ? 'guessed' : undefined
}
