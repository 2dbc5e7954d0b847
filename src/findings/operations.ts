import { z } from 'zod'
import {
  changeQuarantine,
  type Database,
  type FeedEntry,
  type FeedState,
  type FeedsState,
  isStale,
  longestReason,
  type Quarantined,
  readFeedsState,
  readManifest,
  readQuarantine,
  severities,
  sharedDatabase,
} from '#advisories'
import { Problem, showTime } from '#base'
import { act, ask, type Seen } from '#ledger'
import { type KeptRules, keptRules } from '#matching'
import { type Finding, findingId, findingKey } from './finding.ts'
import { type FindingComponent, findingComponents, findingPage } from './finding-store.ts'
import { planRematch, type RematchPlan } from './rematch.ts'
import { rematch } from './rematch-apply.ts'
import { lastRun } from './run-store.ts'

const findingShown = z.object({
  id: z.string(),
  siteId: z.string(),
  vulnerability: z.string(),
  product: z.string(),
  verdict: z.enum(['affected', 'undecided']),
  severity: z.string(),
  kev: z.boolean(),
  malicious: z.boolean(),
  epss: z.number().nullable(),
  affected: z.number(),
  undecided: z.number(),
  fixed: z.array(z.string()),
  since: z.string(),
})

function shown(finding: Finding): z.infer<typeof findingShown> {
  return { id: findingId(finding), ...finding, since: showTime(finding.since) }
}

const componentShown = z.object({
  name: z.string(),
  version: z.string().nullable(),
  assets: z.array(z.object({ id: z.string(), tag: z.string().nullable(), path: z.string() })),
  matches: z.array(
    z.object({
      advisory: z.string().nullable(),
      source: z.string().nullable(),
      url: z.string().nullable(),
      verdict: z.string(),
      because: z.record(z.string(), z.unknown()),
      knownFrom: z.string(),
      knownUntil: z.string().nullable(),
    }),
  ),
})

function shownComponent({ name, version, assets, matches }: FindingComponent): z.infer<typeof componentShown> {
  return {
    name,
    version,
    assets,
    matches: matches.map(({ record, source, url, verdict, because, known_from: from, known_until: until }) => ({
      advisory: record,
      source,
      url,
      verdict,
      because: JSON.parse(because) as Record<string, unknown>,
      knownFrom: showTime(from),
      knownUntil: until === null ? null : showTime(until),
    })),
  }
}

export const findings = {
  list: ask({
    about:
      'Lists what is wrong with what runs, or may be: a vulnerability of a product at a site, the most urgent first',
    can: 'findings.read',
    takes: z.strictObject({
      siteId: z.string().max(100).optional().describe('id or code of a site; all when left out'),
      vulnerability: z.string().max(200).optional().describe('a CVE, or the name of a vulnerability without one'),
      severity: z
        .enum(severities as [string, ...string[]])
        .optional()
        .describe('at least this severe'),
      kev: z.boolean().optional().describe('known to be exploited, or not'),
      verdict: z.enum(['affected', 'undecided']).optional().describe('what is sure, or what nobody can tell'),
      after: z.string().max(1000).optional().describe('where the page before ended'),
      limit: z.coerce.number().int().min(1).max(200).default(50).describe('how many at most'),
    }),
    gives: z.object({ rows: z.array(findingShown), next: z.string().optional() }),
    async run({ db, sites, now }, { severity, vulnerability, ...input }) {
      const { rows, next } = await findingPage(db, sites, {
        ...input,
        vulnerability: vulnerability?.toUpperCase(),
        severities: severity === undefined ? undefined : atLeast(severity),
        now: now(),
      })
      return { rows: rows.map(shown), ...(next !== undefined && { next }) }
    },
  }),
  show: ask({
    about: 'Shows a finding: its components, what is said of each and since when, and the assets they run on',
    can: 'findings.read',
    takes: z.strictObject({ id: z.string().min(1).max(2000).describe('as findings.list gives it') }),
    gives: z.object({ finding: findingShown, components: z.array(componentShown) }),
    async run({ db, sites, now }, { id }) {
      const key = findingKey(id)
      const at = now()
      const { vulnerability, siteId } = key ?? {}
      const { rows } = key ? await findingPage(db, sites, { vulnerability, siteId, limit: 200, now: at }) : { rows: [] }
      const finding = rows.find(({ product }) => product === key?.product)
      if (key === undefined || finding === undefined)
        throw new Problem('findings/not-found', `Cannot show the finding ${id}: there is none`, { at: id })
      return { finding: shown(finding), components: (await findingComponents(db, sites, key, at)).map(shownComponent) }
    },
  }),
}

function atLeast(severity: string): readonly string[] {
  return severities.slice(0, (severities as readonly string[]).indexOf(severity) + 1)
}

const feedShown = z.object({
  id: z.string(),
  records: z.number(),
  withdrawn: z.number(),
  newest: z.string().nullable(),
  snapshotAt: z.string().nullable(),
  stale: z.boolean(),
  attempt: z.string().nullable().describe('when its source was last asked; null where it came by a file'),
  success: z.string().nullable().describe('when its source was last asked and the records here then were what it said'),
  failure: z.object({ at: z.string(), code: z.string(), reason: z.string() }).nullable(),
  heldBack: z.object({ since: z.string(), reason: z.string() }).nullable().describe('a newer one that is doubtful'),
  quarantine: z
    .object({
      since: z.string(),
      by: z.string(),
      reason: z.string(),
      cause: z.enum(['person', 'check']).describe('what a check began, a check ends; what a person began, a person'),
    })
    .nullable()
    .describe('why nothing is sure that it says'),
})

const when = (at: number | null) => (at === null ? null : showTime(at))

/** Feeds of the index with what updates left behind of them, and those of which no update brought anything so far. */
function withUpdates(feeds: readonly FeedEntry[], { feeds: states }: FeedsState): [FeedEntry, FeedState | undefined][] {
  const known = new Set(feeds.map(({ id }) => id))
  const missing = Object.keys(states).filter(id => !known.has(id))
  const none = { records: 0, withdrawn: 0, refused: 0, newest: null, snapshotAt: null, types: [], ecosystems: [] }
  return [...feeds, ...missing.map(id => ({ id, ...none }))].map(feed => [feed, states[feed.id]])
}

function updateShown(state: FeedState | undefined) {
  const { attempt = null, success = null, failure = null, quarantine = null } = state ?? {}
  return {
    attempt: when(attempt),
    success: when(success),
    failure: failure && { ...failure, at: showTime(failure.at) },
    heldBack: quarantine && { since: showTime(quarantine.since), reason: quarantine.reason },
  }
}

function quarantineShown(quarantined: Quarantined, feed: string) {
  const found = quarantined.get(feed)
  return found === undefined ? null : { ...found, since: showTime(found.since) }
}

interface Ready {
  database: Database
  rules: KeptRules | undefined
  plan: RematchPlan
}

export const feeds = {
  list: ask({
    about: 'Lists the feeds of advisories: how many records, how old, and whether what runs was laid against them',
    can: 'findings.read',
    takes: z.strictObject({}),
    gives: z.object({
      digest: z.string().nullable(),
      builtAt: z.string().nullable(),
      matchedWith: z.string().nullable(),
      matchedAt: z.string().nullable(),
      feeds: z.array(feedShown),
    }),
    async run({ db, disk, folder, now }) {
      const manifest = readManifest(disk, `${folder}/advisories`)
      const quarantined = readQuarantine(disk, `${folder}/advisories`)
      const last = await lastRun(db)
      const at = now()
      return {
        digest: manifest?.digest ?? null,
        builtAt: manifest?.builtAt ?? null,
        matchedWith: last?.digest ?? null,
        matchedAt: when(last?.at ?? null),
        feeds: withUpdates(manifest?.feeds ?? [], readFeedsState(disk, `${folder}/advisories`)).map(
          ([feed, update]) => ({
            id: feed.id,
            records: feed.records,
            withdrawn: feed.withdrawn,
            newest: when(feed.newest),
            snapshotAt: when(feed.snapshotAt),
            stale: isStale(feed, at),
            ...updateShown(update),
            quarantine: quarantineShown(quarantined, feed.id),
          }),
        ),
      }
    },
  }),
  rematch: act({
    about:
      'Lays every component against the advisories and the rules (products.toml of the data folder) as they are now, and keeps what changed',
    can: 'feeds.write',
    takes: z.strictObject({
      everything: z
        .boolean()
        .default(false)
        .describe('judge every component, whatever changed: to see that nothing was left out'),
    }),
    gives: z.object({
      database: z.string(),
      changed: z.boolean(),
      full: z.boolean(),
      rules: z
        .object({
          inForce: z.number(),
          expired: z.number(),
          byRef: z.number().describe('work on no component that is kept'),
        })
        .nullable()
        .describe('decisions about makers’ words, of products.toml in the data folder'),
      advisories: z.object({ changed: z.number(), gone: z.number() }),
      judged: z.number(),
      started: z.number(),
      ended: z.number(),
    }),
    async prepare(world, { everything }): Promise<Ready> {
      const database = advisoriesOf(world)
      try {
        const rules = await keptRules(world, world.now())
        return { database, rules, plan: await world.look(db => planRematch(db, database, { everything, rules })) }
      } catch (error) {
        database.close()
        throw error
      }
    },
    async run({ db, now }, _, { database, rules: used, plan }) {
      const done = await rematch(db, database, { planned: plan, rules: used, now: now() })
      const { digest } = database.manifest
      const rules = used === undefined ? null : { inForce: used.inForce, expired: used.expired, byRef: used.byRef }
      if (done === undefined)
        return { out: { ...nothing, database: digest, judged: plan.judged, full: plan.full, rules } }
      const { advisories, full, judged, started, ended } = done
      return {
        out: { database: digest, changed: true, full, rules, advisories, judged, started, ended },
        entry: { object: digest, change: { ...done } },
      }
    },
    after: (_, { database }) => database.close(),
  }),
  quarantine: act({
    about:
      'Relies no more on what a feed says, or again: what it alone says of what runs is undecided meanwhile, and nothing is deleted',
    can: 'feeds.write',
    takes: z.strictObject({
      feed: z.string().min(1).max(64).describe('id of a feed'),
      reason: z.string().trim().min(1).max(longestReason).optional().describe('why; left out to release it'),
      release: z.boolean().default(false).describe('rely on it again'),
    }),
    gives: z.object({
      feed: z.string(),
      quarantine: feedShown.shape.quarantine,
      judged: z.number(),
      started: z.number(),
      ended: z.number(),
    }),
    async prepare(world, asked): Promise<Ready & { change: (before: Quarantined) => Quarantined }> {
      // The file is written before the entry is refused to whoever has a right at some sites alone.
      if (world.sites !== 'everywhere')
        throw new Problem('ledger/outside', 'Cannot change what is relied on: a feed speaks to all sites')
      const change = quarantining(world, asked)
      const { disk, folder } = world
      const database = advisoriesOf(world, change(readQuarantine(disk, `${folder}/advisories`)))
      try {
        if (!database.manifest.feeds.some(({ id }) => id === asked.feed)) throw noFeed(asked.feed)
        const rules = await keptRules(world, world.now())
        return { change, database, rules, plan: await world.look(db => planRematch(db, database, { rules })) }
      } catch (error) {
        database.close()
        throw error
      }
    },
    async run({ db, disk, folder, now }, { feed }, { change, database, rules, plan }) {
      const done = await rematch(db, database, { planned: plan, rules, now: now() })
      // A file, as the rules are: where the entry fails, the next rematch follows it.
      const quarantined = changeQuarantine(disk, `${folder}/advisories`, change)
      const quarantine = quarantineShown(quarantined, feed)
      const { judged = 0, started = 0, ended = 0 } = done ?? {}
      return {
        out: { feed, quarantine, judged, started, ended },
        entry: { object: feed, change: { quarantine, rematch: done ?? null } },
      }
    },
    after: (_, { database }) => database.close(),
  }),
}

/** What an order changes; it may come twice, so a release of what is in no quarantine changes nothing. */
function quarantining(
  { actor, now }: Pick<Seen, 'actor' | 'now'>,
  { feed, reason, release }: { feed: string; reason?: string | undefined; release: boolean },
): (before: Quarantined) => Quarantined {
  if (release === (reason !== undefined))
    throw new Problem('operations/input', `Cannot change the quarantine of ${feed}: a reason or release is wanted`, {
      at: '/reason',
      wanted: 'why it is in quarantine, or that it is released',
    })
  const since = now()
  return before => {
    const after = new Map(before)
    if (reason === undefined) after.delete(feed)
    else after.set(feed, { since, by: actor.name, reason, cause: 'person' })
    return after
  }
}

function noFeed(feed: string): Problem {
  return new Problem('findings/not-found', `Cannot change the quarantine of ${feed}: there is no such feed`, {
    at: feed,
  })
}

const nothing = { changed: false, advisories: { changed: 0, gone: 0 }, started: 0, ended: 0 }

/** The advisories of the data folder. Throws `advisories/no-database`. */
function advisoriesOf({ disk, folder }: Pick<Seen, 'disk' | 'folder'>, quarantined?: Quarantined): Database {
  const database = sharedDatabase(disk, `${folder}/advisories`, quarantined)
  if (database === undefined)
    throw new Problem('advisories/no-database', `Cannot match: there are no advisories at ${folder}/advisories`, {
      at: `${folder}/advisories`,
      next: `load them: millcert db update --db ${folder}/advisories`,
    })
  return database
}
