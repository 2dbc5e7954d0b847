import { z } from 'zod'
import { type Database, sharedDatabase } from '#advisories'
import { Problem } from '#base'
import { bomStore } from '#boms'
import { findingsStore } from '#findings'
import { act, type Done, type Entry, keepContent, type Preparing, type Seen, type SiteId, type Write } from '#ledger'
import { type KeptRules, keptRules } from '#matching'
import { columnsSaid, groupsKnown, type Mapping, mappingOf, siteOf, sourceNameOf, sourceOf } from '#plant'
import { componentsReceived, type Judged, judgedOf } from './judged-store.ts'
import { type Mapped, mostBytes, type PaperKind } from './paper-kind.ts'
import { type SetAside, setAside, takeAway } from './set-aside.ts'
import { paperTold } from './told.ts'
import type { Matched, ReadyBill } from './upload.ts'
import {
  billWords,
  endBill,
  fileName,
  isEmptyPaper,
  judgedShown,
  keptBill,
  orTakeAway,
  readBill,
  siteId,
  uploadAct,
  uploadShown,
} from './upload-act.ts'

/** An act of another room that takes a paper, as far as the road knows it. */
export interface PaperAct {
  readonly takes: { parse(input: unknown): unknown }
  prepare?(world: Preparing, input: unknown): Promise<unknown>
  run(world: Seen & { db: Write }, input: unknown, ready: unknown): Promise<Done<unknown>>
  after?(world: Seen, ready: unknown): void | Promise<void>
}

/** The acts of other rooms that the road leads to. */
export interface RoadDoors {
  plant(): Promise<PaperAct>
  lots(): Promise<PaperAct>
}

/** What the task `paper.kind` is asked. */
export interface KindAsked {
  aside: SetAside
  /** What it lists, where somebody explains the columns of a table or did so for its source. */
  mapped: Mapped
  /** What is said of its columns and sheets. */
  mapping: Mapping
  /** What somebody says it is. */
  as: string | undefined
  /** Its rows are not asked whether they waited. */
  asNew?: boolean
}

/** A part of the work that another room does. */
interface Part {
  room: 'plant' | 'lots'
  act: PaperAct
  input: unknown
  ready: unknown
}

interface ReadyPaper {
  aside: SetAside
  bill: ReadyBill | undefined
  parts: Part[]
  database: Database | undefined
  rules: KeptRules | undefined
}

const takes = z.strictObject({
  siteId,
  name: fileName,
  as: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .describe('what it is taken for: bom, inventory, lots, or a format of inventories; left out, its content tells'),
  ...billWords,
  source: z.string().trim().min(1).max(100).optional().describe('who tells; the name of the file when left out'),
  mapping: z
    .array(z.string().max(500))
    .max(500)
    .optional()
    .describe(
      'header=role for columns that are not known by their name, SHEET!header=role in one sheet, SHEET!*=ignore to leave it out; kept for the source',
    ),
  timeZone: z.string().max(60).optional().describe('of times without a zone: Europe/Berlin; kept for the source'),
  versionsAsWritten: z.boolean().default(false).describe('versions were looked at and none was damaged'),
  complete: z.boolean().default(false).describe('it lists everything the source knows: what it lacks is gone'),
  place: z.string().max(1000).optional().describe('id or path: where windows are that name none'),
  observedAt: z.iso.datetime({ offset: true }).optional().describe('when it was seen, where the file does not say'),
  dryRun: z.boolean().default(false).describe('only show what would change'),
})
type Words = z.infer<typeof takes>

const gives = z.strictObject({
  name: z.string(),
  digest: z.string(),
  size: z.int(),
  changed: z.boolean().describe('anything is otherwise than before, or would be'),
  bom: uploadShown.optional(),
  plant: z.unknown().optional(),
  lots: z.unknown().optional(),
  also: z
    .array(z.strictObject({ room: z.enum(['plant', 'lots']), told: z.unknown() }))
    .optional()
    .describe('of a list to mend with rows of several sources: what became of those of the further ones'),
  judged: judgedShown.nullable().describe('what is known of the components that came in; null where none did'),
})
type Shown = z.infer<typeof gives>

/** The acts of the road: any paper by its content, and bills of materials. */
export function roadOf(doors: RoadDoors) {
  return {
    import: act<Words, Shown, ReadyPaper>({
      about: 'Take in a paper: an inventory, a calendar, events, lots or a bill of materials, told by its content',
      can: 'imports.write',
      file: { about: 'a paper in any format that is read', most: mostBytes },
      takes,
      gives,
      tell: (out, said) => paperTold(out, said),
      async prepare(world, input) {
        const aside = await setAside(world, world.bytes, {
          name: input.name,
          most: mostBytes,
          mayBeEmpty: isEmptyPaper,
        })
        return orTakeAway(world, aside, () => readyPaper(world, doors, aside, input))
      },
      run: keptPaper,
      async after(world, { aside, bill, parts, database }) {
        for (const { act, ready } of parts) await act.after?.(world, ready)
        if (bill) endBill(world, bill)
        database?.close()
        takeAway(world, aside.path)
      },
    }),
    boms: {
      upload: uploadAct(
        'Keep a bill of materials, and say on which asset it was seen to run',
        'boms.write',
        'observed',
      ),
      approve: uploadAct('Keep a bill of materials as what should run on an asset', 'boms.approve', 'approved'),
    },
  }
}

async function readyPaper(world: Preparing, doors: RoadDoors, aside: SetAside, input: Words): Promise<ReadyPaper> {
  const asked: KindAsked = { aside, ...(await mappedAs(world, aside, input)), as: input.as }
  const seen = await world.aside<KindAsked, PaperKind>('paper.kind', asked)
  const back = await partsBack(world, seen, input)
  const kind =
    seen.mended && !back ? await world.aside<KindAsked, PaperKind>('paper.kind', { ...asked, asNew: true }) : seen
  const ready: ReadyPaper = { aside, bill: undefined, parts: [], database: undefined, rules: undefined }
  if (kind.bom) return { ...ready, bill: await readBill(world, aside, input).catch(withAdvice) }
  for (const { room, ...more } of back ??
    rooms.filter(room => kind[room]).map(room => ({ room, format: kind.format }))) {
    const act = await doors[room]()
    const words = act.takes.parse(wordsFor(act, { ...input, name: aside.name, ...more }))
    ready.parts.push({
      room,
      act,
      input: words,
      ready: await act.prepare?.({ ...world, bytes: bytesOf(world, aside) }, words),
    })
  }
  const rules = await keptRules(world, world.now())
  return { ...ready, rules, database: sharedDatabase(world.disk, `${world.folder}/advisories`) }
}

/** What is in no format that is known may be a table of somebody's own. */
function withAdvice(error: unknown): never {
  if (!(error instanceof Problem) || error.code !== 'boms/unknown-format' || error.detail.next !== undefined)
    throw error
  const next = 'where it is a table, say what its columns are: mapping=HEADER=role, as in mapping=Machine=tag'
  throw new Problem(error.code, error.message, { ...error.detail, next })
}

const rooms = ['plant', 'lots'] as const

/**
 * Where the rows of a list to mend go back to: a part for each source and room, but only those that somebody names. Undefined for any
 * other paper.
 */
async function partsBack(
  world: Preparing,
  { mended = [] }: PaperKind,
  { siteId, source, as }: Words,
): Promise<{ room: Part['room']; source: string; format: string | undefined }[] | undefined> {
  const groups = await groupsKnown(world, siteId, mended)
  if (groups.length === 0) return undefined
  const wanted: Part['room'] | undefined = as === undefined || as === 'lots' ? as : 'plant'
  const here = groups.filter(({ room }) => wanted === undefined || room === wanted)
  const named = here.filter(group => source === undefined || group.source === source || group.sourceId === source)
  const format = as === 'lots' || as === 'inventory' ? undefined : as
  if (named.length > 0) return named.map(({ room, source }) => ({ room, source, format }))
  // Told by another source now, or as another kind: the importer says what it makes of it.
  const told = new Set(here.length > 0 ? here.map(({ room }) => room) : wanted ? [wanted] : [])
  return [...told].map(room => ({ room, source: source ?? groups[0]!.source, format }))
}

/** What a table lists whose columns somebody explains, or did so before for its source: lots where one of them is their number. */
async function mappedAs(
  world: Preparing,
  { name }: SetAside,
  { siteId, source, mapping }: Words,
): Promise<Pick<KindAsked, 'mapped' | 'mapping'>> {
  const known = await world.look(async db => {
    const site = await siteOf(db, world.sites, siteId)
    return sourceOf(db, site.id, source ?? sourceNameOf(name))
  })
  const all: Mapping = { ...known?.choices.mapping, ...mappingOf(mapping) }
  const roles = columnsSaid(all).map(header => all[header])
  const mapped = roles.length === 0 ? undefined : roles.includes('lot') ? ('lots' as const) : ('inventory' as const)
  return { mapped, mapping: all }
}

/** What an act takes of the words that the paper was sent with. */
function wordsFor({ takes }: PaperAct, words: object): object {
  const { shape } = takes as { shape?: object }
  return Object.fromEntries(Object.entries(words).filter(([name]) => shape === undefined || name in shape))
}

async function* bytesOf({ disk }: Seen, { path }: SetAside): AsyncGenerator<Uint8Array> {
  yield* disk.chunks(path)
}

async function keptPaper(world: Seen & { db: Write }, input: Words, ready: ReadyPaper): Promise<Done<Shown>> {
  const { aside, bill } = ready
  const { name, digest, size } = aside
  if (bill) {
    const { out, entry } = await keptBill(world, input, 'observed', bill)
    const shown = { name, digest, size, changed: out.changed, bom: out, judged: out.judged }
    return input.dryRun || !entry ? { out: shown } : { out: shown, entry }
  }
  const began = world.now()
  const outs: Pick<Shown, 'plant' | 'lots' | 'also'> = {}
  let changed = false
  const entries: [part: string, entry: Entry][] = []
  for (const { room, act, input: words, ready: made } of ready.parts) {
    const done = await act.run(world, words, made)
    const isFirst = !(room in outs)
    if (isFirst) outs[room] = done.out
    else outs.also = [...(outs.also ?? []), { room, told: done.out }]
    changed ||= done.entry !== undefined || (done.out as { changes?: boolean }).changes === true
    if (done.entry) entries.push([isFirst ? room : `${room} ${entries.length + 1}`, done.entry])
  }
  const received = entries.length > 0 ? await matchReceived(world, ready, began) : undefined
  const out: Shown = { name, digest, size, changed, ...outs, judged: received?.judged ?? null }
  if (entries.length === 0 || input.dryRun) return { out }
  await keepContent(world.db, digest, world.disk.chunks(aside.path), world.now())
  const change = {
    name,
    digest,
    ...Object.fromEntries(entries.map(([part, { change }]) => [part, change])),
    matched: received?.matched,
  }
  return { out, entry: { site: input.siteId as SiteId, object: entries[0]![1].object, change } }
}

/** Lays what came in with this act against the advisories; undefined where no component did. */
async function matchReceived(
  world: Seen & { db: Write },
  { database, rules }: Pick<ReadyPaper, 'database' | 'rules'>,
  began: number,
): Promise<{ matched: Matched; judged: Judged } | undefined> {
  const { componentIdsReceived } = await bomStore()
  const { matchNew } = await findingsStore()
  const at = world.now()
  const componentIds = await componentIdsReceived(world.db, began, at)
  if (componentIds.length === 0) return undefined
  const matched = await matchNew(world.db, { database, rules, componentIds, at })
  return { matched, judged: await judgedOf(world.db, componentsReceived(began, at), database) }
}
