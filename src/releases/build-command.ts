import { type Disk, type Input, type Limits, Problem, quoted } from '#base'
import type { Output, Report } from '#matching'
import { provenanceStatement } from '#trust'
import { artefactOf, type Built, buildType, checkName, checksums, sha256 } from './build.ts'
import { type Bills, type ReleaseName, type UnitPaper, unitBills } from './build-bills.ts'
import { type Signing, signRelease } from './build-signatures.ts'
import { decisions } from './gate-scan.ts'
import { inTree, type LockTree, treeAt } from './lock-tree.ts'
import { insidePath, manifestName, manifestText, type ReleaseManifest } from './release-manifest.ts'
import { sampleNotes, samplesOf } from './samples.ts'
import { diskOfCommit } from './source-disk.ts'
import { contentsOf, filesOfCommit } from './source-history.ts'
import { gitIn, type SourceFile, type SourceState, type SourceWorld, sourceState } from './source-state.ts'
import { type TarFile, tarOf } from './tar.ts'
import { archivePlaces } from './tar-places.ts'

/** What a build takes of the world. */
export interface BuildWorld extends SourceWorld {
  readonly disk: Disk
  readonly limits: Limits
  readonly version: string
  env(name: string): string | undefined
  now(): number
  out(text: string): void
  say(line: string): void
  /** Programs that make the release: name, version and SHA-256 of each. */
  tools(): readonly { name: string; version: string; sha256: string }[]
  /**
   * Scans as `scan` does, as of the commit or of when the database was built, whichever is later: so that it says the same whenever it
   * is made again.
   */
  scanned(path: string, flags: Input['flags'], of: ScanOf): Promise<BuildScan>
  /** Bills with a time in seconds since 1970 UTC. */
  bills(seconds: number): Bills
  readonly outputs: readonly Output[]
  /** Who signs; undefined where nobody was named. */
  signing(): Promise<Signing | undefined>
}

/** What is scanned, and as of when. */
export interface ScanOf {
  /** Since 1970 UTC. */
  seconds: number
  /** Folders that are left out. */
  samples: readonly string[]
  /** Where it lies: what is committed, and nothing else of the tree; the disk itself where it stands in no repository. */
  disk: Disk
}

/** The tree laid against the advisories. */
export interface BuildScan {
  report: Report
  papers: { loaded: readonly UnitPaper[]; unreadable: boolean }
}

/** Bytes of one file that is released. */
const mostBytes = 2 ** 31 - 1

/** Writes a release into a folder of its own: nothing is published, and the same tree with the same tools gives the same bytes. */
export async function runBuild(world: BuildWorld, input: Input): Promise<number> {
  const path = input.words[0]!
  const folder = input.flags.get('to')?.at(-1)
  if (folder === undefined)
    throw new Problem('cli/usage', 'Cannot build a release: --to names the folder it is written to')
  const release = { name: named(input, 'name'), version: named(input, 'version') }
  checkName(release)
  if ((world.disk.list(folder)?.length ?? 0) > 0)
    throw new Problem('releases/not-empty', `Cannot write a release to ${folder}: something lies there`, {
      at: folder,
      next: 'name a folder that is empty or not there yet',
    })
  const source = await stateOf(world, path)
  const seconds = secondsOf(world, source)
  const { disk, root } = source ? await committed(world, path, source) : { disk: world.disk, root: path }
  const from = { ...world, disk }
  const tree = treeAt(from, root)
  const samples = await samplesOf(disk, tree.root)
  const scan = await scanOf(from, root, tree, input, { seconds, samples, disk })
  const files = [
    ...artefacts(world, input),
    ...(input.flags.has('no-source') ? [] : [sourceArchive(from, tree, source, release, seconds)]),
    ...papersOf(from, tree, scan, release, seconds),
  ]
  files.push(provenance(world, files, { ...release, source, scan }))
  const stem = `${release.name}-${release.version}`
  files.push({ path: 'SHA256SUMS', kind: 'checksums', bytes: checksums(files) })
  const { report } = scan
  const manifest: ReleaseManifest = {
    schema: 'millcert-release/1',
    ...release,
    source: source ? { commit: source.commit, tree: source.tree } : null,
    artefacts: files.map(artefactOf),
  }
  const whole = [...files, { path: manifestName, bytes: Buffer.from(manifestText(manifest)) }]
  const signing = await world.signing()
  const signatures = signing ? await signRelease(signing, files, whole.at(-1)!) : []
  for (const { path: name, bytes } of [...whole, ...signatures]) writeInside(world, folder, name, bytes)
  world.out(
    `${stem}: ${files.length} files in ${folder}, ${signatures.length === 0 ? 'not signed' : `${signatures.length} signatures`}\n`,
  )
  world.say(
    `${report.summary.components} components, ${report.summary.matched} matches; nothing was published: look at it, then do`,
  )
  return 0
}

function named(input: Input, flag: 'name' | 'version'): string {
  const text = input.flags.get(flag)?.at(-1)
  if (text === undefined) throw new Problem('cli/usage', `Cannot build a release: --${flag} is missing`)
  return text
}

/** What is committed. Changes that are not would be in the release and in no commit: refused. */
async function stateOf(world: BuildWorld, path: string): Promise<SourceState | undefined> {
  const state = await sourceState(world, path)
  if (state && state.changed.length > 0)
    throw new Problem(
      'releases/changed',
      `Cannot release ${path}: ${state.changed.length} files differ from the commit, ${quoted(state.changed[0]!)} first`,
      { at: path, next: 'commit, ignore or remove them' },
    )
  return state
}

/**
 * The disk with the files of the commit below a root of its own, so that all that is released or read for it is of the commit: files that
 * lie there may differ from it and git not say so (`update-index --assume-unchanged`, filters, line ends).
 */
async function committed(
  world: BuildWorld,
  path: string,
  { tree }: SourceState,
): Promise<{ disk: Disk; root: string }> {
  const git = gitIn(world, path)
  const files = await filesOfCommit(git, tree, '')
  const contents = await contentsOf(git, files, new Map(), mostBytes, Number.POSITIVE_INFINITY)
  const root = `${tree}:.`
  return { disk: diskOfCommit(world.disk, root, files, contents), root }
}

/** The time that everything in a release has (reproducible-builds.org, SOURCE_DATE_EPOCH): as it is set, else of the commit. */
function secondsOf(world: BuildWorld, source: SourceState | undefined): number {
  const set = world.env('SOURCE_DATE_EPOCH')
  if (set !== undefined && !/^\d{1,11}$/.test(set))
    throw new Problem('cli/usage', `Cannot use SOURCE_DATE_EPOCH ${quoted(set)}: seconds since 1970 are wanted`)
  return set === undefined ? (source?.time ?? 0) : Number(set)
}

async function scanOf(world: BuildWorld, path: string, tree: LockTree, input: Input, of: ScanOf): Promise<BuildScan> {
  const ignore = inTree(tree.root, decisions)
  const flags = new Map([...input.flags].filter(([name]) => name === 'db'))
  if (world.disk.stat(ignore)?.kind === 'file') flags.set('ignore', [ignore])
  const scan = await world.scanned(path, flags, of)
  scan.report.notes.unshift(...sampleNotes(of.samples))
  if (scan.report.database === null)
    throw new Problem(
      'releases/no-database',
      'Cannot say what is known to be wrong with this release: there is no advisory database',
      {
        next: 'make one: millcert db build --from DIR',
      },
    )
  if (scan.papers.unreadable)
    throw new Problem('releases/unreadable', 'Cannot release what cannot be read whole', {
      next: `look at it: millcert scan ${input.words[0]}`,
    })
  return scan
}

/** What was built elsewhere and is released with it. */
function artefacts({ disk }: Pick<BuildWorld, 'disk'>, input: Input): Built[] {
  const seen = new Set<string>()
  return (input.flags.get('artefact') ?? []).map(path => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (seen.has(name))
      throw new Problem('releases/twice', `Cannot release ${path}: another file of that name is`, { at: path })
    seen.add(name)
    return { path: name, kind: 'artefact', bytes: disk.read(path, mostBytes) }
  })
}

/** The tree as an archive: what the commit has, or every file where there is no repository. */
function sourceArchive(
  world: BuildWorld,
  tree: LockTree,
  source: SourceState | undefined,
  { name, version }: ReleaseName,
  seconds: number,
): Built {
  const stem = `${name}-${version}`
  const listed: readonly SourceFile[] = source?.files ?? tree.files.map(file => ({ path: file, kind: 'file' }))
  const files = listed.map(({ path: file, kind, target }): TarFile => {
    if (!insidePath(file))
      throw new Problem('releases/bad-path', `Cannot release ${quoted(file)}: not every system can hold such a name`, {
        at: file,
      })
    if (target !== undefined) return { path: `${stem}/${file}`, bytes: new Uint8Array(), link: target }
    const bytes = world.disk.read(inTree(tree.root, file), mostBytes)
    return { path: `${stem}/${file}`, bytes, program: kind === 'program' }
  })
  return { path: `${stem}.tar`, kind: 'source', bytes: archiveOf(files, seconds) }
}

/** Files as an archive. Refused is what `verify release` would refuse. */
function archiveOf(files: readonly TarFile[], seconds: number): Uint8Array {
  const misplaced = archivePlaces()
  for (const { path, link } of files) {
    const why = misplaced(path, link)
    if (why !== undefined)
      throw new Problem('releases/bad-path', `Cannot release ${quoted(path)}: ${why}`, {
        at: path,
        next: 'rename it, or let the link lead to what lies beside it',
      })
  }
  return tarOf(files, seconds)
}

/** Bills, what is known to be wrong, and what both were made from. */
function papersOf(world: BuildWorld, tree: LockTree, scan: BuildScan, release: ReleaseName, seconds: number): Built[] {
  const stem = `${release.name}-${release.version}`
  const { loaded } = scan.papers
  const report = {
    ...scan.report,
    subject: { ...scan.report.subject, path: release.name },
  }
  const look = { colour: false, width: 0, verbose: false }
  const bills = world.bills(seconds)
  const write = (id: string) =>
    Buffer.from([...world.outputs.find(output => output.id === id)!.write(report, look)].join(''))
  const units = unitBills(loaded, bills)
  const vex = write('openvex')
  const evidence = archiveOf(
    [...units, { path: 'findings.json', bytes: write('json') }, ...originals(world, tree, loaded)].map(file => ({
      ...file,
      path: `${stem}-evidence/${file.path}`,
    })),
    seconds,
  )
  return [
    ...(loaded.length === 0 ? [] : [{ path: `${stem}.cdx.json`, kind: 'bom' as const, bytes: bills(loaded, release) }]),
    ...units.map(unit => ({ ...unit, kind: 'unit-bom' as const })),
    // One without a statement is no VEX document (OpenVEX 0.2.0, schema): where nothing is known to be wrong, the evidence says so.
    ...(states(vex) ? [{ path: `${stem}.openvex.json`, kind: 'vex' as const, bytes: vex }] : []),
    { path: `${stem}-evidence.tar`, kind: 'evidence', bytes: evidence },
  ]
}

function states(vex: Buffer): boolean {
  return (JSON.parse(vex.toString()) as { statements: unknown[] }).statements.length > 0
}

/** The lockfiles and bills themselves. */
function originals({ disk }: BuildWorld, { root }: LockTree, loaded: readonly UnitPaper[]): TarFile[] {
  const places = new Set(loaded.flatMap(({ location }) => location ?? []))
  return [...places]
    .filter(place => disk.stat(inTree(root, place))?.kind === 'file')
    .map(place => ({ path: `papers/${place}`, bytes: disk.read(inTree(root, place), mostBytes) }))
}

/** SLSA provenance v1 of every file: from which commit and tree, with which tools, each by its digest. */
function provenance(
  world: BuildWorld,
  files: readonly Built[],
  { name, version, source, scan }: ReleaseName & { source: SourceState | undefined; scan: BuildScan },
): Built {
  const statement = provenanceStatement(
    files.map(({ path, bytes }) => ({ name: path, digest: { sha256: sha256(bytes) } })),
    {
      version: '1',
      builder: 'urn:millcert:local-build',
      buildType,
      parameters: { name, version },
      dependencies: [
        ...(source ? [{ uri: 'git+local:.', digest: { gitCommit: source.commit, gitTree: source.tree } }] : []),
        {
          uri: 'urn:millcert:advisory-database',
          digest: { sha256: scan.report.database!.digest.replace(/^sha256:/, '') },
        },
      ],
      invocation: undefined,
      startedOn: undefined,
      finishedOn: undefined,
      builderDependencies: world.tools().map(tool => ({
        uri: `urn:millcert:tool:${tool.name}`,
        digest: { sha256: tool.sha256 },
        name: `${tool.name} ${tool.version}`,
      })),
      builderVersion: { millcert: world.version },
    },
  )
  return {
    path: `${name}-${version}.intoto.json`,
    kind: 'provenance',
    bytes: Buffer.from(`${JSON.stringify(statement)}\n`),
  }
}

function writeInside(world: BuildWorld, folder: string, path: string, bytes: Uint8Array): void {
  const slash = path.lastIndexOf('/')
  world.disk.makeFolder(slash < 0 ? folder : `${folder}/${path.slice(0, slash)}`)
  world.disk.write(`${folder}/${path}`, [bytes])
}
