import { z } from 'zod'
import { Problem, quoted } from '#base'
import { ask as question } from '#ledger'
import { namesOf } from '#vendors'
import { answerGiven } from './answer.ts'
import { moment, momentOf, scopeOf, siteId, words } from './asked-moment.ts'
import { ask as asking } from './asking.ts'
import { feedsNow, feedsThen, liveNow, manifestOf } from './feeds-now.ts'
import { askingWithFiles } from './file-operations.ts'
import { healthGiven, healthOf } from './health.ts'
import { gapAssets, gapAssetsGiven, lacking } from './health-assets.ts'
import { vendorTexts } from './health-store.ts'
import { monocultureGiven, monocultureOf } from './monoculture.ts'
import { pathsOf } from './path-store.ts'
import { questionOf } from './question.ts'
import type { AfterAsset } from './reach-store.ts'
import { answerOf } from './telling.ts'
import { unmappedAsked, unmappedGiven, unmappedOf } from './unmapped-vendors.ts'

export { assets } from './asset-operations.ts'
export { boms } from './bill-operations.ts'
export { components } from './component-operations.ts'
export { lots } from './lot-operations.ts'
export { plant } from './plant-operations.ts'

export const ask = question({
  about: 'Ask what is affected: by a CVE, an advisory, a package, a product, a digest, a lot or an asset',
  can: 'answers.read',
  ofFile: 'advisories.ask',
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
      scope: scopeOf(world, siteId),
      ...momentOf(world, at, known),
      ...{ siteId, limit, only, lots: 20, feeds: manifestOf(world)?.feeds ?? [] },
      after: after === undefined ? undefined : afterOf(after),
    }
    const told = await asking(world.db, asked)
    return answerOf(text, asked, told, feedsThen(world, told.matchedWith, asked.moment.known))
  },
})

/** Questions with a paper. */
export const advisories = askingWithFiles(async () => (await import('#advisories/operations')).readAdvisories)

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

/** How good the data is that all answers rest on. */
export const health = {
  show: question({
    about: 'Show how many assets can be answered for, by level, and what keeps the others from being judged',
    can: 'answers.read',
    takes: z.strictObject({ siteId }),
    gives: healthGiven,
    async run(world, { siteId }) {
      return healthOf(world.db, world.sites, siteId, feedsNow(world), liveNow(world))
    },
  }),
  assets: question({
    about: 'List the assets that lack something before they can be answered for, or have a reason not to be judged',
    can: 'answers.read',
    takes: z.strictObject({ siteId, ...lacking }),
    gives: gapAssetsGiven,
    run: (world, asked) => gapAssets(world.db, world.sites, asked, liveNow(world)),
  }),
}

/** Vendors as assets name them, beside what `#vendors` does with vendors. */
export const vendors = {
  unmapped: question({
    about: 'List the texts that assets give as their vendor and under which no vendor is known',
    can: 'answers.read',
    takes: z.strictObject({ siteId, ...unmappedAsked }),
    gives: unmappedGiven,
    async run({ db, sites }, { siteId, ...asked }) {
      const [rows, names] = await Promise.all([vendorTexts(db, sites, siteId), namesOf(db)])
      return unmappedOf(rows, names, asked)
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
