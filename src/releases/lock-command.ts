import { type Network, type NetworkRules, Problem, type Tool } from '#base'
import { countOf, exitOfReport, summaryOf, verdictOf } from './lock-answer.ts'
import { checkLocks } from './lock-check.ts'
import type { LockReport } from './lock-finding.ts'
import { lockCountsJson, lockJson } from './lock-json.ts'
import type { Verified } from './lock-online.ts'
import { originsOf } from './lock-registry.ts'
import { ruleNames } from './lock-rules.ts'
import { lockSarif } from './lock-sarif.ts'
import { lockTable } from './lock-table.ts'
import type { LockWorld } from './lock-tree.ts'
import { privateFlags, readersOf } from './private-report.ts'
import { samplesOf, withoutSamples } from './samples.ts'

type Input = Parameters<Tool['run']>[1]

/** `lock check`. */
export const lockCheckTool: Tool = {
  kind: 'tool',
  about: 'Check that every dependency, transitive ones too, is pinned to an exact version with a hash',
  more: 'Looks at lockfiles, manifests, workflows, Dockerfiles, compose files, Helm charts and Kubernetes manifests below a folder: what\nis not pinned or not hashed, what can move (ranges, tags, branches, latest), where a lockfile is not what its manifest asks for, and\nentries of update bots that find nothing. Opens no socket without --online.\nExit code: 0 all is pinned and hashed, 1 something is not, 3 something could not be decided, 4 a hash is wrong, 128 nothing to check.',
  words: [{ name: 'PATH', about: 'a folder, or one file of it', count: 'one' }],
  flags: {
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json', 'sarif'] },
    online: {
      about: 'verify recorded hashes against the registries: npm, PyPI, crates.io, the checksum database of Go',
    },
    registry: {
      about: 'ask this origin for packages of a type: npm=https://registry.example',
      value: 'TYPE=ORIGIN',
      repeat: true,
    },
    'from-cache': {
      about: 'verify recorded hashes against downloaded files: npm’s cache, a folder of archives',
      value: 'DIR',
    },
    'allow-unknown': { about: 'exit with 0 where something could not be decided' },
    'public-log': { about: 'print counts alone: no name, version or path, for logs that anybody can read' },
    ...privateFlags,
  },
  examples: [
    ['lock check .', 'a source tree'],
    ['lock check . --format sarif --output lock.sarif', 'for code scanning'],
    [
      'lock check . --public-log --private-report lock.age --recipient age1…',
      'every night, where anybody reads the log',
    ],
  ],
  async run(world, input) {
    const { open, keep } = readersOf(world.disk, input)
    const report = await guarded(open, async () => {
      const found = await checked(world, input)
      await keep(lockJson(found, world.version))
      return found
    })
    world.out(answer(report, input, world.version))
    const exit = exitOfReport(report)
    return exit === 3 && input.flags.has('allow-unknown') ? 0 : exit
  },
}

/** What the command takes of the world. */
interface Asked extends LockWorld {
  network?: ((rules: NetworkRules) => Network) | undefined
  progress(label: string, done: number, total: number): void
}

async function checked(world: Asked, input: Input): Promise<LockReport> {
  const path = input.words[0]!
  const samples = world.disk.stat(path)?.kind === 'folder' ? await samplesOf(world.disk, path) : []
  const report: LockReport = { ...(await checkLocks(withoutSamples(world, path, samples), path)), samples }
  const folder = input.flags.get('from-cache')?.at(-1)
  if (folder !== undefined) {
    const { verifyFromCache } = await import('./lock-cache.ts')
    take(report, 'the cache', verifyFromCache(report, world, folder))
  }
  if (input.flags.has('online')) {
    const { verifyOnline, registries } = await import('./lock-online.ts')
    const origins = originsOf(input.flags.get('registry') ?? [], registries)
    if (world.network === undefined)
      throw new Problem('base/network-refused', 'Cannot verify hashes online: --offline opens no socket', {
        next: 'leave out --offline, or name a folder of downloaded files with --from-cache',
      })
    const rules = { origins: [...origins.values()], tokens: new Map<string, string>(), idle: 30_000, whole: 300_000 }
    const network = world.network({ ...rules, connections: 6 })
    const { progress } = world
    take(report, 'the registries', await verifyOnline(report, { network, origins, progress }))
  }
  return report
}

function take(report: LockReport, against: string, { right, failed, findings }: Verified): void {
  report.findings.push(...findings)
  const before = report.verified
  report.verified = {
    against: before ? `${before.against} and ${against}` : against,
    right: (before?.right ?? 0) + right,
    failed: (before?.failed ?? 0) + failed,
  }
}

function answer(report: LockReport, input: Input, version: string): string {
  const format = input.flags.get('format')?.at(-1) ?? 'table'
  if (input.flags.has('public-log')) return format === 'table' ? publicTable(report) : lockCountsJson(report, version)
  if (format === 'json') return lockJson(report, version)
  if (format === 'sarif') return lockSarif(report, version)
  return lockTable(report, input.flags.has('verbose'))
}

/** Counts alone. */
function publicTable(report: LockReport): string {
  const { rules, lockfiles, dependencies, hashed, references, pinned } = summaryOf(report)
  const verdict = verdictOf(report)
  const lines = [
    verdict === 'locked' ? 'locked' : 'sensitive finding; see the private report',
    `lockfiles: ${lockfiles}, dependencies: ${dependencies}, hashed: ${hashed}, references: ${references}, pinned: ${pinned}`,
    ...ruleNames.flatMap(rule => (rules[rule] === undefined ? [] : [countOf(rule, rules[rule])])),
  ]
  return `${lines.join('\n')}\n`
}

/** A log that anybody can read learns that something went wrong, not where. */
async function guarded<T>(open: boolean, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!open || !(error instanceof Problem)) throw error
    throw new Problem(error.code, 'Cannot check what was named; without --public-log the reason is said')
  }
}
