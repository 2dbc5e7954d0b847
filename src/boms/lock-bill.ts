import { type NoteList, noteList, Problem, parseJson, quoted } from '#base'
import { type Bom, type Component, component, emptyBom, ownLabel } from './bom.ts'
import type { Paper } from './format.ts'
import { type Fields, isFields, textOf } from './json-members.ts'
import { boundCount, nameOf } from './paper-text.ts'
import { references } from './reference.ts'

/** A lockfile while it is read. */
export interface LockBill {
  bom: Bom
  paper: Paper
  notes: NoteList
  refs: (wanted: string) => string
}

/** An empty bill about the project that the lockfile belongs to, whose ref is `.`. */
export function lockBill(format: string, paper: Paper): LockBill {
  const notes = noteList()
  const refs = references()
  const subject = component(refs('.'), nameOf(paper))
  subject.type = 'application'
  const bom: Bom = { ...emptyBom(format, notes.notes), subject }
  return { bom, paper, notes, refs }
}

/** Adds a component within `limits.count`. */
export function put({ bom, paper }: LockBill, made: Component): Component {
  bom.components.push(made)
  boundCount(bom.components.length, paper, made.at ?? 'the end')
  return made
}

/** Marks what the maker builds itself: type `application`, and no purl, as a published package of that name is another one. */
export function markOwn(made: Component): Component {
  made.type = 'application'
  made.label = ownLabel
  return made
}

/** What the project says of itself in the JSON file beside its lockfile; its name and version go to the subject. */
export function manifestBeside({ bom, paper, notes }: LockBill, file: string): Fields | undefined {
  const bytes = paper.beside(file)
  if (!bytes) return undefined
  try {
    const manifest = parseJson(bytes, paper.limits, file)
    if (!isFields(manifest)) return undefined
    bom.subject!.name = textOf(manifest['name']) ?? bom.subject!.name
    bom.subject!.version = textOf(manifest['version'])
    return manifest
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    notes.add('manifest-unreadable', `what the project asks for is not known: ${error.message}`, file)
    return undefined
  }
}

/** Notes a dependency that the lockfile does not list. */
export function noteMissing({ notes }: LockBill, name: string, by: string, at: string | undefined): void {
  notes.add('dependency-not-listed', `${quoted(name)} of ${quoted(by)} is not listed`, at)
}

/** All refs that can be reached over edges, the starts among them. */
export function reachedFrom(starts: Iterable<string>, edges: ReadonlyMap<string, Iterable<string>>): Set<string> {
  const seen = new Set(starts)
  for (const ref of seen) for (const next of edges.get(ref) ?? []) seen.add(next)
  return seen
}
