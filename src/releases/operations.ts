import { databaseFolder, openDatabase, readManifest } from '#advisories'
import { digest, digester, type Input, Problem, type Tool, type World } from '#base'
import { findFormat, headOf } from '#boms'
import { billOf, loadPapers, writtenBill } from '#boms/operations'
import { outputs, scanned } from '#matching/operations'
import { decisive, digestArtifact, envelopeOf, fileArtifact, judge } from '#trust'
import { askedFor, signatures } from '#trust/operations'
import type { BuildWorld } from './build-command.ts'
import { buildCommand } from './build-tool.ts'
import { gateCommand } from './gate-tool.ts'
import { lockCheckTool } from './lock-command.ts'
import { filesIn } from './release-folder.ts'
import { type ReproWorld, reproCompareCommand, reproRecordCommand } from './repro-tool.ts'
import { withoutSamples } from './samples.ts'
import { sourceState } from './source-state.ts'
import { updatesCommand } from './update-tool.ts'
import { type VerifyPlace, verifyReleaseCommand } from './verify-release-tool.ts'

export const lock = { check: lockCheckTool }

const gate: Tool = {
  ...gateCommand,
  run(world, input) {
    let signers: ReturnType<typeof signersOf> | undefined
    return gateCommand.run(
      {
        ...world,
        scanned: (path, flags, samples, past) =>
          scanned(withoutSamples({ ...world, ...past }, path, samples), path, flags, past?.decided),
        async judged(digest, bytes, name) {
          signers ??= signersOf(world, input)
          return judgedDigest(world, await signers, digest, { bytes, name })
        },
      },
      input,
    )
  },
}

/** Who may sign statements about dependencies (`--signers`). */
async function signersOf(world: World, input: Input) {
  const signers = input.flags.get('signers')
  if (!signers)
    throw new Problem('releases/no-signers', 'Cannot judge the statements: --signers names who may sign them', {
      next: 'a policy as for millcert verify: [[identity]] or [[key]]',
    })
  return askedFor(world, { words: [], flags: new Map([['policy', signers]]) })
}

/** A statement over what has a digest, by who may sign it. */
async function judgedDigest(
  { limits, now }: World,
  asked: Awaited<ReturnType<typeof askedFor>>,
  digest: string,
  paper: { bytes: Uint8Array; name: string },
) {
  const artifact = digestArtifact(digest)
  const envelope = envelopeOf(paper.bytes, paper.name)
  if (!artifact || !envelope) return { result: 'undecided', because: `${paper.name} is of no kind that is known` }
  const judged = await judge(envelope, paper, { artifact, ...asked, now: now() }, limits)
  const row = decisive(judged)
  return { result: judged.result, because: row ? `${row.name}: ${row.because}` : `${paper.name} is verified` }
}

const build: Tool = { ...buildCommand, run: (world, input) => buildCommand.run(buildWorld(world, input), input) }

const updates: Tool = {
  ...updatesCommand,
  run: (world, input) =>
    updatesCommand.run(
      {
        ...world,
        papers: path => loadPapers(world, [path], false),
        database: () => openDatabase(world.disk, databaseFolder(world, input)),
      },
      input,
    ),
}

export const release = { gate, build, updates }

function buildWorld(world: World, input: Input): BuildWorld {
  return {
    ...world,
    outputs,
    scanned(path, flags, { seconds, samples, disk }) {
      const built = Date.parse(readManifest(world.disk, databaseFolder(world, input))?.builtAt ?? '')
      const then = { ...world, disk, now: () => Math.max(seconds * 1000, built || 0) }
      return scanned(withoutSamples(then, path, samples), path, flags)
    },
    bills: seconds => (papers, subject) => {
      const fixed = { version: world.version, env: () => String(seconds) }
      const whole = billOf(fixed, papers as Parameters<typeof billOf>[1], subject)
      return Buffer.from([...writtenBill(whole)].join(''))
    },
    tools: () =>
      (world.tools?.() ?? []).map(({ name, version, path }) => ({ name, version, sha256: hashOf(world, path) })),
    async signing() {
      if (!input.flags.has('key')) return undefined
      const { signerOf, ...bundles } = await signatures()
      const place = { ...world, file: input.flags.get('passphrase-file')?.at(-1) }
      return { ...bundles, signer: await signerOf(place, input) }
    },
  }
}

const verifyRelease: Tool = {
  ...verifyReleaseCommand,
  run: async (world, input) => verifyReleaseCommand.run(await verifyPlace(world, input), input),
}

/** `verify release`; `verify` alone is of one file, and of the room trust. */
export const verify = { release: verifyRelease }

async function verifyPlace(world: World, input: Input): Promise<VerifyPlace> {
  const { disk, limits } = world
  const { policy, trusted } = input.flags.has('policy') ? await askedFor(world, input) : noPolicyNamed
  return {
    ...world,
    source: path => sourceState(world, path),
    artifact: path => fileArtifact(disk, path),
    async judge(artifact, bundle) {
      const bytes = disk.read(bundle, limits.element, 'element')
      const envelope = envelopeOf(bytes, bundle)
      const judging = { artifact, policy: policy!, trusted, now: world.now() }
      return envelope && judge(envelope, { bytes, name: bundle }, judging, limits)
    },
    async billIn(name, bytes, beside) {
      const paper = {
        ...headOf(name.slice(name.lastIndexOf('/') + 1), bytes),
        pieces: () => [bytes],
        beside,
        limits,
        now: world.now(),
      }
      const format = findFormat(paper)
      await format.prepare?.()
      return format.read(paper)
    },
  }
}

/** `repro`. */
export const repro: { record: Tool; compare: Tool } = {
  record: { ...reproRecordCommand, run: (world, input) => reproRecordCommand.run(reproWorld(world, input), input) },
  compare: { ...reproCompareCommand, run: (world, input) => reproCompareCommand.run(reproWorld(world, input), input) },
}

function reproWorld(world: World, input: Input): ReproWorld {
  const { disk } = world
  return {
    ...world,
    files: folder => filesIn(disk, folder),
    hash: path => hashOf(world, path),
    async conditions() {
      const { folder = '', ...around } = world.surroundings?.() ?? {}
      const path = input.flags.get('source')?.at(-1)
      const source = path === undefined ? undefined : await sourceState(world, path)
      const tools = (world.tools?.() ?? []).map(tool => [
        tool.name,
        `${tool.version} sha256:${hashOf(world, tool.path)}`,
      ])
      return {
        ...Object.fromEntries(tools),
        ...around,
        // Where somebody works is theirs: that it is another place is all that is told.
        ...(folder === '' ? {} : { folder: digest(folder) }),
        ...(source ? { commit: source.commit, tree: source.tree } : {}),
      }
    },
    async vouched(path) {
      if (!input.flags.has('policy')) return undefined
      const bundle = `${path}.sigstore.json`
      if (disk.stat(bundle)?.kind !== 'file') return { result: 'unsigned' }
      const place = await verifyPlace(world, input)
      const own = place.artifact(path)
      try {
        const judged = await place.judge(own.artifact, bundle)
        const row = judged && decisive(judged)
        return { result: judged?.result ?? 'undecided', ...(row && { because: `${row.name}: ${row.because}` }) }
      } finally {
        own.close()
      }
    },
  }
}

/** The command itself refuses to work without a policy, in its own words. */
const noPolicyNamed = { policy: undefined, trusted: undefined }

function hashOf({ disk }: World, path: string): string {
  const hash = digester()
  for (const piece of disk.chunks(path)) hash.add(piece)
  return hash.digest().slice('sha256:'.length)
}
