import { decodeText, type Note, Problem, parseJson } from '#base'
import { type BomFormat, bomFormats, findFormat, headOf, type Paper, plainJson, wholeBytes } from '#boms'
import type { Drift, FileReport, Finding, LockReport, Pin } from './lock-finding.ts'
import type { Compared, LockFormat, LockPaper } from './lock-format.ts'
import { pinFindings } from './lock-judge.ts'
import { linesOfPlaces } from './lock-lines.ts'
import { isAnchored, isExact, notesOfLost } from './lock-pins.ts'
import { checkReferences } from './lock-references.ts'
import { fileName, folderOf, inTree, isFileBelow, type LockTree, type LockWorld, treeAt } from './lock-tree.ts'
import { checkUnlocked } from './lock-unlocked.ts'
import { checkWatchers } from './lock-watchers.ts'
import * as locks from './locks/all.ts'

/** A check while it goes on. */
export interface Checking {
  world: LockWorld
  tree: LockTree
  files: FileReport[]
  findings: Finding[]
  pins: { file: string; pin: Pin }[]
  /** Manifests that a lockfile was compared with. */
  covered: Set<string>
  /** Folders with a lockfile that could not be read. */
  unreadable: Set<string>
}

const lockFormats: readonly LockFormat[] = Object.values(locks)
const readers = new Map(lockFormats.map(format => [format.id, format]))
const lockReaders: readonly BomFormat[] = bomFormats.filter(({ id }) => readers.has(id))

/**
 * Looks at a folder with all below it, or at one file, and says what is pinned and hashed there and what can move. A file that was named
 * and cannot be read is a Problem; one found in a folder is a finding, and the rest is looked at.
 */
export async function checkLocks(world: LockWorld, path: string): Promise<LockReport & { notes: Note[] }> {
  const tree = treeAt(world, path)
  const checking: Checking = {
    world,
    tree,
    files: [],
    findings: [],
    pins: [],
    covered: new Set(),
    unreadable: new Set(),
  }
  const { named } = tree
  for (const file of tree.chosen) await checkLockfile(checking, file, named)
  await checkReferences(checking, named)
  await checkUnlocked(checking)
  await checkWatchers(checking)
  for (const { message, at } of tree.notes) tell(checking, 'part-unreadable', at ?? '', undefined, message)
  const { files, findings, pins } = checking
  if (files.every(({ kind }) => kind === 'watcher') && findings.length === 0)
    throw new Problem(
      'releases/nothing-to-check',
      `Cannot find anything to check in ${path}: no lockfile, no manifest and nothing that names images or actions`,
      { at: path },
    )
  const order = new Map(files.map((file, index) => [file.path, index]))
  findings.sort((a, b) => (order.get(a.file) ?? 1e9) - (order.get(b.file) ?? 1e9) || (a.line ?? 0) - (b.line ?? 0))
  return { path, files, findings, pins, verified: undefined, notes: [] }
}

export function tell(
  { findings }: Pick<Checking, 'findings'>,
  rule: Finding['rule'],
  file: string,
  line: number | undefined,
  message: string,
  about: Partial<Pick<Finding, 'name' | 'version'>> = {},
): void {
  findings.push({ rule, file, line, name: about.name, version: about.version, message })
}

/** A file that could not be read is in the report with nothing in it, and a finding says why. */
export function tellUnreadable(
  checking: Pick<Checking, 'files' | 'findings'>,
  path: string,
  kind: FileReport['kind'],
  format: string,
  { message }: Problem,
): void {
  checking.files.push({ path, kind, format, dependencies: 0, exact: 0, hashed: 0, drift: [] })
  tell(checking, 'file-unreadable', path, undefined, message)
}

async function checkLockfile(checking: Checking, path: string, named: boolean): Promise<void> {
  const name = fileName(path)
  if (!named && !lockReaders.some(({ names }) => names?.test(name))) return
  try {
    const paper = paperIn(checking, path)
    const format = formatOf(paper, named)
    const reader = format && readers.get(format.id)
    if (!format || !reader) return
    await format.prepare?.()
    await reader.prepare?.()
    readLockfile(checking, reader, lockPaper(checking, path, paper, format, reader.loose === true))
  } catch (error) {
    if (!(error instanceof Problem) || named) throw error
    checking.unreadable.add(folderOf(path))
    const format = lockReaders.find(({ names }) => names?.test(name))?.id ?? ''
    checking.files.push({ path, kind: 'lockfile', format, dependencies: 0, exact: 0, hashed: 0, drift: [] })
    tell(checking, 'file-unreadable', path, undefined, error.message)
  }
}

/** The lockfile format of a paper; undefined for one of another kind. A named file may be anything that is checked. */
function formatOf(paper: Paper, named: boolean): BomFormat | undefined {
  if (named || paper.text.trim() === '') {
    const found = lockReaders.filter(({ mayBeEmpty, names, sniff }) =>
      paper.text.trim() === '' ? mayBeEmpty && names?.test(paper.name) : sniff(paper),
    )
    if (named || found.length === 1) return found[0]
  }
  const format = findFormat(paper)
  return readers.has(format.id) ? format : undefined
}

function paperIn({ world, tree }: Checking, path: string): Paper {
  const { disk, limits } = world
  const real = inTree(tree.root, path)
  const pieces = () => disk.chunks(real)
  let first: Uint8Array = new Uint8Array()
  for (const piece of pieces()) {
    first = new Uint8Array(piece)
    break
  }
  const folder = folderOf(path)
  return {
    ...headOf(fileName(path), first),
    pieces,
    beside: name => fileIn({ world, tree }, folder === '' ? name : `${folder}/${name}`),
    limits,
    now: world.now(),
  }
}

/** A file of the tree; links, and what is larger than `limits.element`, are not there. */
export function fileIn({ world, tree }: Pick<Checking, 'world' | 'tree'>, path: string): Uint8Array | undefined {
  if (!tree.known.has(path) && !(tree.named && isFileBelow(world, tree.root, path))) return undefined
  const { disk, limits } = world
  const real = inTree(tree.root, path)
  const found = disk.stat(real)
  return found?.kind !== 'file' || found.size > limits.element ? undefined : disk.read(real, limits.element, 'element')
}

function lockPaper(checking: Checking, path: string, paper: Paper, format: BomFormat, loose: boolean): LockPaper {
  let text: string | undefined
  let json: { value: unknown } | undefined
  const whole = () => {
    text ??= decodeText(wholeBytes(paper))
    return text
  }
  return {
    path,
    folder: folderOf(path),
    paper,
    bom: format.read(paper),
    text: whole,
    json: () => {
      json ??= { value: parseJson(loose ? plainJson(whole(), path) : wholeBytes(paper), paper.limits, path) }
      return json.value
    },
    file: other => fileIn(checking, other),
    files: checking.tree.files,
    isChecked: other => checking.tree.chosen.includes(other),
    limits: paper.limits,
  }
}

function readLockfile(checking: Checking, reader: LockFormat, lock: LockPaper): void {
  const { path, bom } = lock
  const pins = reader.pins(lock)
  const compared = reader.drift?.(lock) ?? []
  const found = [
    ...pins.flatMap(pin => pinFindings(pin, path, reader)),
    ...[...notesOfLost(bom), ...(reader.lost?.(lock) ?? [])].map(({ message, at }) => ({
      finding: {
        rule: 'part-unreadable' as const,
        file: path,
        line: undefined,
        name: undefined,
        version: undefined,
        message,
      },
      at,
    })),
  ]
  const lines = linesOfPlaces(reader.lines, lock.text, new Set(found.flatMap(({ at }) => at ?? [])))
  for (const { finding, at } of found)
    checking.findings.push({ ...finding, line: at === undefined ? undefined : lines.get(at) })
  const outside = pins.filter(({ from }) => from !== 'path')
  checking.files.push({
    path,
    kind: 'lockfile',
    format: reader.id,
    dependencies: outside.length,
    exact: outside.filter(isExact).length,
    hashed: outside.filter(isAnchored).length,
    drift: compared.map(driftOf),
  })
  for (const pin of outside) checking.pins.push({ file: path, pin })
  for (const one of compared) tellDrift(checking, path, one)
}

function driftOf({ manifest, verdict, because }: Compared): Drift {
  return { manifest, verdict, because }
}

function tellDrift(
  checking: Checking,
  lockfile: string,
  { manifest, verdict, because, differences, also = [] }: Compared,
): void {
  for (const path of [manifest, ...also]) checking.covered.add(path)
  for (const { line, message, name, version, inLock } of differences)
    tell(checking, 'drift', line === undefined || inLock ? lockfile : manifest, line, message, { name, version })
  if (verdict === 'undecided' || (because !== undefined && differences.length === 0))
    tell(checking, 'drift-undecided', lockfile, undefined, `${manifest} cannot be compared: ${because}`)
}
