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
  amountOf,
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
  const reading = readingOf(text, notes)
  const installed = reading('installed', it => dayIn(it, text.isNumber('installed'), false), 'a day')
  const support = reading('support', it => dayIn(it, text.isNumber('support'), true), 'a day')
  const observedAt = reading('observed', it => timeIn(it, text, timeZone), 'a time')
  const guessed: AssetField[] = []
  if (installed?.exact === false) guessed.push('installedOn')
  if (support?.exact === false) guessed.push('supportUntil')
  const kind = kindIn(said)
  if (kind.kind !== undefined && said('kind') === undefined && said('type') === undefined) guessed.push('kind')
  const days = { installedOn: installed?.text, supportUntil: support?.text }
  return {
    row: text.place,
    ...stated<Partial<AssetFacts>>({ ...factsIn(text, kind, notes), ...days }),
    confidence,
    ...(guessed.length > 0 && { confidences: Object.fromEntries(guessed.map(field => [field, 'guessed' as const])) }),
    ...stated<Pick<AssetRow, 'observedAt'>>({ observedAt }),
    simulated: truthOf(said('simulated') ?? '') === true,
  }
}

type Maybe<T> = { [K in keyof T]?: T[K] | undefined }

function factsIn(text: AssetText, kind: Partial<AssetFacts>, notes: NoteList): Maybe<AssetFacts> {
  const { said } = text
  const reading = readingOf(text, notes)
  return {
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
    level: reading('level', levelOf, 'a level of the Purdue model'),
    site: said('site'),
    placePath: placeIn(said),
    zone: said('zone'),
    ipAddresses: listIn(text, 'ip', addressesIn, notes),
    macAddresses: listIn(text, 'mac', hardwareAddressesIn, notes),
    slot: said('slot'),
    parentRef: said('parent'),
    criticality: criticalityIn(text, reading),
    owner: reading('owner', ownerOf, 'IT, OT or both'),
    expectedLifeYears: reading('life', it => yearsIn(it, text.comma), 'a number of years'),
    neverPatched: reading('patched', truthOf, 'yes or no'),
  }
}

/** Reads the text of a role; one that cannot be read is noted. */
function readingOf({ said, place }: AssetText, notes: NoteList) {
  return <T>(role: string, read: (text: string) => T | undefined, wanted: string): T | undefined => {
    const found = said(role)
    const made = found === undefined ? undefined : read(found)
    if (found !== undefined && made === undefined)
      notes.add(`${role}-not-read`, `${quoted(found)} is not ${wanted}`, placeOf(place))
    return made
  }
}

/** Characters of one fact. */
const mostCharacters = 1000

/** Why a row is not taken as an asset; undefined when it is. */
export function unfit(row: AssetRow): Why | undefined {
  if (Object.values(row).some(fact => lengthOf(fact) > mostCharacters))
    return {
      code: 'text-too-long',
      reason: `One of its facts has more than ${mostCharacters} characters.`,
      next: 'Shorten it, or take the column out.',
    }
  if (row.tag ?? row.serial ?? row.ref ?? row.ipAddresses) return undefined
  return {
    code: 'no-identity',
    reason: 'It names no tag, serial number, id or IP address.',
    next: 'Say at least one of them, so that the asset is known again.',
  }
}

function lengthOf(fact: unknown): number {
  if (typeof fact === 'string') return fact.length
  return Array.isArray(fact) ? Math.max(0, ...fact.map(lengthOf)) : 0
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
  { said, place }: AssetText,
  role: 'ip' | 'mac',
  read: (text: string) => { addresses: string[]; odd: string[] },
  notes: NoteList,
): string[] | undefined {
  const text = said(role)
  if (text === undefined) return undefined
  const { addresses, odd } = read(text)
  for (const one of odd) notes.add(`${role}-not-read`, `${quoted(one)} is no address`, placeOf(place))
  return addresses
}

function criticalityIn(
  { comma, isNumber }: AssetText,
  reading: ReturnType<typeof readingOf>,
): AssetFacts['criticality'] | undefined {
  const grade = (text: string) => {
    const truth = truthOf(text)
    return truth === undefined ? gradeOf(text) : truth ? 'critical' : 'low'
  }
  const cost = (text: string) => amountOf(text, comma && !isNumber('downtime'))
  const found = stated<AssetFacts['criticality']>({
    safety: reading('safety', grade, 'yes, no or a grade such as high'),
    quality: reading('quality', grade, 'yes, no or a grade such as high'),
    downtimeCostPerHour: reading('downtime', cost, 'a number from 0'),
    rank: reading('criticality', rankOf, 'a rank from 1 to 4 or a word such as high'),
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
