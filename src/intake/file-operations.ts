import { z } from 'zod'
import { type Digest, newId, Problem, quoted, showTime } from '#base'
import {
  act,
  ask,
  contentOf,
  keepContent,
  type Preparing,
  type Read,
  type Scope,
  type Seen,
  type SiteId,
  type Write,
} from '#ledger'
import { siteOf } from '#plant'
import { nameKeys, vendorById, vendorNamed, vendorsNamed } from '#vendors'
import { fileCheckNames, fileStates, fileVerdicts, stateOf, usuallyWanted } from './file-check.ts'
import { digestText } from './file-fields.ts'
import { concluded, type Decided } from './file-known.ts'
import type { BesidePaper, FileAsked, FileFound } from './file-look.ts'
import { type CheckedFile, fileById, filePage, knownOf, putDecision, putFile, refusalOf } from './file-store.ts'
import { fileTold } from './file-told.ts'
import { type SetAside, setAside, takeAway } from './set-aside.ts'
import { papersNamed, pinsOf, putPaper } from './station-store.ts'
import { orTakeAway, siteId } from './upload-act.ts'

/** Bytes of a file that are taken: an image of a disk. Nothing of it is kept or held. */
export const mostFileBytes = 8 * 1024 ** 3
/** Bytes of a paper beside it: they are held while it is read. */
export const mostPaperBytes = 16 * 1024 ** 2

const id = z.string().min(1).max(100).describe('of the file that was looked at')
const reason = z.string().trim().min(1).max(2000).describe('why, for who asks next year')
const name = z.string().min(1).max(1000).describe('what the file is called: signatures and bills name it so')

const fileShown = z.object({
  id: z.string(),
  siteId: z.string(),
  name: z.string(),
  size: z.number(),
  sha256: z.string(),
  sha512: z.string(),
  vendorId: z.string().nullable(),
  papers: z.array(z.object({ name: z.string(), digest: z.string() })).describe('what came with it'),
  verdict: z.enum(fileVerdicts).describe('what the checks come to'),
  state: z.enum(fileStates).describe('what holds now: the verdict, or what somebody decided since'),
  reasons: z.array(z.object({ check: z.enum(fileCheckNames), because: z.string() })).describe('what decided it'),
  checks: z.array(
    z.object({
      name: z.enum(fileCheckNames),
      outcome: z.enum(['pass', 'fail', 'cannot-tell']),
      wanted: z.boolean(),
      because: z.string(),
    }),
  ),
  checkedAt: z.string(),
  checkedBy: z.string(),
  carried: z.boolean().describe('a laptop looked at it, with a stick: it is told, and decides nothing'),
  decided: z
    .object({ decision: z.enum(['approve', 'refuse']), by: z.string(), at: z.string(), reason: z.string() })
    .nullable(),
})

function showFile({ checkedAt, decided, ...file }: CheckedFile): z.infer<typeof fileShown> {
  return {
    ...file,
    papers: [...file.papers],
    reasons: [...file.reasons],
    checks: [...file.checks],
    checkedAt: showTime(checkedAt),
    decided: decided && { ...decided, at: showTime(decided.at) },
  }
}

const takes = z.strictObject({
  siteId,
  name,
  vendor: z.string().trim().min(1).max(200).optional().describe('who sent it: the name or id of a vendor'),
  papers: z
    .array(digestText)
    .max(8)
    .optional()
    .describe('what came with it, by the digests that intake papers gave: signatures, checksums, bills'),
  digest: digestText.optional().describe('as whoever handed it over measured it: sha256:… or sha512:…'),
  package: z.string().min(1).max(1000).optional().describe('the package URL of what it is, where it is a package'),
})
type Words = z.infer<typeof takes>

interface Ready {
  aside: SetAside
  found: FileFound
  asked: Asked
}

/** What the database has for a look. */
interface Asked {
  vendor: { id: string; name: string; pins: Awaited<ReturnType<typeof pinsOf>>[number] | undefined } | undefined
  papers: Awaited<ReturnType<typeof papersNamed>>
}

export const intake = {
  papers: act<
    { siteId: string; name: string },
    { digest: string; name: string; size: number; isNew: boolean },
    SetAside
  >({
    about: 'Keep a paper that comes with a file: a signature, a list of checksums, a bill of materials',
    can: 'imports.write',
    file: { about: 'the paper', most: mostPaperBytes },
    takes: z.strictObject({ siteId, name: z.string().min(1).max(1000).describe('what the paper is called') }),
    gives: z.object({ digest: z.string(), name: z.string(), size: z.number(), isNew: z.boolean() }),
    tell: ({ digest, name }, { siteId }) => ({
      says: [`${name} is kept as ${digest}.`],
      next: [`intake files FILE --site ${String(siteId)} --papers ${digest}`],
    }),
    prepare: (world, { name }) => setAside(world, world.bytes, { name, most: mostPaperBytes }),
    async run({ db, sites, disk, now }, { siteId }, { path, digest, name, size }) {
      const site = await siteOf(db, sites, siteId)
      const [before] = await papersNamed(db, site.id, [digest])
      const paper = { digest, name, size }
      if (before?.name === name) return { out: { ...paper, isNew: false } }
      await keepContent(db, digest, disk.chunks(path), now())
      await putPaper(db, site.id, paper, now())
      return {
        out: { ...paper, isNew: before === undefined },
        entry: { site: site.id, object: digest, change: { paper } },
      }
    },
    after: (world, { path }) => takeAway(world, path),
  }),
  files: act<Words, z.infer<typeof fileShown>, Ready>({
    about:
      'Look at a file before it goes into the plant: accepted, in quarantine or refused, with every check; keeps no copy',
    can: 'imports.write',
    file: { about: 'a firmware, an installer, a program', most: mostFileBytes },
    takes,
    gives: fileShown,
    tell: fileTold,
    async prepare(world, input) {
      const asked = await world.look(db => askedOf(db, world.sites, input))
      const papers = await paperBytes(world, asked.papers)
      const aside = await setAside(world, world.bytes, { name: input.name, most: mostFileBytes })
      return orTakeAway(world, aside, async () => ({
        aside,
        asked,
        found: await look(world, aside, input, asked, papers),
      }))
    },
    run: keptFile,
    after: (world, { aside }) => takeAway(world, aside.path),
  }),
  list: ask({
    about: 'List files that were looked at before they came in, the newest first',
    can: 'imports.read',
    takes: z.strictObject({
      siteId: siteId.optional(),
      state: z.enum(fileStates).optional().describe('only files in this state'),
      digest: digestText.optional().describe('only these bytes'),
      vendorId: z.string().min(1).max(100).optional().describe('only files of this vendor, by its id'),
      after: z.string().max(200).optional().describe('where the page before ended'),
      limit: z.number().int().min(1).max(500).default(50).describe('how many at most'),
    }),
    gives: z.object({ files: z.array(fileShown), next: z.string().optional() }),
    async run({ db, sites }, { after, limit, ...wanted }) {
      const [at = '', id = ''] = after?.split(' ') ?? []
      const place = after === undefined ? undefined : { at: Number(at) || 0, id }
      const found = await filePage(db, sites, wanted, { after: place, limit: limit + 1 })
      const last = found[limit - 1]
      return {
        files: found.slice(0, limit).map(showFile),
        ...(found.length > limit && last && { next: `${last.checkedAt} ${last.id}` }),
      }
    },
  }),
  show: ask({
    about: 'Show a file that was looked at, with every check',
    can: 'imports.read',
    takes: z.strictObject({ id }),
    gives: fileShown,
    tell: fileTold,
    run: async ({ db, sites }, { id }) => showFile(await fileAt(db, sites, id)),
  }),
  approve: decideAct('approve', 'Let a file in that is in quarantine: these bytes are not held up again for the same'),
  refuse: decideAct('refuse', 'Refuse a file that is in quarantine, or was accepted: these bytes stay out'),
}

function decideAct(decision: Decided['decision'], about: string) {
  return act<{ id: string; reason: string }, z.infer<typeof fileShown>>({
    about,
    can: 'imports.approve',
    takes: z.strictObject({ id, reason }),
    gives: fileShown,
    tell: fileTold,
    async run({ db, sites, actor, now }, { id, reason }) {
      const file = await fileAt(db, sites, id)
      if (file.carried || file.verdict === 'refuse' || file.decided?.decision === decision)
        throw new Problem('intake/not-open', `Cannot ${decision} ${quoted(file.name)}: ${whyNot(file)}`, {
          found: file.state,
          next:
            file.verdict === 'refuse'
              ? 'clear up what failed, and have it looked at again'
              : `millcert intake show ${id}`,
        })
      const refusal = decision === 'approve' ? await refusalOf(db, file) : undefined
      if (refusal !== undefined && refusal !== id)
        throw new Problem(
          'intake/not-open',
          `Cannot approve ${quoted(file.name)}: these bytes were refused, as ${refusal}`,
          {
            found: file.state,
            next: `whoever approves that lets them in: millcert intake approve ${refusal}`,
          },
        )
      const decided = { decision, by: actor.name, at: now(), reason }
      await putDecision(db, file, decided)
      const out = showFile(await fileAt(db, sites, id))
      const { name, sha256, verdict, reasons } = file
      const change = { id, name, decision, reason, old: file.state, new: out.state, verdict, reasons }
      return { out, entry: { site: file.siteId as SiteId, object: `sha256:${sha256}`, change } }
    },
  })
}

function whyNot({ carried, verdict, decided, reasons }: CheckedFile): string {
  if (carried) return 'a laptop looked at it, and the plant has not'
  if (verdict === 'refuse') return `a check failed, ${reasons[0]?.check}, and no human sets that aside`
  return `${decided?.by} did so already`
}

async function fileAt(db: Read, sites: Scope, id: string): Promise<CheckedFile> {
  const file = await fileById(db, sites, id)
  if (file) return file
  throw new Problem('intake/not-found', `Cannot find the file ${quoted(id)}: none was looked at under this id`, {
    found: id,
    next: 'millcert intake list',
  })
}

async function askedOf(db: Read, sites: Scope, { siteId, vendor, papers = [] }: Words): Promise<Asked> {
  const site = await siteOf(db, sites, siteId)
  const kept = await papersNamed(db, site.id, papers)
  const missing = papers.find(digest => !kept.some(paper => paper.digest === digest))
  if (missing !== undefined)
    throw new Problem('intake/no-paper', `Cannot find the paper ${missing}: the site keeps none of this digest`, {
      at: '/papers',
      found: missing,
      next: 'millcert intake papers FILE',
    })
  return { vendor: vendor === undefined ? undefined : await vendorOf(db, vendor), papers: kept }
}

async function vendorOf(db: Read, text: string): Promise<NonNullable<Asked['vendor']>> {
  const byId = await vendorById(db, text)
  const named = byId ? undefined : vendorNamed(text, await vendorsNamed(db, nameKeys(text)))
  const id = byId?.id ?? named?.vendorId
  if (id === undefined)
    throw new Problem('intake/no-vendor', `Cannot find the vendor ${quoted(text)}: none has this name or id`, {
      at: '/vendor',
      found: text,
      next: 'millcert vendors add --name NAME',
    })
  const [pins] = await pinsOf(db, id)
  return { id, name: byId?.name ?? named!.name, pins }
}

function paperBytes({ look }: Preparing, papers: Asked['papers']): Promise<BesidePaper[]> {
  return look(async db => {
    const read: BesidePaper[] = []
    for (const { name, digest } of papers) {
      const pieces: Uint8Array[] = []
      for await (const piece of contentOf(db, digest)) pieces.push(piece)
      read.push({ name, bytes: Buffer.concat(pieces) })
    }
    return read
  })
}

/** Looks at the file off the thread that answers requests. */
function look(
  world: Preparing,
  aside: SetAside,
  input: Words,
  { vendor }: Asked,
  papers: BesidePaper[],
): Promise<FileFound> {
  return world.aside<FileAsked, FileFound>('intake.file', {
    path: aside.path,
    name: aside.name,
    stated: input.digest,
    package: input.package,
    papers,
    vendor,
    advisories: `${world.folder}/advisories`,
  })
}

async function keptFile(world: Seen & { db: Write }, input: Words, { aside, found, asked }: Ready) {
  const { db, sites, actor } = world
  const site = await siteOf(db, sites, input.siteId)
  const pins = asked.vendor && (await pinsOf(db, asked.vendor.id))[0]
  if (pins?.recordedAt !== asked.vendor?.pins?.recordedAt || pins?.policy !== asked.vendor?.pins?.policy)
    throw new Problem('intake/conflict', `Cannot judge ${aside.name}: the pins of its vendor were changed meanwhile`, {
      next: 'send it again',
    })
  const judged = concluded(found, await knownOf(db, site.id, found), pins?.wants ?? usuallyWanted)
  const papers = asked.papers.map(({ name, digest }) => ({ name, digest }))
  const { size, sha256, sha512 } = found
  const file: CheckedFile = {
    ...judged,
    siteId: site.id,
    id: newId('file', world),
    name: aside.name,
    size,
    sha256,
    sha512,
    vendorId: asked.vendor?.id ?? null,
    papers,
    state: stateOf(judged.verdict),
    checkedAt: world.now(),
    checkedBy: actor.name,
    carried: false,
    decided: null,
  }
  await putFile(db, file)
  const { verdict, reasons, checks } = judged
  const change = {
    ...{ id: file.id, name: file.name, size, sha512, vendor: file.vendorId, papers, verdict, reasons },
    checks: Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome])),
    pins: pins ? { saidBy: pins.saidBy, at: showTime(pins.recordedAt) } : null,
  }
  return { out: showFile(file), entry: { site: site.id, object: `sha256:${sha256}` as Digest, change } }
}
