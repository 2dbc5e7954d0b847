import { type Input, jsonText, type Note, Problem, quoted, type Tool, visible, type World } from '#base'
import type { Bom } from './bom.ts'
import { compareBoms, type Difference } from './diff.ts'
import { factsOfBom } from './facts.ts'
import * as formats from './formats/all.ts'
import { gradeOf } from './grade.ts'
import type { BillToGrade, ProfileGrade } from './kept-grade.ts'
import { mergeBoms } from './merge.ts'
import { paperAt } from './opened-paper.ts'
import { type Loaded, loadPapers, nothing } from './papers.ts'
import type { Profile } from './profile.ts'
import * as profiles from './profiles/all.ts'
import { findFormat } from './read.ts'
import { showDifference } from './show-difference.ts'
import { showGrade } from './show-grade.ts'

export { paperAt } from './opened-paper.ts'
export {
  formatAt,
  isArchiveAt,
  type Loaded,
  loadBom,
  loadPapers,
  nothing,
  type Papers,
} from './papers.ts'

/** Questions about kept bills: loaded when one is asked, since they need what a scan must not load. */
export const keptBoms = async () => {
  const { boms } = await import('./kept-operations.ts')
  return { boms }
}

/** What is done away from the thread that answers requests. */
export const tasks = {
  'boms.grade': async (world: Pick<World, 'limits'>, bill: BillToGrade): Promise<ProfileGrade[]> =>
    (await import('./kept-grade.ts')).gradeWhole(world, bill),
}

const writers = Object.values(formats).filter(format => format.write !== undefined)

export const sbom: Tool = {
  kind: 'tool',
  about: 'Write a bill of materials of what is there; the same input gives the same bytes',
  more: 'Takes a folder, a lockfile, a bill of materials, an inventory or an image (docker save, OCI layout). The serial number follows from the content, and no clock\nis read: two people get the same bytes. SOURCE_DATE_EPOCH, in seconds since 1970, gives the bill a time.',
  words: [{ name: 'PATH', about: 'a folder or a file; - is standard input', count: 'many' }],
  flags: {
    format: { about: 'the format to write', value: 'FORMAT', choices: writers.map(({ id }) => id) },
    'spec-version': {
      about: 'the version of the format, the newest widely read one by default',
      value: 'VERSION',
      choices: [...new Set(writers.flatMap(({ writes }) => writes ?? []))].sort(),
    },
    'with-boms': { about: 'take in bills of materials that lie in a folder too' },
  },
  examples: [
    ['sbom . --output millcert.cdx.json', 'of a source tree, into a file'],
    ['sbom package-lock.json --format cyclonedx-xml', 'of one lockfile, in XML'],
    ['sbom vendor.xml --format cyclonedx-json --spec-version 1.7', 'a vendor’s bill in another format'],
  ],
  async run(world, input) {
    const format = writers.find(({ id }) => id === (input.flags.get('format')?.at(-1) ?? 'cyclonedx-json'))!
    const specVersion = input.flags.get('spec-version')?.at(-1) ?? format.writes![0]!
    if (!format.writes!.includes(specVersion))
      throw new Problem(
        'cli/usage',
        `Cannot write ${format.label} ${specVersion}: one of ${format.writes!.join(', ')} is wanted`,
      )
    const papers = await loadPapers(world, input.words, input.flags.has('with-boms'))
    tellNotes(world, input, papers.notes)
    if (papers.loaded.length === 0) throw nothing(input.words, papers.notes)
    for (const piece of format.write!(billOf(world, papers.loaded), specVersion)) world.out(piece)
    return papers.unreadable ? 3 : 0
  },
}

/**
 * One bill of everything that was read, at least one paper: the union, with what lists each; of a bill in another format the maker is
 * still who made it. With a `subject` it is a bill about that, and each paper a part of it.
 */
export function billOf(
  world: Pick<World, 'env' | 'version'>,
  loaded: readonly Pick<Loaded, 'bom' | 'kind' | 'location' | 'path'>[],
  subject?: { name: string; version: string },
): Bom {
  const [only] = loaded
  if (loaded.length === 1 && !subject) return only!.kind === 'bom' ? only!.bom : madeHere(only!.bom, world)
  const merged = mergeBoms(loaded.map(({ bom, location, path }) => ({ bom, location: location ?? path })))
  return madeHere(subject ? { ...merged, subject: { ...merged.subject!, ...subject } } : merged, world)
}

/** The same in the newest widely read version of CycloneDX JSON. */
export function writtenBill(bom: Bom): Iterable<string> {
  const format = writers.find(({ id }) => id === 'cyclonedx-json')!
  return format.write!(bom, format.writes![0]!)
}

/**
 * A bill as one that this tool made. It has a time only where one is given in seconds (reproducible-builds.org, SOURCE_DATE_EPOCH), as
 * the same input has to give the same bytes.
 */
function madeHere(bom: Bom, world: Pick<World, 'env' | 'version'>): Bom {
  const creators = [
    ...(bom.creators ?? []),
    { kind: 'tool' as const, name: 'millcert', version: world.version, mail: undefined },
  ]
  const epoch = world.env('SOURCE_DATE_EPOCH')
  if (epoch !== undefined && !/^\d{1,11}$/.test(epoch))
    throw new Problem('cli/usage', `Cannot use SOURCE_DATE_EPOCH ${quoted(epoch)}: seconds since 1970 are wanted`)
  return { ...bom, creators, timestamp: epoch === undefined ? bom.timestamp : Number(epoch) * 1000 }
}

export const diff: Tool = {
  kind: 'tool',
  about: 'Show what came, went, changed version or changed hash between two bills of materials',
  words: [
    { name: 'BEFORE', about: 'a bill of materials, lockfile or folder', count: 'one' },
    { name: 'AFTER', about: 'another', count: 'one' },
  ],
  flags: {
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
    'exit-code': { about: 'exit with 1 when there is a difference' },
  },
  examples: [
    ['diff old.cdx.json new.cdx.json', 'two bills of one product'],
    ['diff release-1/package-lock.json release-2/package-lock.json', 'two lockfiles'],
    ['diff vendor.xml observed.csv --format json', 'what the vendor listed against what was seen'],
  ],
  async run(world, input) {
    const sides = await Promise.all(input.words.map(path => sideOf(world, path)))
    const [before, after] = sides.map(({ bom }) => bom)
    const notes = sides.flatMap(side => side.notes)
    tellNotes(world, input, notes)
    const difference: Difference = compareBoms(before!, after!)
    const { words } = input
    if (input.flags.get('format')?.at(-1) === 'json')
      world.out(
        `${jsonText({ schema: 'millcert-diff/1', before: words[0], after: words[1], ...difference, notes }, 2)}\n`,
      )
    else world.out(showDifference(difference))
    const changed = Object.values(difference).some(list => Array.isArray(list) && list.length > 0)
    if (changed && input.flags.has('exit-code')) return 1
    return sides.some(({ unreadable }) => unreadable) ? 3 : 0
  },
}

/** One side of a difference; its notes say which by the path in front of their places. */
async function sideOf(world: World, path: string): Promise<{ bom: Bom; notes: Note[]; unreadable: boolean }> {
  const { loaded, notes, unreadable } = await loadPapers(world, [path], false)
  const name = path === '-' ? 'standard input' : path
  const placed = notes.map(note => ({ ...note, at: note.at === undefined ? name : `${name}: ${note.at}` }))
  if (loaded.length === 0) throw nothing([path], placed)
  const bom =
    loaded.length === 1
      ? loaded[0]!.bom
      : mergeBoms(loaded.map(one => ({ bom: one.bom, location: one.location ?? one.path })))
  return { bom, notes: placed, unreadable }
}

const everyProfile: readonly Profile[] = Object.values(profiles)

export const grade: Tool = {
  kind: 'tool',
  about: 'Show what a bill of materials lacks of the elements that somebody asks of bills',
  more: 'Says for each element how many components have it, state it as unknown, state it as withheld, state what cannot be, or say nothing, and which (-v: all of them).\nExit code: 0 every required element that a paper can tell holds, 1 one does not.',
  words: [{ name: 'BOM', about: 'a bill of materials; - is standard input', count: 'one' }],
  flags: {
    profile: {
      about: 'whose elements, cisa-2026 by default',
      value: 'PROFILE',
      choices: everyProfile.map(({ id }) => id),
    },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['grade vendor.cdx.json', 'against the CISA minimum elements of 2026'],
    ['grade vendor.cdx.json --profile bsi-tr-03183-2', 'against what the BSI asks'],
    ['grade vendor.xml --format json', 'for a program, with the components that lack something'],
  ],
  async run(world, input) {
    const path = input.words[0]!
    const paper = paperAt(world, path)
    const format = findFormat(paper, path === '-' ? 'standard input' : path)
    await format.prepare?.()
    const facts = format.facts?.(paper) ?? factsOfBom(format.read(paper))
    const profile = everyProfile.find(({ id }) => id === (input.flags.get('profile')?.at(-1) ?? 'cisa-2026'))!
    const elements = gradeOf(profile, facts)
    if (input.flags.get('format')?.at(-1) === 'json')
      world.out(
        `${jsonText({ schema: 'millcert-grade/1', path, format: format.id, profile: profile.id, components: facts.components.length, elements }, 2)}\n`,
      )
    else world.out(showGrade(profile.label, elements, world.width, input.flags.has('verbose')))
    return elements.some(({ level, verdict }) => level === 'required' && (verdict === 'no' || verdict === 'partly'))
      ? 1
      : 0
  },
}

/** Notes for a person: all with `-v`, else one line that counts them. */
export function tellNotes(world: World, input: Input, notes: readonly Note[]): void {
  if (input.flags.has('verbose'))
    for (const note of notes) world.say(`note: ${visible(note.message)}${note.at ? ` (${visible(note.at)})` : ''}`)
  else if (notes.length > 0)
    world.say(`${notes.length} ${notes.length === 1 ? 'note' : 'notes'} about the input (-v shows them)`)
}
