import { z } from 'zod'
import { assetHead } from './row-heads.ts'

const text = z.string().nullable()
const because = z.looseObject({ rule: z.string() }).describe('the rule, the range and what was found')
const verdict = z.enum(['affected', 'undecided', 'fixed', 'not_affected', 'not_named'])
const confidence = z.enum(['exact', 'likely', 'possible']).nullable()

/** A page of packages and products. */
export const componentRows = z.object({
  by: z
    .enum(['all', 'package', 'hash', 'order', 'words'])
    .describe('how the text was read; names, package URLs, suppliers and order numbers are found by how they begin'),
  rows: z.array(
    z.object({
      key: z.string().describe('asks for it: components.story'),
      type: z.string(),
      name: z.string(),
      group: text,
      packageKey: text.describe('the package URL without a version'),
      supplier: text,
      orderNumber: text,
      versions: z.number().describe('that any bill lists'),
      running: z.number().describe('of them, that run at the time'),
      bills: z.number(),
      assets: z.number().describe('on which any version runs at the time'),
      verdict: verdict.nullable().describe('the worst of what runs; null where nothing runs'),
      confidence,
      listed: verdict.describe('the worst of all versions that bills list'),
    }),
  ),
  next: z.string().optional(),
})

const said = z.object({
  version: text,
  running: z.boolean(),
  verdict,
  confidence,
  because: because.nullable(),
  settle: text,
})

/** What is known of one package or product in all its versions. */
export const componentGiven = z.object({
  asOf: z.object({ at: z.string(), known: text }),
  key: z.string(),
  type: z.string(),
  name: z.string(),
  group: text,
  packageKey: text,
  suppliers: z.array(z.string()),
  orderNumbers: z.array(z.string()),
  licenses: z.array(z.string()),
  cpes: z.array(z.string()),
  question: z.string().describe('asks for all of it: ask'),
  verdict: verdict.nullable().describe('the worst of what runs; null where nothing runs'),
  confidence,
  counts: z.object({
    versions: z.number(),
    running: z.number().describe('versions that run at the time'),
    bills: z.number(),
    assets: z.number(),
    affected: z.number().describe('vulnerabilities by which some version is affected'),
    undecided: z.number().describe('vulnerabilities undecided of some version, by which none is affected'),
  }),
  versions: z
    .array(
      z.object({
        version: text,
        verdict,
        confidence,
        because: because.nullable().describe('why, of what weighs most'),
        vulnerability: text.describe('what weighs most'),
        affected: z.number().describe('vulnerabilities'),
        undecided: z.number(),
        fixed: z.number(),
        components: z.number().describe('different ones with this version: by hash, maker, package URL'),
        bills: z.number(),
        assets: z.number(),
        hashes: z.array(z.object({ algorithm: z.string(), value: z.string() })).describe('a few'),
        moreHashes: z.number(),
        question: z.string().describe('asks for this version: ask'),
      }),
    )
    .describe('the newest first'),
  moreVersions: z.number().describe('versions that are not listed'),
  findings: z
    .array(
      z.object({
        vulnerability: text.describe('null: it cannot be judged at all'),
        severity: z.string(),
        kev: z.boolean(),
        verdict,
        since: z.string().describe('since when a record says so'),
        versions: z.array(said),
        fixed: z.array(z.string()).describe('versions that end it'),
        advisories: z.array(z.object({ name: z.string(), source: z.string(), url: z.string() })),
      }),
    )
    .describe('affected first, then the most urgent'),
  moreFindings: z.number(),
})

/** A page of assets on which it runs. */
export const componentAssetRows = z.object({
  rows: z.array(
    z.object({
      ...assetHead,
      path: z.string(),
      zone: text,
      level: z.number().nullable(),
      simulated: z.boolean(),
      version: text,
      componentId: z.number(),
      digest: z.string().describe('of the bill that runs there'),
      subject: text,
      verdict,
      confidence,
    }),
  ),
  next: z.string().optional(),
})

/** A page of bills that list it. */
export const componentBillRows = z.object({
  rows: z.array(
    z.object({
      bomId: z.number(),
      digest: z.string(),
      format: z.string(),
      kind: z.string(),
      subject: text,
      subjectVersion: text,
      receivedAt: z.string(),
      version: text.describe('of the component'),
      componentId: z.number(),
      number: z.number().describe('its place in the bill'),
      assets: z.number().describe('on which the bill runs at the time'),
    }),
  ),
  next: z.string().optional(),
})
