import { z } from 'zod'
import { lotHead } from './row-heads.ts'

const tally = {
  affected: z.number(),
  undecided: z.number(),
  fixed: z.number(),
  notAffected: z.number(),
  notNamed: z.number().describe('they run it, and no record here speaks of it'),
}
const text = z.string().nullable()
const verdict = z.enum(['affected', 'undecided', 'fixed', 'not_affected', 'not_named'])
const confidence = z.enum(['exact', 'likely', 'possible'])

const because = z.looseObject({ rule: z.string() }).describe('the rule, the range and what was found')

const finding = z.object({
  vulnerability: z.string(),
  verdict,
  confidence: confidence.optional(),
  severity: z.string(),
  advisories: z.array(z.string()),
  because,
  knownSince: z.string(),
})

const componentShown = z.object({
  componentId: z.number(),
  name: z.string(),
  version: text,
  purl: text,
  supplier: text,
  orderNumber: text,
  verdict,
  confidence: confidence.optional(),
  findings: z.array(finding),
  bill: z.string().describe('digest of the bill that lists it'),
  entry: z.number().describe('its place in the bill'),
  part: z.string(),
  since: z.string().describe('since when the bill runs on the asset'),
  source: text.describe('who told so'),
  confidenceOfFact: z.string(),
})

const row = z.object({
  siteId: z.string(),
  site: z.string(),
  assetId: z.string(),
  tag: text,
  name: text,
  kind: text,
  path: z.string(),
  line: text,
  linePath: text.describe('path of the line, or of the highest place where it stands in none'),
  zone: text,
  level: z.number().nullable(),
  vendor: text,
  product: text,
  serial: text,
  simulated: z.boolean(),
  verdict,
  confidence: confidence.optional(),
  components: z.array(componentShown),
  more: z.number().describe('components of the asset that are left out here'),
})

export const doubtShown = z.object({
  what: z.string(),
  why: z.string(),
  settle: z.string(),
  assets: z.number().optional(),
  code: z.string().describe('which doubt it is, in one word that stays'),
  names: z.array(z.string()).describe('what it is about: components, feeds, ecosystems'),
  because: because.optional(),
})

export const lotShown = z.object({
  ...lotHead,
  madeFrom: z.string(),
  madeUntil: text,
  shipments: z.number(),
  verdict,
})

export const feedsGiven = z.object({
  digest: text,
  builtAt: text,
  asOf: text,
  feeds: z.array(z.object({ id: z.string(), records: z.number(), snapshotAt: text, stale: z.boolean() })),
  stale: z.array(z.string()),
  quarantined: z.array(z.string()).describe('what these feeds alone say is undecided'),
})

/** The contract `millcert-ask/1`. */
export const answerGiven = z.object({
  schema: z.literal('millcert-ask/1'),
  question: z.string(),
  understoodAs: z.string(),
  asked: z.object({
    kind: z.enum(['advisory', 'package', 'component', 'product', 'digest', 'lot', 'asset']),
    text: z
      .string()
      .optional()
      .describe(
        'the advisories as text that asks for them again; left out of other questions, and where it is too long',
      ),
    found: z.boolean().describe('whether advisories, assets, lots, bills or components have the name'),
    file: z
      .boolean()
      .optional()
      .describe(
        'true where a file was asked with that says more than its names do: asked again by its text, that is left out',
      ),
  }),
  asOf: z.object({ at: z.string(), known: text }),
  state: z.enum(['affected', 'undecided', 'not_affected', 'not_named']),
  sentence: z.string(),
  counts: z.object({
    ...tally,
    exact: z.number(),
    likely: z.number(),
    possible: z.number(),
    lines: z.number(),
    open: z.number().describe('assets of which it is not known what runs on them, so that they may run it'),
    byLevel: z.array(z.object({ level: z.number().nullable(), ...tally })),
    bySite: z.array(z.object({ siteId: z.string(), code: z.string(), name: z.string(), ...tally })),
    byLine: z.array(z.object({ siteId: z.string(), placeId: text, path: z.string(), name: z.string(), ...tally })),
    byZone: z
      .array(
        z.object({ siteId: z.string(), zoneId: z.string(), name: z.string(), level: z.number().nullable(), ...tally }),
      )
      .describe('by zone and level, the worst first; what lies in no zone is not among them'),
  }),
  rows: z.array(row),
  next: z.string().optional(),
  lots: z.object({
    count: z.number(),
    shipped: z.number(),
    since: text,
    undecided: z.number(),
    rows: z.array(lotShown),
  }),
  vendor: z.array(
    z.object({ name: z.string(), vendorId: text, of: z.enum(['component', 'asset']), assets: z.number().optional() }),
  ),
  fix: z.object({
    versions: z.array(z.string()),
    remediations: z.array(z.object({ category: z.string(), text: z.string(), url: z.string().optional() })),
  }),
  windows: z.array(
    z.object({
      siteId: z.string(),
      placeId: z.string(),
      path: z.string(),
      name: z.string(),
      startsAt: z.string(),
      endsAt: z.string(),
      inPlantTime: z.string(),
    }),
  ),
  evidence: z.object({
    advisories: z.array(
      z.object({
        name: z.string(),
        source: z.string(),
        url: z.string(),
        severity: z.string(),
        published: text,
        modified: text,
        withdrawn: text,
      }),
    ),
    feeds: feedsGiven,
  }),
  dontKnow: z.array(doubtShown),
})

export type Answer = z.infer<typeof answerGiven>
export type Row = Answer['rows'][number]
