import { z } from 'zod'
import { showTime } from '#base'
import { ask, type Seen } from '#ledger'
import { billTallies, componentsIn } from './asset-finding-store.ts'
import { billIdOf, billRunCounts, billRuns } from './bill-store.ts'
import { keptComponents } from './component-store.ts'
import { pageOf, placeOf } from './page-place.ts'
import { assetHead, componentHead } from './row-heads.ts'
import { stateOf, states } from './state.ts'

const time = z
  .union(
    [z.iso.datetime({ offset: true }), z.iso.date()],
    'a day or a time is wanted, as 2026-11-21 or 2026-11-21T10:00:00Z',
  )
  .describe('a day alone is its beginning in UTC')
const asked = {
  id: z.string().max(100).describe('the id of the bill, or the digest of its bytes (sha256:…)'),
  at: time.optional().describe('as it was on the floor then; now by default'),
  known: time.optional().describe('with what was known then; with what is known now by default'),
}
const paged = {
  after: z.string().max(2000).optional().describe('where the page before ended'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('how many on a page'),
}
const text = z.string().nullable()

/** Questions about one bill over all that is known of it, beside what `#boms` tells of its paper. */
export const boms = {
  standing: ask({
    about: 'Show what is wrong with what a bill of materials lists, and on how many assets it runs',
    can: 'answers.read',
    takes: z.strictObject(asked),
    gives: z.object({
      asOf: z.object({ at: z.string(), known: text }),
      state: z.enum(states).describe('the worst of what it lists; unknown where it lists nothing'),
      affected: z.number().describe('vulnerabilities'),
      exploited: z.number(),
      undecided: z.number(),
      unjudged: z.number().describe('components that nobody can judge'),
      assets: z.object({
        now: z.number().describe('on which it runs at the time'),
        ever: z.number().describe('on which it runs, ran or will run'),
        approved: z.number().describe('on which it should run at the time'),
      }),
    }),
    async run(world, { id, ...when }) {
      const { db, sites } = world
      const moment = momentOf(world, when)
      const bomId = await billIdOf(db, sites, id)
      const tally = (await billTallies(db, [bomId], moment.known)).get(bomId)
      const { affected = 0, exploited = 0, undecided = 0, unjudged = 0, state = 'unknown' } = tally ?? {}
      const assets = await billRunCounts(db, sites, bomId, moment)
      const known = moment.known === undefined ? null : showTime(moment.known)
      return { asOf: { at: showTime(moment.at), known }, state, affected, exploited, undecided, unjudged, assets }
    },
  }),
  contents: ask({
    about: 'List what a bill of materials lists with what is said of each, the worst first',
    can: 'answers.read',
    takes: z.strictObject({
      id: asked.id,
      known: asked.known,
      state: z.enum(states).optional(),
      text: z.string().min(1).max(200).optional().describe('a part of the name, group or package URL'),
      ...paged,
    }),
    gives: z.object({
      rows: z.array(
        z.object({
          number: z.number().describe('its place in the bill'),
          componentId: z.number(),
          ...componentHead,
          scope: text,
          licenses: z.array(z.string()),
          hashes: z.array(z.object({ algorithm: z.string(), value: z.string() })),
          state: z.enum(states),
          affected: z.number(),
          exploited: z.number(),
          undecided: z.number(),
          unjudged: z.boolean(),
        }),
      ),
      next: z.string().optional(),
    }),
    async run(world, { id, known, state, text, after, limit }) {
      const { db, sites } = world
      const bomId = await billIdOf(db, sites, id)
      const place = placeOf(after, ['number', 'number', 'number'])
      const when = known === undefined ? undefined : Date.parse(known)
      const found = await componentsIn(db, [bomId], { known: when, state, text, after: place, limit: limit + 1 })
      const { page, more } = pageOf(found, limit, last => [last.weight, last.bomId, last.number])
      const kept = await keptComponents(
        db,
        page.map(({ componentId }) => componentId),
      )
      const facts = new Map(kept.map(({ id, component }) => [id, component]))
      return {
        rows: page.map(({ weight, bomId: _, unjudged, ...row }) => {
          const { scope, licenses = [], hashes = [] } = facts.get(row.componentId) ?? {}
          const said = { scope: scope ?? null, licenses: [...licenses], hashes: [...hashes] }
          return { ...row, ...said, state: stateOf(weight), unjudged: unjudged !== 0 }
        }),
        ...more,
      }
    },
  }),
  runs: ask({
    about: 'List where a bill of materials runs and where it ran, what holds first, then the newest',
    can: 'answers.read',
    takes: z.strictObject({
      ...asked,
      kind: z.enum(['observed', 'approved']).optional(),
      holds: z.boolean().optional().describe('only what holds at the time, or only what does not'),
      ...paged,
    }),
    gives: z.object({
      rows: z.array(
        z.object({
          deploymentId: z.string(),
          ...assetHead,
          path: z.string(),
          zone: text,
          level: z.number().nullable(),
          timeZone: z.string().describe('of the site'),
          simulated: z.boolean(),
          kind: z.enum(['observed', 'approved']),
          part: z.string(),
          from: z.string(),
          until: text,
          confidence: z.string(),
          source: text,
          holds: z.boolean(),
        }),
      ),
      next: z.string().optional(),
    }),
    async run(world, { id, at, known, kind, holds, after, limit }) {
      const { db, sites } = world
      const bomId = await billIdOf(db, sites, id)
      const place = placeOf(after, ['number', 'number', 'string'])
      const moment = momentOf(world, { at, known })
      const found = await billRuns(db, sites, bomId, moment, { kind, holds, after: place, limit: limit + 1 })
      const { page, more } = pageOf(found, limit, last => [last.holds, last.from, last.deploymentId])
      return {
        rows: page.map(({ from, until, holds, simulated, ...row }) => ({
          ...row,
          simulated: simulated !== 0,
          from: showTime(from),
          until: until === null ? null : showTime(until),
          holds: holds !== 0,
        })),
        ...more,
      }
    },
  }),
}

function momentOf(world: Seen, { at, known }: { at?: string | undefined; known?: string | undefined }) {
  return {
    at: at === undefined ? world.now() : Date.parse(at),
    known: known === undefined ? undefined : Date.parse(known),
  }
}
