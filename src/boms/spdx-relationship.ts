import { quoted } from '#base'
import { elsewhere, meanings, otherRelationships, saidNone, unsaid } from './spdx.ts'
import {
  fileNumberOf,
  type Gathering,
  isDescribed,
  isRaw,
  needed,
  needsNothing,
  numberOf,
  textOf,
  wrongType,
} from './spdx-gather.ts'

/** A relationship in the JSON spelling; the place is set by the reader. */
export function takeRelationship(it: Gathering, raw: unknown): void {
  if (!isRaw(raw)) throw wrongType(it, raw, '', 'a relationship')
  it.raw = raw
  const from = textOf(it, raw['spdxElementId'], 'spdxElementId')
  const written = textOf(it, raw['relationshipType'], 'relationshipType')
  const to = textOf(it, raw['relatedSpdxElement'], 'relatedSpdxElement')
  if (from === undefined || written === undefined || to === undefined) {
    it.notes.add('relationship-incomplete', 'a relationship lacks one of its three parts: left out', it.place(''))
    return
  }
  const type = written.toUpperCase().replaceAll('-', '_')
  // Without its last letter nothing else could be meant, and some write it so.
  if (type === 'DESCRIBES' || type === 'DESCRIBE') takeDescribed(it, from, to)
  else if (type === 'DESCRIBED_BY') takeDescribed(it, to, from)
  else takeNeed(it, from, type, to, written)
}

function takeDescribed(it: Gathering, from: string, to: string): void {
  if (to === saidNone || to === unsaid) return
  if (from.startsWith(elsewhere) || to.startsWith(elsewhere)) it.foreign++
  else describe(it, to)
}

/** The document is about the element with this id. */
export function describe(it: Gathering, id: string): void {
  const number = numberOf(it, id)
  it.marks[number]! |= isDescribed
}

function takeNeed(it: Gathering, from: string, type: string, to: string, written: string): void {
  const meaning = meanings.get(type)
  if (meaning === undefined) {
    if (otherRelationships.has(type)) it.passed++
    else
      it.notes.add(
        'relationship-unknown',
        `unknown relationship ${quoted(written)}: left out`,
        it.place('/relationshipType'),
      )
    return
  }
  if (from.startsWith(elsewhere) || to.startsWith(elsewhere)) {
    it.foreign++
    return
  }
  if (to === saidNone || to === unsaid) {
    // That it holds nothing does not say that it needs nothing.
    if (to === saidNone && type === 'DEPENDS_ON') {
      const number = numberOf(it, from)
      it.marks[number]! |= needsNothing
    }
    return
  }
  const first = fileNumberOf(it, from)
  const second = fileNumberOf(it, to)
  const target = meaning.direction === 'forward' ? second : first
  it.from.add(meaning.direction === 'forward' ? first : second)
  it.to.add(target)
  it.marks[target]! |= needed[meaning.scope ?? 'plain']
}

/** A file that stands in a package: what is said of the file holds for the package. */
export function takeHeld(it: Gathering, holder: number, file: unknown): void {
  if (typeof file !== 'string') throw wrongType(it, file, '/hasFiles', 'an SPDXID')
  const number = fileNumberOf(it, file)
  if (it.holders[number] === 0) it.holders[number] = holder + 1
}
