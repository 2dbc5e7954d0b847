import { z } from 'zod'
import { componentHead, lotHead } from './row-heads.ts'
import { states } from './state.ts'

const text = z.string().nullable()
const state = z.enum(states)
const because = z.looseObject({ rule: z.string() }).describe('the rule, the range and what was found')

const tally = {
  affected: z.number().describe('vulnerabilities'),
  exploited: z.number().describe('of these, known to be exploited'),
  undecided: z.number().describe('vulnerabilities that records leave undecided'),
  unjudged: z.number().describe('components that nobody can judge'),
}

const part = z.object({
  assetId: z.string(),
  parentId: text.describe('null of the asset itself'),
  depth: z.number(),
  tag: text,
  name: text,
  kind: text,
  slot: text,
  path: z.string(),
  vendor: text,
  product: text,
  orderNumber: text,
  firmware: text,
  state: state.describe('the worst of what runs on this part alone'),
})

const bill = {
  bomId: z.number(),
  digest: z.string(),
  format: z.string(),
  subject: text,
  version: text,
  components: z.number(),
}

const run = z.object({
  deploymentId: z.string(),
  assetId: z.string(),
  kind: z.enum(['observed', 'approved']),
  part: z.string(),
  ...bill,
  from: z.string(),
  until: text,
  recordedAt: z.string(),
  confidence: z.string(),
  source: text,
  reason: text,
  ...tally,
})

const event = z.object({
  at: z.string(),
  what: z.enum(['installed', 'observed', 'approved', 'learned', 'gone']),
  assetId: z.string().optional(),
  part: z.string().optional(),
  bill: z.string().optional().describe('digest'),
  subject: text.optional(),
  version: text.optional(),
  before: text.optional().describe('version of what ran there before'),
  until: text.optional(),
  source: text.optional(),
  learned: z
    .object({ ...tally, vulnerabilities: z.array(z.string()).describe('the most urgent first; a few') })
    .omit({ unjudged: true })
    .optional(),
})

/** The contract `millcert-asset/1`. */
export const storyGiven = z.object({
  schema: z.literal('millcert-asset/1'),
  asOf: z.object({ at: z.string(), known: text }),
  siteId: z.string(),
  assetId: z.string(),
  tag: text,
  name: text,
  path: z.string(),
  simulated: z.boolean(),
  goneAt: text,
  site: z.object({ code: z.string(), name: z.string(), timeZone: z.string() }),
  zone: z.object({ zoneId: z.string(), name: z.string() }).nullable(),
  places: z.array(z.object({ placeId: z.string(), kind: z.string(), name: z.string(), path: z.string() })),
  above: z
    .array(z.object({ assetId: z.string(), tag: text, name: text }))
    .describe('what it is a module of, the nearest first'),
  state: state.describe('the worst of what runs on it and in it'),
  counts: z.object({ ...tally, components: z.number(), bills: z.number() }),
  window: z
    .object({ name: z.string(), startsAt: z.string(), endsAt: z.string(), inPlantTime: z.string() })
    .nullable()
    .describe('when work can next be done on it'),
  lots: z.object({
    count: z.number(),
    shipped: z.number(),
    since: text,
    weeks: z.array(z.object({ from: z.string(), lots: z.number(), shipped: z.number() })).describe('from Monday, UTC'),
  }),
  parts: z.array(part).describe('the asset, then what is in it'),
  runs: z.array(run).describe('what runs on them at the time, and what should'),
  told: z
    .array(
      z.object({
        assetId: z.string(),
        field: z.string(),
        value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]),
        confidence: z.string(),
        source: text,
        observedAt: z.string(),
        standing: z.string(),
      }),
    )
    .describe('the newest word of each source about what each part is'),
  doubts: z
    .array(
      z.object({
        code: z.enum(['unmatched', 'fresh', 'bare', 'empty', 'sealed', 'unversioned', 'nameless', 'undecided']),
        why: z.string(),
        because: because.optional(),
        settle: z.string(),
        whole: z.boolean().describe('it keeps something from being judged at all, not only against one record'),
        components: z.array(z.object({ componentId: z.number(), name: z.string(), version: text })),
        more: z.number().describe('components that are not listed'),
      }),
    )
    .describe('why it, or something of it, cannot be judged'),
  events: z.array(event).describe('the newest first'),
  documents: z.array(
    z.object({
      ...bill,
      kind: z.string(),
      size: z.number(),
      receivedAt: z.string(),
      file: text,
      observed: z.boolean(),
      approved: z.boolean(),
      holds: z.boolean().describe('whether it is of what runs or should at the time'),
    }),
  ),
  tellers: z
    .array(z.object({ id: z.string(), name: z.string(), file: text }))
    .describe('names behind imports, accounts and sources of facts'),
})

export type AssetStory = z.infer<typeof storyGiven>

/** A page of what is wrong with an asset, or may be. */
export const findingsGiven = z.object({
  rows: z.array(
    z.object({
      vulnerability: z.string(),
      verdict: z.enum(['affected', 'undecided']),
      confidence: text,
      severity: z.string(),
      kev: z.boolean(),
      malicious: z.boolean(),
      epss: z.number().nullable(),
      since: z.string().describe('since when its verdict holds'),
      fixed: z.array(z.string()).describe('versions that end it'),
      remediations: z.array(z.object({ category: z.string(), text: z.string(), url: z.string().optional() })),
      why: z.string(),
      because: because.nullable(),
      settle: text.describe('what would decide it'),
      components: z.array(z.object({ componentId: z.number(), name: z.string(), version: text })).describe('a few'),
      more: z.number().describe('components that are not listed'),
      advisories: z.array(z.object({ name: z.string(), source: z.string(), url: z.string() })),
    }),
  ),
  next: z.string().optional(),
})

/** A page of what runs on an asset and in it. */
export const componentsGiven = z.object({
  rows: z.array(
    z.object({
      bomId: z.number(),
      digest: z.string(),
      number: z.number().describe('its place in the bill'),
      componentId: z.number(),
      assetId: z.string().describe('the asset or module on which the bill runs; the first where it runs on several'),
      part: z.string(),
      ...componentHead,
      state,
      affected: z.number(),
      exploited: z.number(),
      undecided: z.number(),
      unjudged: z.boolean(),
    }),
  ),
  next: z.string().optional(),
})

/** A page of the lots that were made on an asset. */
export const lotsGiven = z.object({
  rows: z.array(
    z.object({
      ...lotHead,
      shipments: z.number(),
      madeFrom: z.string(),
      madeUntil: text,
    }),
  ),
  next: z.string().optional(),
})
