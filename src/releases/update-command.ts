import type { Database } from '#advisories'
import {
  type Disk,
  type Input,
  jsonText,
  type Limits,
  type Network,
  type NetworkRules,
  type Note,
  Problem,
  quoted,
  showTime,
} from '#base'
import type { Bom, BomFormat } from '#boms'
import { type GatePolicy, mostDays } from './gate-policy.ts'
import { policyFor } from './gate-policy-file.ts'
import { originsOf } from './lock-registry.ts'
import { treeAt } from './lock-tree.ts'
import type { ReleaseList } from './release-list.ts'
import * as lists from './release-lists/all.ts'
import { advisoryLook } from './update-advisories.ts'
import type { DependencySeen, UpdatesReport } from './update-answer.ts'
import type { ChoicePolicy } from './update-choice.ts'
import { type Direct, directsIn } from './update-direct.ts'
import { type Judging, judged, undecided } from './update-judge.ts'
import { type AnswerSource, carriedAnswers, registryAnswers } from './update-source.ts'
import { updatesText } from './update-text.ts'

/** What `release updates` takes of the world. */
export interface UpdatesWorld {
  readonly disk: Disk
  readonly limits: Limits
  readonly version: string
  now(): number
  network?: ((rules: NetworkRules) => Network) | undefined
  out(text: string): void
  progress(label: string, done: number, total: number): void
  /** What lies at a path, as `scan` reads it. */
  papers(path: string): Promise<{
    loaded: readonly { bom: Bom; kind: BomFormat['kind']; location: string | undefined }[]
    notes: readonly Note[]
    unreadable: boolean
  }>
  /** The advisory database; undefined where there is none. */
  database(): Database | undefined
}

const every: readonly ReleaseList[] = Object.values(lists)
/** Questions under way at a time. */
const together = 6

/** Looks at the direct dependencies of a tree and writes what could take their place; nothing is changed. */
export async function runUpdates(world: UpdatesWorld, input: Input): Promise<number> {
  const path = input.words[0]!
  const tree = treeAt(world, path)
  const { updates } = await policyFor(world, tree, input)
  const policy = policyOf(input, updates)
  const origins = originsOf(input.flags.get('registry') ?? [], every)
  const source = sourceOf(world, input, origins)
  const { loaded, notes, unreadable } = await world.papers(path)
  const locks = loaded.flatMap(({ bom, kind, location }) =>
    kind === 'lockfile' ? [{ bom, location: location ?? tree.chosen[0]! }] : [],
  )
  if (locks.length === 0 && !unreadable)
    throw new Problem('releases/nothing-to-check', `Cannot find a lockfile in ${path}`, { at: path })
  const directs = await directsIn(world, tree, locks, origins)
  const database = world.database()
  const look = database && advisoryLook(database)
  const asked = await askAll(world, directs.all, source, {
    policy,
    now: world.now(),
    change: ({ component, bom }, version) => look?.change(component, bom, version),
  })
  const doubts = look
    ? look.notes(world.now())
    : [
        {
          code: 'no-database',
          message: 'There is no advisory database: which advisories a release ends or brings cannot be told',
        },
      ]
  const report = reportOf(asked.seen, {
    tool: { name: 'millcert', version: world.version },
    checkedAt: showTime(world.now()),
    path,
    source: source?.kind ?? null,
    database: database?.manifest.digest ?? null,
    policy,
    notes: [...doubts, ...directs.notes, ...notes],
  })
  database?.close()
  world.out(input.flags.get('format')?.at(-1) === 'json' ? `${jsonText(report, 2)}\n` : updatesText(report))
  if (asked.failed) return 5
  return report.summary.undecided > 0 || doubts.length > 0 || unreadable ? 3 : 0
}

function policyOf(input: Input, { coolDownDays }: GatePolicy['updates']): ChoicePolicy {
  const text = input.flags.get('cool-down')?.at(-1)
  const days = text === undefined ? coolDownDays : /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (!(days >= 0 && days <= mostDays))
    throw new Problem('cli/usage', `Cannot take --cool-down ${quoted(text ?? '')}: a number of days is wanted`)
  return { coolDownDays: days, majors: input.flags.has('majors') }
}

function sourceOf(world: UpdatesWorld, input: Input, origins: ReadonlyMap<string, string>): AnswerSource | undefined {
  const from = input.flags.get('from')?.at(-1)
  const keep = input.flags.get('keep')?.at(-1)
  const online = input.flags.has('online')
  if (from !== undefined && online)
    throw new Problem('cli/usage', 'Cannot look for releases: --from and --online are two sources')
  if (keep !== undefined && !online) throw new Problem('cli/usage', 'Cannot keep answers: --keep goes with --online')
  if (from !== undefined) return carriedAnswers(world.disk, from)
  if (!online) return undefined
  if (world.network === undefined)
    throw new Problem('base/network-refused', 'Cannot ask registries: --offline opens no socket', {
      next: 'leave out --offline, or name a folder of carried answers with --from',
    })
  const rules = { origins: [...origins.values()], tokens: new Map<string, string>(), idle: 30_000, whole: 300_000 }
  const network = world.network({ ...rules, connections: together })
  return registryAnswers({
    network,
    origins,
    keep: keep === undefined ? undefined : { disk: world.disk, folder: keep },
  })
}

interface Asked {
  seen: DependencySeen[]
  /** A registry did not answer. */
  failed: boolean
}

async function askAll(
  world: UpdatesWorld,
  directs: readonly Direct[],
  source: AnswerSource | undefined,
  judging: Judging,
): Promise<Asked> {
  const asking = new Map(every.map(list => [list.id, { list, ask: source?.of(list) }]))
  const seen = new Array<DependencySeen>(directs.length)
  let failed = false
  let done = 0
  const waiting = [...directs.entries()].reverse()
  const one = async (direct: Direct): Promise<DependencySeen> => {
    const { name, type, version, elsewhere } = direct
    const { list, ask } = asking.get(type ?? '') ?? {}
    if (elsewhere !== undefined) return undecided(direct, elsewhere)
    if (!list) return undecided(direct, `no registry of ${type} is asked`)
    if (!ask) return undecided(direct, 'no registry was asked (--online), and no answers are carried (--from)')
    try {
      const releases = await list.releases(name, version!, ask)
      return releases ? judged(direct, releases, judging) : undecided(direct, 'its registry does not know it')
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      failed ||= error.code.startsWith('base/network')
      return undecided(direct, error.message)
    }
  }
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      seen[next[0]] = await one(next[1])
      world.progress('asking registries', ++done, directs.length)
    }
  }
  await Promise.all(Array.from({ length: together }, work))
  return { seen, failed }
}

function reportOf(
  dependencies: DependencySeen[],
  rest: Omit<UpdatesReport, 'schema' | 'summary' | 'dependencies'>,
): UpdatesReport {
  const count = (wanted: DependencySeen['state']) => dependencies.filter(({ state }) => state === wanted).length
  const { tool, checkedAt, path, source, database, policy, notes } = rest
  return {
    schema: 'millcert-updates/1',
    tool,
    checkedAt,
    path,
    source,
    database,
    policy,
    summary: {
      dependencies: dependencies.length,
      proposed: count('proposed'),
      waiting: count('waiting'),
      current: count('current'),
      undecided: count('undecided'),
    },
    dependencies,
    notes,
  }
}
