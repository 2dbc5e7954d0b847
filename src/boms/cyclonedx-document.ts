import { Problem, quoted } from '#base'
import { takeSubject } from './cyclonedx-component.ts'
import { creatorsOf } from './cyclonedx-creators.ts'
import { type Gathering, isRaw, textOf, wrongType } from './cyclonedx-gather.ts'
import { nameOf } from './paper-text.ts'

/** The members of a bill that stand outside its lists, in either spelling. */

/** Throws `boms/unknown-version`, or `boms/missing-version`. */
export function takeSpecVersion(it: Gathering, value: unknown, read: readonly string[]): void {
  const name = nameOf(it.paper)
  if (value === undefined)
    throw new Problem('boms/missing-version', `Cannot read ${name}: specVersion is missing`, {
      wanted: `one of ${read.join(', ')}`,
    })
  if (typeof value !== 'string' || !read.includes(value))
    throw new Problem(
      'boms/unknown-version',
      `Cannot read ${name}: CycloneDX specVersion ${typeof value === 'string' ? visibleVersion(value) : quoted(value)} is unknown`,
      { at: '/specVersion', found: quoted(value), wanted: `one of ${read.join(', ')}` },
    )
  it.bom.specVersion = value
}

function visibleVersion(text: string): string {
  return /^[0-9.]{1,12}$/.test(text) ? text : quoted(text)
}

/** The revision of the bill: a whole number from 1 on (CycloneDX 1.2 to 1.7, `version`). Throws `boms/bad-revision`. */
export function takeRevision(it: Gathering, value: unknown, at: string): void {
  if (value === undefined || value === null) return
  if (Number.isInteger(value) && (value as number) >= 1) {
    it.bom.revision = value as number
    return
  }
  throw new Problem(
    'boms/bad-revision',
    `Cannot read ${nameOf(it.paper)}: version ${quoted(value)} at ${at} is not a whole number from 1 on`,
    { at, found: quoted(value), wanted: 'a whole number from 1 on' },
  )
}

const uuid =
  /^(?:urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\})$/

export function takeSerial(it: Gathering, value: unknown): void {
  at(it, '')
  const serial = textOf(it, value, 'serialNumber')
  it.bom.serial = serial
  if (serial !== undefined && !uuid.test(serial))
    it.notes.add('serial-malformed', `serialNumber ${quoted(serial)} is no urn:uuid`, '/serialNumber')
}

export function takeMetadata(it: Gathering, value: unknown): void {
  at(it, '/metadata')
  if (value === undefined || value === null) return
  if (!isRaw(value)) throw wrongType(it, value, '', 'an object')
  takeTimestamp(it, textOf(it, value['timestamp'], 'timestamp'))
  const subject = value['component']
  if (subject !== undefined && subject !== null) takeSubject(it, subject)
  const creators = creatorsOf(value)
  if (creators.length > 0) it.bom.creators = creators
}

// RFC 3339, and ISO 8601 without a zone, which XML Schema allows and which is then taken for UTC.
const written = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/i

function takeTimestamp(it: Gathering, text: string | undefined): void {
  if (text === undefined) return
  const parts = written.exec(text)
  const fraction = parts?.[2]?.slice(0, 4) ?? ''
  const time = parts ? Date.parse(`${parts[1]}${fraction}${parts[3] ?? 'Z'}`.toUpperCase()) : Number.NaN
  if (Number.isNaN(time))
    it.notes.add(
      'timestamp-malformed',
      `timestamp ${quoted(text)} is no date and time: left out`,
      it.place('/timestamp'),
    )
  else it.bom.timestamp = time
}

/** From now on places are those of this part of the document. */
export function at(it: Gathering, list: string): void {
  it.list = list
  it.index = -1
  it.raw = {}
}
