import { type Input, jsonText, Problem, quoted, showTime } from '#base'
import {
  type CheckResult,
  type CheckSeen,
  type GateCheck,
  type GateWorld,
  type Given,
  gateExit,
  type Verdict,
  verdictOf,
} from './gate.ts'
import { givenOf, scanSeen } from './gate-given.ts'
import { historyText, publicHistoryText } from './gate-history-text.ts'
import { knownBy } from './gate-known.ts'
import type { GatePolicy } from './gate-policy.ts'
import { gateChecks, runCheck } from './gate-run.ts'
import { treeAt } from './lock-tree.ts'
import type { readersOf } from './private-report.ts'
import { diskOfCommit } from './source-disk.ts'
import { contentsOf, filesOfCommit, type PastKind, type PastState, pastStates, placeIn } from './source-history.ts'
import { gitIn } from './source-state.ts'

/** A check of a state of the past: by what was published at that time, and where that differs, by what is known today. */
export interface PastCheck extends CheckSeen {
  /** How many findings there were; `findings` has the first of them. */
  found: number
  today?: CheckResult & { found: number }
}

/** What the gate would have said of a state. */
export interface PastVerdict {
  commit: string
  tag?: string
  /** When it was committed: RFC 3339, UTC, whole seconds. */
  at: string
  /** By what was published at that time. */
  verdict: Verdict
  /** By what is known today. */
  today: Verdict
  /** In the order in which they are made; empty where the state could not be looked at. */
  checks: PastCheck[]
  /** Why it could not be looked at. */
  because?: string
}

/** The answer of `release gate --history`: the contract `millcert-gate-history/1`. */
export interface HistoryReport {
  schema: 'millcert-gate-history/1'
  tool: { name: 'millcert'; version: string }
  checkedAt: string
  path: string
  database: string | null
  of: PastKind
  /** How many states were asked for; there may be fewer. */
  asked: number
  /** States at which the gate would have been shut. */
  blocked: { atTheTime: number; today: number }
  /** For each check, at how many states it would have shut the gate. */
  checks: { id: string; title: string; required: boolean; blocked: { atTheTime: number; today: number } }[]
  /** The newest first. */
  states: PastVerdict[]
}

/** States that are looked at in one run. */
const mostStates = 1000
/** Findings of one check of one state that are kept: a hundred states of a large tree have many. */
const mostKept = 20

/** How many states `--history` asks for. */
function countOf(input: Input): number {
  if (input.flags.has('online'))
    throw new Problem('cli/usage', 'Cannot try a policy on the past online: registries tell what is there today', {
      wanted: '--history without --online',
    })
  const text = input.flags.get('history')!.at(-1)!
  const count = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : mostStates + 1
  if (count > mostStates)
    throw new Problem('cli/usage', `Cannot look at ${quoted(text)} states of the past: a number is wanted`, {
      wanted: `1 to ${mostStates}`,
    })
  return count
}

/**
 * Tries a policy on the past of a checkout: what the gate would have said of each of the last states of a folder. The files are read out
 * of the repository; the checkout stays as it is. Dates in decisions and papers count as of the state's own time.
 */
export async function tryOnHistory(
  world: GateWorld,
  given: Given,
  input: Input,
  { open, keep }: ReturnType<typeof readersOf>,
): Promise<number> {
  const asked = countOf(input)
  const of = (input.flags.get('history-of')?.at(-1) ?? 'commits') as PastKind
  const git = gitIn(world, given.path, open)
  const { place, states } = await historyOf(git, given.path, of, asked)
  const seen: PastVerdict[] = []
  let before: ReadonlyMap<string, Uint8Array> = new Map()
  let database: string | null = null
  for (const [index, state] of states.entries()) {
    world.progress('trying the policy on the past', index, states.length)
    try {
      const files = await filesOfCommit(git, state.commit, place)
      const contents = await contentsOf(git, files, before, world.limits.element)
      before = contents
      const root = `${state.commit}:${place.replace(/\/$/, '') || '.'}`
      const past = pastOf(world, given, state, diskOfCommit(world.disk, root, files, contents), root, input)
      seen.push({ ...headOf(state), ...(await judgedState(past, state)) })
      database ??= (await scanSeen(past))?.report.database?.digest ?? null
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      seen.push({ ...headOf(state), verdict: 'undecided', today: 'undecided', checks: [], because: error.message })
    }
  }
  world.progress('trying the policy on the past', states.length, states.length)
  const { path, policy } = given
  const report: HistoryReport = {
    schema: 'millcert-gate-history/1',
    tool: { name: 'millcert', version: world.version },
    checkedAt: showTime(world.now()),
    path,
    database,
    of,
    asked,
    blocked: blockedIn(seen),
    checks: gateChecks.map(check => blockedBy(check, policy, seen)),
    states: seen,
  }
  const json = `${jsonText(report, 2)}\n`
  await keep(json)
  const format = input.flags.get('format')?.at(-1)
  world.out(open ? publicHistoryText(report) : format === 'json' ? json : historyText(report))
  return gateExit(worst(seen))
}

/** Where the folder stands in its repository, and its states; a Problem where there are none, or it is in no repository. */
async function historyOf(git: ReturnType<typeof gitIn>, path: string, of: PastKind, count: number) {
  const none = new Problem('releases/no-history', `Cannot look at the past of ${path}: git knows no ${of} of it`, {
    at: path,
    next: 'name a folder of a checkout with its history',
  })
  try {
    const place = await placeIn(git)
    const states = await pastStates(git, of, count)
    if (states.length > 0) return { place, states }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'base/program') throw error
  }
  throw none
}

/** What checks are given of a state: its files and its time, with the statements that are carried today. */
function pastOf(
  world: GateWorld,
  { policy, vouched }: Given,
  { time }: PastState,
  disk: GateWorld['disk'],
  root: string,
  input: Input,
): Given {
  const past: GateWorld = {
    ...world,
    disk,
    now: () => time,
    progress: () => {},
    scanned: (path, flags, samples) => world.scanned(path, flags, samples, { disk, decided: time }),
  }
  return { ...givenOf(past, root, treeAt(past, root), policy, input), vouched }
}

function headOf({ commit, tag, time }: PastState): Pick<PastVerdict, 'commit' | 'tag' | 'at'> {
  return { commit, ...(tag !== undefined && { tag }), at: showTime(time) }
}

async function judgedState(
  given: Given,
  { time }: PastState,
): Promise<Pick<PastVerdict, 'verdict' | 'today' | 'checks'>> {
  const all = await scanSeen(given)
  const known = all && knownBy(all, time)
  const before: Given = known ? { ...given, scan: async () => known } : given
  const checks: PastCheck[] = []
  const now: CheckSeen[] = []
  for (const check of gateChecks) {
    const one = await runCheck(check, before)
    const later = check.byAdvisories && known !== all ? await runCheck(check, given) : one
    now.push(later)
    const { outcome, said, findings } = later
    checks.push({ ...shortened(one), ...(later !== one && { today: shortened({ outcome, said, findings }) }) })
  }
  return { verdict: verdictOf(checks), today: verdictOf(now), checks }
}

function shortened<R extends CheckResult>(result: R): R & { found: number } {
  return { ...result, found: result.findings.length, findings: result.findings.slice(0, mostKept) }
}

function blockedIn(states: readonly PastVerdict[]): { atTheTime: number; today: number } {
  return {
    atTheTime: states.filter(({ verdict }) => verdict === 'shut').length,
    today: states.filter(({ today }) => today === 'shut').length,
  }
}

function blockedBy({ id, title }: GateCheck, policy: GatePolicy, states: readonly PastVerdict[]) {
  const required = !policy.optional.has(id)
  const own = states.flatMap(({ checks }) => checks.filter(check => check.id === id))
  const atTheTime = own.filter(({ outcome }) => outcome === 'fail').length
  const today = own.filter(({ outcome, today: later }) => (later ?? { outcome }).outcome === 'fail').length
  return { id, title, required, blocked: required ? { atTheTime, today } : { atTheTime: 0, today: 0 } }
}

/** As the gate itself: shut by any state that it would have been shut for, by what was known then. */
function worst(states: readonly PastVerdict[]): Verdict {
  if (states.some(({ verdict }) => verdict === 'shut')) return 'shut'
  return states.some(({ verdict }) => verdict === 'undecided') ? 'undecided' : 'open'
}
