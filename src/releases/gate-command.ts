import { type Input, jsonText, Problem, parseJson, showTime } from '#base'
import { thresholds } from '#matching'
import * as checks from './gate/all.ts'
import {
  type CheckSeen,
  type GateCheck,
  type GateReport,
  type GateWorld,
  type Given,
  gateExit,
  type Vouching,
  verdictOf,
} from './gate.ts'
import { type Carried, carriedIn } from './gate-attestations.ts'
import { componentsOf } from './gate-components.ts'
import { type GatePolicy, gatePolicy } from './gate-policy.ts'
import { scanOf } from './gate-scan.ts'
import { checkLine, gateText, publicText } from './gate-text.ts'
import { mostText, textFiles } from './gate-tree.ts'
import { checkLocks } from './lock-check.ts'
import type { LockReport } from './lock-finding.ts'
import { inTree, type LockTree, treeAt } from './lock-tree.ts'
import { writePrivately } from './private-report.ts'

const every: readonly GateCheck[] = Object.values(checks)

/** The policy of a tree: `--policy`, or `.millcert/gate.toml` in it, or what holds without one. */
async function policyFor(world: GateWorld, tree: LockTree, input: Input): Promise<GatePolicy> {
  const ids = every.map(({ id }) => id)
  const named = input.flags.get('policy')?.at(-1)
  const file = named ?? inTree(tree.root, '.millcert/gate.toml')
  if (named === undefined && world.disk.stat(file)?.kind !== 'file') return gatePolicy({}, file, ids, thresholds)
  const { parse } = await import('smol-toml')
  const text = new TextDecoder().decode(world.disk.read(file, world.limits.element, 'element'))
  try {
    return gatePolicy(parse(text), file, ids, thresholds)
  } catch (error) {
    if (error instanceof Problem) throw error
    const [what] = (error as Error).message.split('\n', 1)
    throw new Problem('releases/bad-policy', `Cannot use ${file}: ${what}`, { at: file, wanted: 'TOML 1.0' })
  }
}

/** Runs every check over a tree, each for itself, and tells what came of it. */
export async function runGate(world: GateWorld, input: Input): Promise<number> {
  const path = input.words[0]!
  const { report: file, recipient, open } = privately(input)
  if (world.disk.stat(path)?.kind !== 'folder')
    throw new Problem('releases/not-a-folder', `Cannot check ${path}: it is no folder`, {
      at: path,
      wanted: 'the folder that is released',
    })
  const tree = treeAt(world, path)
  const policy = await policyFor(world, tree, input)
  const given = givenOf(world, path, tree, policy, input)
  const seen: CheckSeen[] = []
  for (const [index, check] of every.entries()) {
    const from = world.elapsed()
    const one = await runOne(check, given)
    seen.push(one)
    const told = open ? { ...one, said: '' } : one
    world.say(checkLine(`${index + 1}/${every.length}`, told, world.elapsed() - from))
  }
  const { report: scan } = await given.scan()
  const verdict = verdictOf(seen)
  const report: GateReport = {
    schema: 'millcert-gate/1',
    tool: { name: 'millcert', version: world.version },
    checkedAt: showTime(world.now()),
    path,
    database: scan.database?.digest ?? null,
    verdict,
    checks: seen,
    notes: scan.notes,
  }
  const json = `${jsonText(report, 2)}\n`
  if (file !== undefined) await writePrivately(world.disk, file, recipient!, json)
  world.out(open ? publicText(report) : input.flags.get('format')?.at(-1) === 'json' ? json : gateText(report))
  return gateExit(verdict)
}

/** A check that cannot be done for a reason that a person can mend cannot tell; the others are done all the same. */
async function runOne(check: GateCheck, given: Given): Promise<CheckSeen> {
  const { id, title } = check
  const required = !given.policy.optional.has(id)
  try {
    return { id, title, required, ...(await check.run(given)) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const findings = [
      { what: error.message, at: undefined, why: error.detail.next ?? 'mend it, and run the gate again' },
    ]
    return { id, title, required, outcome: 'cannot-tell', said: 'It could not be done', findings }
  }
}

function givenOf(world: GateWorld, path: string, tree: LockTree, policy: GatePolicy, input: Input): Given {
  const once = <T>(make: () => T) => {
    let made: { value: T } | undefined
    return () => {
      made ??= { value: make() }
      return made.value
    }
  }
  const scan = once(() => scanOf(world, tree, policy, input.flags.get('db') ?? []))
  return {
    world,
    path,
    policy,
    online: input.flags.has('online'),
    scan,
    locks: once(() => locksIn(world, path)),
    vouched: once(async () => vouchingIn(world, input.flags.get('attestations')?.at(-1))),
    components: once(async () => componentsOf(await scan())),
    files: once(() => textFiles(world.disk, tree, policy.secrets.skip)),
    text(name) {
      const at = inTree(tree.root, name)
      if (world.disk.stat(at)?.kind !== 'file') return undefined
      return new TextDecoder().decode(world.disk.read(at, mostText))
    },
  }
}

/** Statements of a folder, by what they are about; undefined where none is named. */
function vouchingIn(world: GateWorld, folder: string | undefined): Vouching | undefined {
  if (folder === undefined) return undefined
  const tree = treeAt(world, folder)
  const bySubject = new Map<string, Carried[]>()
  for (const file of tree.files.filter(name => /\.(?:json|jsonl|sigstore|provenance)$/.test(name)))
    for (const one of carriedIn(read(world, inTree(tree.root, file)), file))
      for (const subject of one.subjects) bySubject.set(subject, [...(bySubject.get(subject) ?? []), one])
  return async digests => {
    let refused: string | undefined
    let open = 'no statement about it is carried here'
    for (const digest of digests)
      for (const { bundle, file } of bySubject.get(digest) ?? []) {
        const { result, because } = await world.judged(digest, bundle, file)
        if (result === 'verified') return { result, because }
        if (result === 'refused') refused ??= because
        else open = because
      }
    return refused === undefined ? { result: 'missing', because: open } : { result: 'refused', because: refused }
  }
}

/** What a file says as JSON; undefined where it says nothing. */
function read(world: GateWorld, path: string): unknown {
  try {
    return parseJson(world.disk.read(path, mostText), { ...world.limits, text: mostText }, path)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

/** What pins dependencies in a tree; an empty report where nothing does. */
async function locksIn(world: GateWorld, path: string): Promise<LockReport> {
  try {
    return await checkLocks(world, path)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'releases/nothing-to-check') throw error
    return { path, files: [], findings: [], verified: undefined, pins: [] }
  }
}

/** Whether the log may be read by anyone, and where the rest goes; without a recipient nothing is written in the clear. */
function privately(input: Input): { open: boolean; report: string | undefined; recipient: string | undefined } {
  const report = input.flags.get('private-report')?.at(-1)
  const recipient = input.flags.get('recipient')?.at(-1)
  if ((report === undefined) !== (recipient === undefined))
    throw new Problem(
      'cli/usage',
      'Cannot write a private report: --private-report FILE and --recipient KEY go together',
      {
        wanted: '--private-report gate.age --recipient age1…',
      },
    )
  return { open: input.flags.has('public-log'), report, recipient }
}
