import { type Disk, type Limits, Problem, quoted } from '#base'
import type { Bom } from '#boms'
import {
  type Artifact,
  decisive,
  isProvenance,
  type Judgement,
  provenanceOf,
  readStatement,
  type Statement,
} from '#trust'
import { archivesSound } from './archives-sound.ts'
import { billsConsistent } from './bills-consistent.ts'
import { sha256 } from './build.ts'
import { failed, passed, type ReleaseCheck, untold } from './release-checks.ts'
import { filesIn } from './release-folder.ts'
import { type Artefact, manifestName, type ReleaseManifest, readManifest } from './release-manifest.ts'
import { isMeant, type ReleasePolicy } from './release-policy.ts'
import type { SourceState } from './source-state.ts'

/** What the verification of a release takes of the world. */
export interface VerifyWorld {
  readonly disk: Disk
  readonly limits: Limits
  /** Judges the signature file at `bundle` over an artefact; undefined where there is none, or it is of no kind that is known. */
  judge(artifact: Artifact, bundle: string): Promise<Judgement | undefined>
  artifact(path: string): { artifact: Artifact; close(): void }
  /** The bill that a paper says, by its name and bytes; `beside` gives what lay in its folder. */
  billIn(name: string, bytes: Uint8Array, beside: (name: string) => Uint8Array | undefined): Promise<Bom>
}

/** A release in a folder: what it says it has, or what the policy says it has. */
interface Release {
  folder: string
  policy: ReleasePolicy
  manifest: ReleaseManifest | undefined
  /** Declared files, by path. */
  files: readonly Pick<Artefact, 'path'>[]
}

const mostManifest = 16 * 1024 * 1024
const mostFile = 2 ** 31 - 1

/** Every check of a release, each for itself as far as it can be made; a release without a readable list of files has no more than that. */
export async function verifyRelease(
  world: VerifyWorld,
  folder: string,
  policy: ReleasePolicy,
  source: SourceState | undefined,
): Promise<{ checks: ReleaseCheck[]; name: string | undefined; version: string | undefined }> {
  const there = filesIn(world.disk, folder)
  const found = policy.artefacts.length > 0 ? ofPolicy(folder, policy, there) : ofManifest(world, folder, policy)
  if (!('release' in found)) return { checks: found.checks, name: undefined, version: undefined }
  const { release } = found
  const { manifest } = release
  const checks = [...found.checks]
  if (manifest) {
    checks.push(await signed(world, release, [manifestName], 'manifest-signed'))
    checks.push(nameCheck(manifest, policy), completeCheck(world, release))
  }
  checks.push(undeclared(release, there))
  checks.push(
    await signed(
      world,
      release,
      release.files.map(({ path }) => path),
      'all-signed',
    ),
  )
  checks.push(...checksumChecks(world, release))
  checks.push(...(await provenanceChecks(world, release, source)))
  if (manifest) {
    checks.push(...(await archivesSound(world, folder, manifest)))
    checks.push(...(await billsConsistent(world, folder, manifest)))
  }
  return { checks, name: manifest?.name, version: manifest?.version }
}

type Found = { checks: ReleaseCheck[] } | { checks: ReleaseCheck[]; release: Release }

function ofManifest({ disk, limits }: VerifyWorld, folder: string, policy: ReleasePolicy): Found {
  const path = `${folder}/${manifestName}`
  if (disk.stat(path)?.kind !== 'file')
    return { checks: [failed('manifest-readable', `There is no ${manifestName}, and the policy names no artefacts`)] }
  try {
    const manifest = readManifest(disk.read(path, mostManifest), limits, manifestName)
    const said = `${manifest.name} ${manifest.version}: ${manifest.artefacts.length} files`
    return {
      checks: [passed('manifest-readable', said)],
      release: { folder, policy, manifest, files: manifest.artefacts },
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { checks: [failed('manifest-readable', error.message)] }
  }
}

/** A release that somebody else made: each pattern must mean exactly one file. */
function ofPolicy(folder: string, policy: ReleasePolicy, there: readonly string[]): Found {
  const checks: ReleaseCheck[] = []
  const files: { path: string }[] = []
  for (const pattern of policy.artefacts) {
    const meant = there.filter(path => isMeant(path, pattern))
    if (meant.length === 1) files.push({ path: meant[0]! })
    else checks.push(failed('complete', `${quoted(pattern)} means ${meant.length} files, and one is wanted`))
  }
  if (checks.length === 0)
    checks.push(passed('complete', `Each of ${files.length} files that the policy names is there`))
  return { checks, release: { folder, policy, manifest: undefined, files } }
}

function nameCheck({ name }: ReleaseManifest, policy: ReleasePolicy): ReleaseCheck {
  return policy.name === undefined || policy.name === name
    ? passed('name-matches', `It is a release of ${name}`)
    : failed('name-matches', `It is a release of ${quoted(name)}, and ${quoted(policy.name)} is wanted`)
}

function completeCheck({ disk }: VerifyWorld, { folder, manifest }: Release): ReleaseCheck {
  for (const { path, sha256: stated, size } of manifest!.artefacts) {
    const found = disk.stat(`${folder}/${path}`)
    if (found?.kind !== 'file') return failed('complete', `${quoted(path)} is declared, and is not there`)
    if (found.size !== size)
      return failed('complete', `${quoted(path)} has ${found.size} bytes, and ${size} are declared`)
    const hash = sha256(disk.read(`${folder}/${path}`, mostFile))
    if (hash !== stated) return failed('complete', `${quoted(path)} has another digest than the one that is declared`)
  }
  return passed('complete', `Each of ${manifest!.artefacts.length} declared files is there`)
}

function undeclared({ files, policy, manifest }: Release, there: readonly string[]): ReleaseCheck {
  const declared = new Set(files.map(({ path }) => path))
  if (manifest) declared.add(manifestName)
  for (const path of [...declared]) declared.add(policy.signature.replace('{file}', path))
  const odd = there.filter(path => !declared.has(path) && !policy.also.some(pattern => isMeant(path, pattern)))
  return odd.length === 0
    ? passed('nothing-undeclared', 'Nothing else lies there')
    : failed('nothing-undeclared', `${quoted(odd[0]!)} lies there and is not declared (${odd.length} in all)`)
}

/** Whether each of some files is signed by who may. A statement over files is judged over the first of them, and must be the file itself. */
async function signed(
  world: VerifyWorld,
  { folder, policy }: Release,
  paths: readonly string[],
  name: 'manifest-signed' | 'all-signed',
): Promise<ReleaseCheck> {
  for (const path of paths) {
    const bundle = `${folder}/${policy.signature.replace('{file}', path)}`
    if (world.disk.stat(bundle)?.kind !== 'file') return failed(name, `${quoted(path)} has no signature`)
    const judged = await judgedAs(world, folder, path, bundle)
    if (judged === undefined) return failed(name, `The signature of ${quoted(path)} is of no kind that is known`)
    if (judged.result === 'verified') continue
    const row = decisive(judged)
    const because = `${quoted(path)}: ${row ? `${row.name}: ${row.because}` : judged.result}`
    return judged.result === 'refused' ? failed(name, because) : untold(name, because)
  }
  return passed(
    name,
    `${paths.length === 1 ? quoted(paths[0]!) : `Each of ${paths.length} files`} is signed by who may sign it`,
  )
}

async function judgedAs(
  world: VerifyWorld,
  folder: string,
  path: string,
  bundle: string,
): Promise<Judgement | undefined> {
  const own = world.artifact(`${folder}/${path}`)
  try {
    const judged = await world.judge(own.artifact, bundle)
    const about = judged?.signed?.about
    if (about?.kind !== 'payload') return judged
    const bytes = own.artifact.bytes(mostManifest)
    // A statement vouches for the file that holds it when it is that file: then it is judged over what it speaks of.
    if (bytes === undefined || !same(bytes, about.bytes)) return judged
    const first = statementIn(world, bytes, path)?.subjects[0]?.name
    if (first === undefined || world.disk.stat(`${folder}/${first}`)?.kind !== 'file') return judged
    const subject = world.artifact(`${folder}/${first}`)
    try {
      return await world.judge(subject.artifact, bundle)
    } finally {
      subject.close()
    }
  } finally {
    own.close()
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

function checksumChecks({ disk }: VerifyWorld, { folder, manifest }: Release): ReleaseCheck[] {
  const list = manifest?.artefacts.find(({ kind }) => kind === 'checksums')
  if (!list) return []
  const text = new TextDecoder().decode(disk.read(`${folder}/${list.path}`, mostManifest))
  const stated = new Map(
    text.split('\n').flatMap(line => (line === '' ? [] : [[line.slice(66), line.slice(0, 64)] as const])),
  )
  const others = manifest!.artefacts.filter(one => one !== list)
  const odd = others.find(({ path, sha256: hash }) => stated.get(path) !== hash)
  if (odd) return [failed('checksums-match', `${list.path} says something else of ${quoted(odd.path)}`)]
  return stated.size === others.length
    ? [passed('checksums-match', `${list.path} names the same ${others.length} files`)]
    : [failed('checksums-match', `${list.path} names ${stated.size} files, and ${others.length} are declared`)]
}

/** The provenance names every other file and no more, and what it was made from is what the manifest says and what is looked at. */
async function provenanceChecks(
  world: VerifyWorld,
  release: Release,
  source: SourceState | undefined,
): Promise<ReleaseCheck[]> {
  const { manifest, policy, files, folder } = release
  const path = manifest
    ? manifest.artefacts.find(({ kind }) => kind === 'provenance')?.path
    : files.find(one => policy.provenance !== undefined && isMeant(one.path, policy.provenance))?.path
  if (path === undefined)
    return manifest || policy.provenance !== undefined ? [failed('provenance-subjects', 'There is no provenance')] : []
  const statement = statementIn(world, world.disk.read(`${folder}/${path}`, mostManifest), path)
  if (!statement || !isProvenance(statement)) return [failed('provenance-subjects', `${quoted(path)} is no provenance`)]
  const digests = new Set(statement.subjects.map(({ digest }) => digest['sha256']))
  const others = files.filter(one => one.path !== path && !('kind' in one && one.kind === 'checksums'))
  const hashOf = (one: Pick<Artefact, 'path'>) =>
    'sha256' in one ? (one as Artefact).sha256 : sha256(world.disk.read(`${folder}/${one.path}`, mostFile))
  const missing = others.find(one => !digests.has(hashOf(one)))
  const known = new Set(others.map(hashOf))
  const extra = statement.subjects.find(({ digest }) => !known.has(digest['sha256'] ?? ''))
  const subjects = missing
    ? failed('provenance-subjects', `The provenance does not name ${quoted(missing.path)} by its digest`)
    : extra
      ? failed('provenance-subjects', `The provenance names ${quoted(extra.name)}, which is no file of the release`)
      : passed('provenance-subjects', `The provenance names each of ${others.length} files by its digest`)
  return [subjects, ...sourceCheck(statement, manifest, source)]
}

/** What a provenance was made from: commit and tree, as far as it says them. */
function statedSource(statement: Statement): { commit: string | undefined; tree: string | undefined } {
  const found = provenanceOf(statement)
  const digests = typeof found === 'string' ? [] : found.dependencies.map(({ digest }) => digest)
  const stated = (key: string) => digests.map(digest => digest[key]).find(value => value !== undefined)
  return { commit: stated('gitCommit'), tree: stated('gitTree') }
}

function sourceCheck(
  statement: Statement,
  manifest: ReleaseManifest | undefined,
  source: SourceState | undefined,
): ReleaseCheck[] {
  const stated = statedSource(statement)
  const { commit, tree } = manifest?.source ?? {}
  if (manifest && (stated.commit !== commit || stated.tree !== tree))
    return [failed('source-matches', 'The provenance names another source than the list of files')]
  if (!source) return []
  if (stated.commit === source.commit) return [passed('source-matches', `It was made from the commit ${source.commit}`)]
  if (stated.tree === undefined)
    return [
      stated.commit === undefined
        ? untold('source-matches', 'The provenance names no source')
        : failed('source-matches', `It was made from the commit ${stated.commit}, and ${source.commit} is looked at`),
    ]
  return [
    stated.tree === source.tree
      ? passed('source-matches', `It was made from the same tree of files, ${source.tree}, in another commit`)
      : failed('source-matches', `It was made from the tree ${stated.tree}, and ${source.tree} is looked at`),
  ]
}

function statementIn({ limits }: VerifyWorld, bytes: Uint8Array, name: string): Statement | undefined {
  try {
    return readStatement(bytes, limits, name)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
