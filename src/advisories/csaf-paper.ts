import { parseJson, quoted } from '#base'
import { ahead, type CsafReading } from './csaf-listing.ts'
import { misread, type Tlp, tlpOf } from './csaf-provider-metadata.ts'
import { fieldsAt, isFields, textAt } from './json-object.ts'
import { timeOf } from './statement.ts'

/** What a document tells of itself before anything else of it is read. */
export interface CsafFacts {
  readonly id: string
  /** Its current release, milliseconds since 1970 UTC; null where it states no plausible time. */
  readonly released: number | null
  readonly withdrawn: boolean
  readonly tlp: Tlp | null
  /** Of its publisher. */
  readonly namespace: string
}

/** Reads what a document tells of itself. A Problem when it is none; notes on a name that is not of its id, and on dates. */
export function readFacts(bytes: Uint8Array, reading: CsafReading): CsafFacts {
  const { name, notes, now } = reading
  try {
    const document = fieldsAt(fieldsAt(parseJson(bytes, reading.limits, name), '/')['document'], '/document')
    textAt(document['csaf_version'], '/document/csaf_version')
    const tracking = fieldsAt(document['tracking'], '/document/tracking')
    const id = textAt(tracking['id'], '/document/tracking/id').trim()
    const publisher = fieldsAt(document['publisher'], '/document/publisher')
    const { current_release_date: stated } = tracking
    const released = timeOf(stated)
    const isPlausible = released !== undefined && released <= now + ahead
    if (!isPlausible)
      notes.add('csaf-release-date', `${name}: its release date ${quoted(stated ?? null)} is no time that can be`)
    const own = name.slice(name.lastIndexOf('/') + 1)
    if (own !== fileNameOf(id))
      notes.add('csaf-file-name', `${name}: a document with the id ${quoted(id)} is called ${fileNameOf(id)}`)
    return {
      id,
      released: isPlausible ? released : null,
      withdrawn: document['category'] === 'csaf_withdrawn',
      tlp: tlpOf(labelOf(document['distribution'])) ?? null,
      namespace: textAt(publisher['namespace'], '/document/publisher/namespace').trim(),
    }
  } catch (error) {
    throw misread(error, name)
  }
}

function labelOf(distribution: unknown): unknown {
  const tlp = isFields(distribution) ? distribution['tlp'] : undefined
  return isFields(tlp) ? tlp['label'] : undefined
}

/** What a document with an id is called (CSAF 2.0 §5.1). */
export function fileNameOf(id: string): string {
  return `${id.toLowerCase().replace(/[^+\-a-z0-9]+/g, '_')}.json`
}
