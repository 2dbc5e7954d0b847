import { z } from 'zod'
import { readManifest } from '#advisories'
import { Problem, quoted, showTime } from '#base'
import { act, type Preparing, ask as question, type Seen } from '#ledger'
import { handedOver, type LotsMet } from '#lots'
import { namesOf } from '#vendors'
import { answerGiven, lotShown } from './answer.ts'
import { ask as asking, lotsAsked } from './asking.ts'
import { feedsShown } from './feeds.ts'
import { healthGiven, healthOf } from './health.ts'
import { vendorTexts } from './health-store.ts'
import { monocultureGiven, monocultureOf } from './monoculture.ts'
import { pathsOf } from './path-store.ts'
import { afterStated, plantGiven, plantStateOf, statedAssets, statedPage } from './plant-state.ts'
import { idsIn, questionOf } from './question.ts'
import type { AfterAsset } from './reach-store.ts'
import { recordGiven, recordOf } from './record.ts'
import { states } from './state.ts'
import { assetsInState } from './state-store.ts'
import { answerOf, lotRow } from './telling.ts'

export { assets } from './asset-operations.ts'

import { leastOpen } from './weight.ts'

const time = z
  .union(
    [z.iso.datetime({ offset: true }), z.iso.date()],
    'a day or a time is wanted, as 2026-11-21 or 2026-11-21T10:00:00Z',
  )
  .describe('a day alone is its beginning in UTC')
const moment = {
  at: time
    .optional()
    .describe('as it was on the floor at this time or at the beginning of this day, UTC; now by default'),
  known: time
    .optional()
    .describe('with what was known at this time or at the beginning of this day, UTC; now by default'),
}
const siteId = z.string().min(1).max(100).optional().describe('only at this site')

const words = z
  .string()
  .min(1)
  .max(2000)
  .describe(
    'CVE-…, GHSA-…, ICSA-…, pkg:…, name@version, vendor:product, sha256:…, lot:NUMBER, asset:TAG, or a text with ids of advisories in it',
  )

export const ask = question({
  about: 'Ask what is affected: by a CVE, an advisory, a package, a product, a digest, a lot or an asset',
  can: 'answers.read',
  takes: z.strictObject({
    question: words,
    ...moment,
    siteId,
    verdict: z
      .enum(['affected', 'undecided', 'fixed', 'not_affected', 'not_named'])
      .optional()
      .describe('list only assets of which this is said; the counts stay whole, as with what follows'),
    level: z.coerce.number().min(0).max(5).optional().describe('list only assets of this level of the Purdue model'),
    zoneId: z.string().min(1).max(100).optional().describe('list only assets of this zone'),
    path: z.string().min(1).max(1000).optional().describe('list only what stands at this place and below'),
    after: z.string().max(2000).optional().describe('where the page before ended'),
    limit: z.number().int().min(1).max(500).default(50).describe('assets on a page'),
  }),
  gives: answerGiven,
  async run(world, { question: text, at, known, siteId, after, limit, ...only }) {
    const asked = {
      question: questionOf(text),
      scope: world.sites,
      ...momentOf(world, at, known),
      ...{ siteId, limit, only, lots: 20, feeds: manifestOf(world)?.feeds ?? [] },
      after: after === undefined ? undefined : afterOf(after),
    }
    return answerOf(text, asked, await asking(world.db, asked), feedsNow(world))
  },
})

/** Characters of a letter that are looked through for ids. */
const mostLetter = 1024 * 1024

/** The ids in a letter, a web page or a note; none in what is data of any other kind, as a bill that names vulnerabilities. */
function idsInLetter(bytes: Uint8Array): string[] {
  if (bytes.length > mostLetter || bytes.includes(0)) return []
  const text = new TextDecoder().decode(bytes)
  return /^\s*(?:[{[]|<(?!!doctype html|html))/i.test(text) ? [] : idsIn(text)
}

/** Bytes of an advisory, and names asked for at once. */
const mostBytes = 32 * 1024 * 1024
const mostNames = 500

/** Questions with a paper. */
export const advisories = {
  ask: act({
    about:
      'Ask what is affected by an advisory or a letter with names of advisories that lies in a file; it is read, and not kept',
    can: 'answers.read',
    file: {
      about: 'an advisory in a format that is read (CSAF, OSV, CVE), or any text that names some',
      most: mostBytes,
    },
    takes: z.strictObject({
      name: z.string().min(1).max(200).default('advisory').describe('name of the file'),
      ...moment,
      siteId,
      limit: z.number().int().min(1).max(500).default(50).describe('assets on a page'),
    }),
    gives: answerGiven,
    async prepare(world: Preparing, { name }): Promise<string[]> {
      const pieces: Uint8Array[] = []
      let size = 0
      for await (const piece of world.bytes ?? []) {
        size += piece.length
        if (size > mostBytes)
          throw new Problem('answers/too-large', `Cannot read ${name}: larger than ${mostBytes} bytes`, {
            wanted: `at most ${mostBytes} bytes`,
          })
        // A piece may be used again by whoever gave it.
        pieces.push(piece.slice())
      }
      const { namesIn } = await import('#advisories/operations')
      const { limits } = world
      const bytes = Buffer.concat(pieces)
      const names = await namesIn({ limits, now: world.now() }, name, bytes).catch((refused: unknown) => {
        const named = refused instanceof Problem && refused.code === 'advisories/no-advisory' ? idsInLetter(bytes) : []
        if (named.length === 0) throw refused
        return named
      })
      if (names.length > mostNames)
        throw new Problem('answers/too-many', `Cannot ask with ${name}: it names ${names.length} vulnerabilities`, {
          wanted: `at most ${mostNames}: one advisory`,
          next: 'load a whole feed with millcert db build',
        })
      return names
    },
    async run(world, { name, at, known, siteId, limit }, ids: string[]) {
      const asked = {
        question: { kind: 'advisory' as const, ids },
        ...{ scope: world.sites, ...momentOf(world, at, known), siteId, limit, lots: 20, after: undefined },
        feeds: manifestOf(world)?.feeds ?? [],
      }
      return { out: answerOf(name, asked, await asking(world.db, asked), feedsNow(world)) }
    },
  }),
}

/** Ways from the root of a bill to a component. */
export const paths = {
  show: question({
    about: 'Show the ways from the root of a bill down to a component',
    can: 'answers.read',
    takes: z.strictObject({
      bill: z
        .string()
        .regex(/^sha256:[0-9a-f]{64}$/)
        .describe('digest of the bill, as an answer gives it'),
      componentId: z.number().int().nonnegative().describe('of the component, as an answer gives it'),
      limit: z.number().int().min(1).max(100).default(20).describe('how many at most'),
    }),
    gives: z.object({
      bill: z.string(),
      subject: z.string().nullable(),
      paths: z.array(
        z.array(
          z.object({
            entry: z.number(),
            ref: z.string(),
            name: z.string(),
            version: z.string().nullable(),
            purl: z.string().nullable(),
          }),
        ),
      ),
    }),
    async run({ db, sites }, { bill, componentId, limit }) {
      const found = await pathsOf(db, sites, { digest: bill, componentId, limit })
      if (found === undefined)
        throw new Problem('answers/not-found', `Cannot find the bill ${quoted(bill)}: there is none with this digest`, {
          found: bill,
        })
      return { bill, ...found }
    },
  }),
}

/** How the plant is, place by place. */
export const plant = {
  show: question({
    about:
      'Show how many assets of each place and level are affected, undecided or unknown, and when work can next be done there',
    can: 'answers.read',
    takes: z.strictObject({ ...moment, siteId }),
    gives: plantGiven,
    async run(world, { at, known, siteId }) {
      const when = momentOf(world, at, known)
      return plantStateOf(world.db, world.sites, siteId, when.moment, when.past)
    },
  }),
  assets: question({
    about: 'List assets with what can be said of each as a whole, the worst first',
    can: 'answers.read',
    takes: z.strictObject({
      ...moment,
      siteId,
      path: z.string().min(1).max(1000).optional().describe('a place: what stands there and below'),
      alone: z.boolean().optional().describe('only what stands at the very place, and nothing below it'),
      level: z.coerce.number().min(0).max(5).optional().describe('of the Purdue model'),
      levelless: z.boolean().optional().describe('only assets of which nobody knows the level'),
      zoneId: z.string().min(1).max(100).optional(),
      kind: z.string().min(1).max(100).optional().describe('hmi, plc, switch …'),
      words: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('part of tag, name, vendor, product, order number, serial number, path or an address'),
      conflicts: z.boolean().optional().describe('only those about which sources contradict each other'),
      state: z.enum(states).optional().describe('only assets of which this is the worst'),
      atLeast: z.enum(states).optional().describe('only assets of which this or something worse can be said'),
      after: z.string().max(2000).optional().describe('where the page before ended'),
      limit: z.coerce.number().int().min(1).max(500).default(50).describe('assets on a page'),
    }),
    gives: statedAssets,
    async run(world, { at, known, after, limit, ...asked }) {
      const when = momentOf(world, at, known)
      const wanted = { ...asked, after: after === undefined ? undefined : afterStated(after), limit: limit + 1 }
      return statedPage(await assetsInState(world.db, world.sites, wanted, when.past ? when.moment : undefined), limit)
    },
  }),
}

/** How good the data is that all answers rest on. */
export const health = {
  show: question({
    about: 'Show how many assets can be answered for, by level, and what keeps the others from being judged',
    can: 'answers.read',
    takes: z.strictObject({ siteId }),
    gives: healthGiven,
    async run(world, { siteId }) {
      const ecosystems = new Map(manifestOf(world)?.feeds.map(feed => [feed.id, feed.ecosystems]))
      return healthOf(world.db, world.sites, siteId, feedsNow(world), ecosystems)
    },
  }),
}

/** How much hangs on one maker. */
export const monoculture = {
  show: question({
    about: 'Show the share of each vendor in the assets and at the sites',
    can: 'answers.read',
    takes: z.strictObject({}),
    gives: monocultureGiven,
    async run({ db, sites }) {
      const [rows, names] = await Promise.all([vendorTexts(db, sites), namesOf(db)])
      return monocultureOf(rows, names)
    },
  }),
}

/** The record of a lot, and the lots of an answer, beside what `#lots` does with lots. */
export const lots = {
  touched: question({
    about: 'List the lots that met what is asked about, shipped ones first',
    can: 'answers.read',
    takes: z.strictObject({
      question: words,
      ...moment,
      siteId,
      asset: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .optional()
        .describe('only lots that met it on this asset: its id or tag'),
      after: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional()
        .describe('where the page before ended'),
      limit: z.coerce.number().int().min(1).max(500).default(200).describe('lots on a page'),
    }),
    gives: z.object({
      counts: z
        .object({ lots: z.number(), shipped: z.number(), undecided: z.number(), since: z.string().nullable() })
        .describe('of all pages; `undecided` of the lots met nothing worse'),
      rows: z.array(
        lotShown.extend({
          quantity: z.number().nullable(),
          unit: z.string().nullable(),
          customers: z.array(z.string()).describe('who got something of it'),
        }),
      ),
      next: z.string().optional(),
    }),
    async run(world, { question: text, at, known, siteId, asset, after, limit }) {
      const offset = Number(after ?? 0)
      const asked = { question: questionOf(text), scope: world.sites, ...momentOf(world, at, known), siteId }
      const wanted = { ...asked, limit: 0, lots: limit + 1, feeds: [], after: undefined }
      const found = await lotsAsked(world.db, wanted, offset, asset)
      const page = found.lots.slice(0, limit)
      const handed = await handedOver(
        world.db,
        page.map(({ siteId, lotId }) => ({ siteId, id: lotId })),
      )
      const nothing = { quantity: null, unit: null, customers: [] }
      const rows = page.map(lot => ({ ...lotRow(lot), ...(handed.get(lot.lotId) ?? nothing) }))
      return {
        counts: lotCounts(found.counts),
        rows,
        ...(found.lots.length > limit && { next: String(offset + limit) }),
      }
    },
  }),
  record: question({
    about: 'Show what a lot was made with, and what was wrong with it as known then and as known now',
    can: 'lots.read',
    takes: z.strictObject({
      id: z.string().min(1).max(100).describe('of the lot'),
      decided: time.optional().describe('when it was decided on; by default when it was made'),
      known: time.optional().describe('what then is held against: what was known at this time; now by default'),
    }),
    gives: recordGiven,
    async run({ db, sites, ...world }, { id, decided, known }) {
      const at = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text))
      const record = await recordOf(db, sites, id, { now: world.now(), decided: at(decided), known: at(known) })
      if (record === undefined)
        throw new Problem('answers/not-found', `Cannot find the lot ${quoted(id)}: there is none with this id`, {
          found: id,
          next: 'millcert lots list',
        })
      return record
    },
  }),
}

function lotCounts(counts: LotsMet['counts']) {
  const since = Math.min(...counts.map(one => one.since))
  return {
    lots: counts.reduce((sum, one) => sum + one.lots, 0),
    shipped: counts.reduce((sum, one) => sum + one.shipped, 0),
    undecided: counts.find(({ weight }) => weight === leastOpen)?.lots ?? 0,
    since: Number.isFinite(since) ? showTime(since) : null,
  }
}

function momentOf(world: Seen, at?: string, known?: string) {
  return {
    moment: {
      at: at === undefined ? world.now() : Date.parse(at),
      known: known === undefined ? undefined : Date.parse(known),
    },
    past: at !== undefined || known !== undefined,
  }
}

/** The feeds that the advisories of this machine are made of. */
function feedsNow(world: Seen) {
  return feedsShown(manifestOf(world), world.now())
}

function manifestOf(world: Seen) {
  return readManifest(world.disk, `${world.folder}/advisories`)
}

const afterShape = z.tuple([z.number(), z.string(), z.string(), z.string()])

/** Reads where a page ended. Throws `answers/bad-page` for what no page gave. */
function afterOf(text: string): AfterAsset {
  try {
    const [weight, path, siteId, assetId] = afterShape.parse(JSON.parse(text))
    return { weight, path, siteId, assetId }
  } catch {
    throw new Problem('answers/bad-page', 'Cannot go on from there: no page ended so', {
      wanted: '`next` of an answer',
    })
  }
}
