import { type NoteList, quoted } from '#base'
import { isAssetKind } from './asset-kind.ts'
import { type Day, dayOf, dayOfSerial, instantIn } from './import-date.ts'
import { kindOf } from './import-kind.ts'
import { placeOf, type Why } from './import-refused.ts'
import {
  type AssetFacts,
  type AssetField,
  type AssetRow,
  type Confidence,
  type RowPlace,
  stated,
} from './import-row.ts'
import {
  addressesIn,
  gradeOf,
  hardwareAddressesIn,
  levelOf,
  numberOf,
  ownerOf,
  pathIn,
  rankOf,
  saying,
  truthOf,
} from './import-value.ts'

/** Texts of one asset by role of `assetRoles`, as a source says them. */
export interface AssetText {
  place: RowPlace
  said(role: string): string | undefined
  isNumber(role: string): boolean
  /** A comma alone is a decimal sign. */
  comma: boolean
}

export interface AssetSource {
  notes: NoteList
  /** How its facts are known. */
  confidence: Confidence
  /** Zone of times that say none. */
  timeZone: string
}

/** The texts of a record by role, where every text says what it says: blank and `n/a` are nothing. */
export function assetText(place: RowPlace, texts: Readonly<Record<string, string | undefined>>): AssetText {
  const kept = new Map(Object.entries(texts))
  return { place, said: role => saying(kept.get(role)), isNumber: () => false, comma: false }
}

/** An asset from the texts of its record. A text that cannot be read is left out with a note. */
export function assetOf(text: AssetText, { notes, confidence, timeZone }: AssetSource): AssetRow {
  const { said } = text
  const odd = (code: string, role: string, wanted: string) =>
    notes.add(code, `${quoted(said(role))} is not ${wanted}`, placeOf(text.place))
  const value = <T>(role: string, read: (text: string) => T | undefined, wanted: string): T | undefined => {
    const found = said(role)
    if (found === undefined) return undefined
    const made = read(found)
    if (made === undefined) odd(`${role}-not-read`, role, wanted)
    return made
  }
  const guessed: AssetField[] = []
  const day = (role: string, field: AssetField, last: boolean) => {
    const found = value<Day>(role, it => dayIn(it, text.isNumber(role), last), 'a day')
    if (found && !found.exact) guessed.push(field)
    return found?.text
  }
  const kind = kindIn(said)
  const facts = stated<Partial<AssetFacts>>({
    ref: said('ref'),
    tag: said('tag'),
    name: said('name'),
    ...kind,
    vendor: said('vendor'),
    product: said('product') ?? (kind.kind === undefined ? said('type') : undefined),
    orderNumber: said('order'),
    serial: said('serial'),
    hardwareRevision: said('hardware'),
    firmware: said('firmware'),
    os: said('os'),
    level: value('level', levelOf, 'a level of the Purdue model'),
    site: said('site'),
    placePath: placeIn(said),
    zone: said('zone'),
    ipAddresses: listIn(said('ip'), addressesIn, it => odd('ip-not-read', 'ip', `an IP address: ${quoted(it)}`)),
    macAddresses: listIn(said('mac'), hardwareAddressesIn, it =>
      odd('mac-not-read', 'mac', `a hardware address: ${quoted(it)}`),
    ),
    slot: said('slot'),
    parentRef: said('parent'),
    criticality: criticalityIn(text),
    owner: ownerOf(said('owner') ?? ''),
    installedOn: day('installed', 'installedOn', false),
    expectedLifeYears: value('life', it => yearsIn(it, text.comma), 'a number of years'),
    supportUntil: day('support', 'supportUntil', true),
    neverPatched: value('patched', truthOf, 'yes or no'),
  })
  if (facts.kind !== undefined && said('kind') === undefined && said('type') === undefined) guessed.push('kind')
  const confidences = Object.fromEntries(guessed.map(field => [field, 'guessed' as const]))
  return {
    row: text.place,
    ...facts,
    confidence,
    ...(guessed.length > 0 && { confidences }),
    ...stated<Pick<AssetRow, 'observedAt'>>({
      observedAt: value('observed', it => timeIn(it, text, timeZone), 'a time'),
    }),
    simulated: truthOf(said('simulated') ?? '') === true,
  }
}

/** Why a row is no asset; undefined when it is one. */
export function anonymous(row: AssetRow): Why | undefined {
  if (row.tag ?? row.serial ?? row.ref ?? row.ipAddresses) return undefined
  return {
    code: 'no-identity',
    reason: 'It names no tag, serial number, id or IP address.',
    next: 'Say at least one of them, so that the asset is known again.',
  }
}

function kindIn(said: AssetText['said']): Partial<Pick<AssetFacts, 'kind' | 'kindText'>> {
  for (const role of ['kind', 'type']) {
    const text = said(role)
    const kind = text === undefined ? undefined : isAssetKind(text) ? text : kindOf(text)
    if (kind) return { kind, kindText: text! }
  }
  const text = said('kind')
  const kind = kindOf(said('name')) ?? kindOf(said('product'))
  return { ...(kind && { kind }), ...(text !== undefined && { kindText: text }) }
}

function placeIn(said: AssetText['said']): readonly string[] {
  const levels = ['area', 'line', 'cell', 'unit'].flatMap(role => said(role) ?? [])
  return levels.length > 0 ? levels : pathIn(said('place') ?? '')
}

function listIn(
  text: string | undefined,
  read: (text: string) => { addresses: string[]; odd: string[] },
  note: (odd: string) => void,
): string[] | undefined {
  if (text === undefined) return undefined
  const { addresses, odd } = read(text)
  for (const one of odd) note(one)
  return addresses
}

function criticalityIn({ said, comma, isNumber }: AssetText): AssetFacts['criticality'] | undefined {
  const grade = (role: string) => {
    const text = said(role)
    if (text === undefined) return undefined
    const truth = truthOf(text)
    return truth === undefined ? gradeOf(text) : truth ? 'critical' : 'low'
  }
  const cost = said('downtime')
  const found = stated<AssetFacts['criticality']>({
    safety: grade('safety'),
    quality: grade('quality'),
    downtimeCostPerHour: cost === undefined ? undefined : numberOf(cost, comma && !isNumber('downtime')),
    rank: rankOf(said('criticality') ?? ''),
  })
  return Object.keys(found).length > 0 ? found : undefined
}

function dayIn(text: string, isNumber: boolean, last: boolean): Day | undefined {
  if (!isNumber) return dayOf(text, last)
  const serial = dayOfSerial(text)
  return serial ? { text: serial.text, exact: true } : dayOf(text, last)
}

function timeIn(text: string, { isNumber }: AssetText, timeZone: string): number | undefined {
  return instantIn(isNumber('observed') ? (dayOfSerial(text)?.text ?? text) : text, timeZone)?.at
}

function yearsIn(text: string, comma: boolean): number | undefined {
  const years = numberOf(text, comma)
  return years !== undefined && years > 0 && years <= 200 ? years : undefined
}
