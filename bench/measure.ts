import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url))
/** The Node that everything runs on. */
export const node = process.execPath
/** The bundle, which carries the marks. */
export const bundle = `${root}dist/millcert.cjs`

/** A program and its arguments: the bundle is run as people run it, by what knows its flags. */
function commandOf(args: readonly string[]): [program: string, args: readonly string[]] {
  return args[0] === bundle ? [`${root}bin/millcert`, args.slice(1)] : [node, args]
}

/** A folder that is removed when the process ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Milliseconds of one run from start to end, output thrown away; `codes` are the exit codes that mean it worked. */
export function timed(args: readonly string[], codes: readonly number[] = [0, 1, 3]): number {
  const start = process.hrtime.bigint()
  const { status, stderr } = spawnSync(...commandOf(args), { stdio: ['ignore', 'ignore', 'pipe'] })
  const took = Number(process.hrtime.bigint() - start) / 1e6
  if (!codes.includes(status ?? -1)) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return took
}

/**
 * Peak resident memory in MB (10^6 bytes) of one run, told by the process itself at its end: Linux's own figure of its high water,
 * since that of getrusage counts what the process that started it held, too.
 */
export function peakMemory(args: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-bench-'))
  const teller = join(folder, 'teller.cjs')
  const told = join(folder, 'told')
  writeFileSync(
    teller,
    `process.on('exit', () => {
  let peak
  try { peak = /VmHWM:\\s*(\\d+)/.exec(require('fs').readFileSync('/proc/self/status', 'utf8'))[1] }
  catch { peak = String(process.resourceUsage().maxRSS) }
  require('fs').writeFileSync(${JSON.stringify(told)}, peak)
})`,
  )
  const env = { ...process.env, NODE_OPTIONS: `--require=${teller}` }
  spawnSync(...commandOf(args), { stdio: 'ignore', env })
  const peak = (Number(readFileSync(told, 'utf8')) * 1024) / 1e6
  rmSync(folder, { recursive: true, force: true })
  return peak
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

/** Runs several commands in turn, `rounds` times each after one round that does not count, and gives the times of each. */
export function interleaved<Name extends string>(
  commands: Record<Name, readonly string[]>,
  rounds: number,
): Record<Name, number[]> {
  const names = Object.keys(commands) as Name[]
  const times = Object.fromEntries(names.map(name => [name, [] as number[]])) as Record<Name, number[]>
  for (const name of names) timed(commands[name])
  for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(timed(commands[name]))
  return times
}

/** One line of a result table: what was measured, the figure, the mark if there is one, and whether it holds. */
export function row(what: string, figure: number, unit: string, mark?: number, least = false): void {
  const good = mark === undefined || (least ? figure >= mark : figure <= mark)
  console.log(
    `| ${what} | ${figure.toPrecision(4)} ${unit} | ${mark === undefined ? '|' : `${least ? '≥' : '≤'} ${mark} ${unit} | ${good ? 'holds' : 'MISSED'} |`}`,
  )
}

/** What the figures were measured on. */
export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`
}
