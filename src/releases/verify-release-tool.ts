import { type Disk, type Input, jsonText, Problem, showTime, type Tool, visible } from '#base'
import { orders } from '#identity'
import { policyDocument } from '#trust'
import {
  failed,
  passed,
  type ReleaseCheck,
  type ReleaseResult,
  releaseChecks,
  releaseResult,
  untold,
} from './release-checks.ts'
import { type ReleasePolicy, releasePolicy } from './release-policy.ts'
import type { SourceState } from './source-state.ts'
import { type VerifyWorld, verifyRelease } from './verify-release.ts'

/** What the command takes of the world. */
export interface VerifyPlace extends VerifyWorld {
  readonly version: string
  now(): number
  out(text: string): void
  say(line: string): void
  /** The state of a checkout that a release is compared with. */
  source(path: string): Promise<SourceState | undefined>
}

const mostKept = 64 * 1024
const exits: Readonly<Record<ReleaseResult, number>> = { verified: 0, refused: 4, undecided: 3 }

/** `verify release`. */
export const verifyReleaseCommand: Omit<Tool, 'run'> & { run(place: VerifyPlace, input: Input): Promise<number> } = {
  kind: 'tool',
  about: 'Tell whether a folder is a whole release of who should have made it: every file declared, there, signed',
  more: 'The policy names who may sign, as for one file, and under [release] what the release has to be: name, oldest version that is taken,\nand for a release that somebody else made its files by pattern, how their signatures are called and which of them is the provenance.\nNo network. Exit code 0 when every check passed, 4 when one failed, 3 when one cannot be told.',
  words: [{ name: 'DIR', about: 'the folder of the release', count: 'one' }],
  flags: {
    policy: { about: 'who may sign, and what a release has to be (TOML)', value: 'FILE' },
    'trusted-root': { about: 'authorities and logs that are believed (trusted_root.json)', value: 'FILE' },
    source: { about: 'a checkout that it must have been made from: same commit, or same tree of files', value: 'DIR' },
    kept: { about: 'where the newest version that was taken is kept, so that no older one is', value: 'FILE' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['verify release pump-2.9.1 --policy pump.toml', 'before it is unpacked'],
    ['verify release pump-2.9.1 --policy pump.toml --source pump', 'against a checkout too'],
    ['verify release incoming --policy vendor.toml --kept vendor.kept --format json', 'for a station that takes in'],
  ],
  async run(place, input) {
    const flag = (name: string) => input.flags.get(name)?.at(-1)
    const folder = input.words[0]!.replace(/(?<=.)\/+$/, '')
    const file = flag('policy')
    if (file === undefined)
      throw new Problem('cli/usage', 'Cannot verify a release: --policy names who may sign it', {
        next: 'millcert help verify release',
      })
    if (place.disk.stat(folder)?.kind !== 'folder')
      throw new Problem('base/not-found', `Cannot verify ${folder}: there is no such folder`, { at: folder })
    const policy = releasePolicy(await policyDocument(place.disk, file, 'releases/bad-policy'), file)
    const path = flag('source')
    const source = path === undefined ? undefined : await place.source(path)
    const { checks, name, version } = await verifyRelease(place, folder, policy, source)
    if (path !== undefined && source === undefined) checks.push(untold('source-matches', `${path} is no checkout`))
    const keptAt = flag('kept')
    checks.push(...olderChecks(place.disk, policy, { name, version }, keptAt))
    const result = releaseResult(checks)
    if (result === 'verified' && keptAt !== undefined && name !== undefined && version !== undefined)
      place.disk.write(keptAt, [`${JSON.stringify({ name, version })}\n`])
    const answer = {
      schema: 'millcert-verify-release/1',
      tool: { name: 'millcert', version: place.version },
      verifiedAt: showTime(place.now()),
      folder,
      policy: file,
      release: name === undefined ? null : { name, version },
      result,
      checks,
    }
    place.out(flag('format') === 'json' ? `${jsonText(answer, 2)}\n` : table(folder, result, checks))
    const first = checks.find(({ outcome }) => outcome !== 'pass')
    if (result !== 'verified')
      place.say(`millcert: ${visible(`${folder} is ${result}${first ? `: ${first.name}: ${first.because}` : ''}`)}`)
    return exits[result]
  },
}

/** Refuses a version older than the oldest that the policy takes, or than one that was taken before. */
function olderChecks(
  disk: Disk,
  { oldest }: ReleasePolicy,
  { name, version }: { name: string | undefined; version: string | undefined },
  keptAt: string | undefined,
): ReleaseCheck[] {
  if (oldest === undefined && keptAt === undefined) return []
  if (version === undefined) return [untold('not-older', 'The release does not say which version it is')]
  const kept = keptAt !== undefined && disk.stat(keptAt)?.kind === 'file' ? keptIn(disk, keptAt) : undefined
  if (kept && kept.name !== name) return [failed('not-older', `${keptAt} is of ${kept.name}, and this is ${name}`)]
  for (const [bound, what] of [
    [oldest, 'the oldest that the policy takes'],
    [kept?.version, 'one that was taken before'],
  ] as const) {
    if (bound === undefined) continue
    const placed = orders.semver.compare(version, bound) ?? orders.generic.compare(version, bound)
    if (placed === undefined) return [untold('not-older', `${version} and ${bound} cannot be compared`)]
    if (placed < 0) return [failed('not-older', `${version} is older than ${bound}, ${what}`)]
  }
  return [passed('not-older', `${version} is not older than what was taken before`)]
}

function keptIn(disk: Disk, path: string): { name: string; version: string } {
  try {
    const { name, version } = JSON.parse(new TextDecoder().decode(disk.read(path, mostKept))) as Record<string, unknown>
    if (typeof name === 'string' && typeof version === 'string') return { name, version }
  } catch {
    // A file that cannot be read says nothing of what was taken: refused below, as a missing line would let an old release in.
  }
  throw new Problem('releases/bad-kept', `Cannot use ${path}: it does not say which version was taken`, {
    at: path,
    next: 'remove it to begin anew',
  })
}

function table(folder: string, result: ReleaseResult, checks: readonly ReleaseCheck[]): string {
  const lines = [`${folder}: ${result}`]
  for (const { name, outcome, because } of checks) {
    lines.push(`  ${outcome.padEnd(11)}  ${name.padEnd(20)}  ${because}`)
    if (outcome === 'pass') lines.push(`${' '.repeat(37)}${releaseChecks[name]}`)
  }
  return `${lines.map(visible).join('\n')}\n`
}
