import type { ImportFormat, ImportHead } from '../import-format.ts'
import { field, isRecord, type JsonRecord, textOf } from '../import-json.ts'
import { modelIn } from '../import-model.ts'
import { type RecordAsset, type RecordReading, readRecords } from '../import-records.ts'
import { saying } from '../import-value.ts'

/**
 * Assets of Claroty CTD as its interface gives them: `{objects: [...]}` or the list alone. Modules stand in `children` of their
 * chassis and often once more by themselves; the model holds series and revision too.
 */
export const claroty: ImportFormat = {
  id: 'claroty',
  label: 'Claroty CTD (JSON)',
  takes: 'assets with their modules, addresses, model, firmware, serial number, zone and Purdue level; seen passively',
  leaves: 'what Claroty never saw itself, alerts, risk scores',
  kind: 'inventory',
  sniff,
  read: (paper, choices = {}) => readRecords(claroty, paper, choices, reading),
}

const ownNames = ['resource_id', 'asset_type__', 'criticality__', 'virtual_zone_name', 'risk_level__', 'class_type']

function sniff({ text }: ImportHead): boolean {
  if (!/^\s*[{[]/.test(text)) return false
  return ownNames.filter(name => text.includes(`"${name}"`)).length >= 2
}

const reading: RecordReading = {
  lists: ['objects', 'assets', 'data'],
  confidence: 'observed-passively',
  assetsOf: (record, place, { notes }) => {
    if (field(record, 'ghost') !== true && field(record, 'valid') !== false) return assetsIn(record, place)
    notes.add('not-seen', 'Claroty has not seen it itself (ghost or not valid): left out', place)
    return []
  },
}

/** An asset and its modules, each after what it stands in. */
function assetsIn(record: JsonRecord, place: string, parent?: string): RecordAsset[] {
  const children = field(record, 'children')
  const ref = refOf(record)
  const own = assetOf(record, place, parent)
  if (!Array.isArray(children)) return [own]
  return [
    own,
    ...children.flatMap((child: unknown, index) =>
      isRecord(child) ? assetsIn(child, `${place}/children/${index}`, ref) : [],
    ),
  ]
}

function refOf(record: JsonRecord): string | undefined {
  return saying(textOf(field(record, 'resource_id'))) ?? saying(textOf(field(record, 'id')))
}

function assetOf(record: JsonRecord, place: string, parent: string | undefined): RecordAsset {
  const said = (name: string) => saying(textOf(field(record, name)))
  const shown = said('display_name') ?? said('name')
  const model = modelIn(said('model') ?? '')
  const addresses = said('ipv4')
  return {
    place,
    record,
    versionIsNumber: typeof field(record, 'firmware') === 'number',
    texts: {
      ref: refOf(record),
      parent,
      // Without a name of its own an asset is shown by its address.
      name: shown === addresses || /^[\d.]+(?::.*)?$/.test(shown ?? '') ? undefined : shown,
      kind: said('asset_type__') ?? said('asset_type'),
      vendor: said('vendor'),
      product: model.product,
      order: model.orderNumber,
      hardware: model.hardwareRevision,
      firmware: said('firmware') ?? model.version,
      serial: said('serial_number'),
      os: said('os'),
      level: said('purdue_level'),
      site: said('site_name'),
      zone: said('virtual_zone_name'),
      ip: [addresses, said('ipv6')]
        .flatMap(list => list?.split(', ') ?? [])
        .filter(one => !/\s/.test(one))
        .join(', '),
      mac: said('mac'),
      slot: said('slot') ?? said('slot_number'),
      criticality: said('criticality__') ?? undefined,
      observed: said('last_seen') ?? said('timestamp'),
    },
  }
}
