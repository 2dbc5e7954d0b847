import { type Input, jsonText, Problem, showTime } from '#base'
import { type CheckSeen, type GateReport, type GateWorld, gateExit, verdictOf } from './gate.ts'
import { givenOf, scanSeen } from './gate-given.ts'
import { policyFor } from './gate-policy-file.ts'
import { gateChecks, runCheck } from './gate-run.ts'
import { checkLine, gateText, publicText } from './gate-text.ts'
import { treeAt } from './lock-tree.ts'
import { readersOf } from './private-report.ts'

/** Runs every check over a tree, each for itself, and tells what came of it. */
export async function runGate(world: GateWorld, input: Input): Promise<number> {
  const path = input.words[0]!
  const readers = readersOf(world.disk, input)
  const { open, keep } = readers
  if (world.disk.stat(path)?.kind !== 'folder')
    throw new Problem('releases/not-a-folder', `Cannot check ${path}: it is no folder`, {
      at: path,
      wanted: 'the folder that is released',
    })
  if (input.flags.has('history-of') && !input.flags.has('history'))
    throw new Problem('cli/usage', 'Cannot tell how many: --history-of says which states, and --history N how many', {
      wanted: `--history 40 --history-of ${input.flags.get('history-of')!.at(-1)}`,
    })
  const tree = treeAt(world, path)
  const policy = await policyFor(world, tree, input)
  const given = givenOf(world, path, tree, policy, input)
  if (input.flags.has('history')) return (await import('./gate-history.ts')).tryOnHistory(world, given, input, readers)
  const seen: CheckSeen[] = []
  for (const [index, check] of gateChecks.entries()) {
    const from = world.elapsed()
    const one = await runCheck(check, given)
    seen.push(one)
    const told = open ? { ...one, said: '' } : one
    world.say(checkLine(`${index + 1}/${gateChecks.length}`, told, world.elapsed() - from))
  }
  const scan = (await scanSeen(given))?.report
  const verdict = verdictOf(seen)
  const report: GateReport = {
    schema: 'millcert-gate/1',
    tool: { name: 'millcert', version: world.version },
    checkedAt: showTime(world.now()),
    path,
    database: scan?.database?.digest ?? null,
    verdict,
    checks: seen,
    notes: scan?.notes ?? [],
  }
  const json = `${jsonText(report, 2)}\n`
  await keep(json)
  world.out(open ? publicText(report) : input.flags.get('format')?.at(-1) === 'json' ? json : gateText(report))
  return gateExit(verdict)
}
