import { Buffer } from 'node:buffer'
import { Problem } from '#base'
import type { GitQuestion } from './source-state.ts'

type Git = (asked: GitQuestion) => Promise<Uint8Array>

/** What of the past is looked at: commits that changed the folder, from parent to first parent, or those that have a tag. */
export const pastKinds = ['commits', 'tags'] as const
export type PastKind = (typeof pastKinds)[number]

/** A state that a folder was in. */
export interface PastState {
  /** In hex. */
  commit: string
  /** Its tag, where tags were asked for. */
  tag?: string
  /** When it was committed, milliseconds since 1970 UTC. */
  time: number
}

/** A file of a commit, or a link in it. */
export interface PastFile {
  /** Relative to the folder. */
  path: string
  kind: 'file' | 'link'
  /** The id of its content, in hex. */
  id: string
  bytes: number
}

/** What of one state is held in memory, beside what the state before it had. */
const mostStateBytes = 256 * 1024 ** 2
/** What is asked for at a time. */
const mostAtOnce = 32 * 1024 ** 2
const mostLinkBytes = 4096
/** No disk has longer ones: such a file is in no checkout. */
const mostPath = 4096
/** The last millisecond of the year 9999: a commit may state any time. */
const lastTime = 253_402_300_799_999

const linesOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes).split('\n').filter(Boolean)

/** The last states of a folder of a checkout, the newest first: at most `count`, fewer where there are no more. */
export async function pastStates(git: Git, kind: PastKind, count: number): Promise<PastState[]> {
  const words =
    kind === 'commits'
      ? ['rev-list', '--first-parent', '--timestamp', `--max-count=${count}`, 'HEAD', '--', '.']
      : [
          'for-each-ref',
          '--merged=HEAD',
          '--sort=-creatordate',
          `--count=${count}`,
          `--format=${tagFormat}`,
          'refs/tags',
        ]
  return linesOf(await git({ words })).flatMap(line => {
    const [, time, commit, tag] = /^(\d+) ([0-9a-f]+)(?: (.+))?$/.exec(line) ?? []
    if (commit === undefined) return []
    return [{ commit, ...(tag !== undefined && { tag }), time: Math.min(Number(time) * 1000, lastTime) }]
  })
}

/** An annotated tag has its commit behind a star. What is no tag of a commit has neither time. */
const tagFormat =
  '%(if)%(*objectname)%(then)%(*committerdate:unix) %(*objectname)%(else)%(committerdate:unix) %(objectname)%(end) %(refname:short)'

/** Where the folder stands in its repository: empty at the root, else with a slash at its end. */
export async function placeIn(git: Git): Promise<string> {
  return new TextDecoder().decode(await git({ words: ['rev-parse', '--show-prefix'] })).replace(/\n$/, '')
}

/** Files of a folder in a commit, by their paths; none where it was not there. */
export async function filesOfCommit(git: Git, commit: string, place: string): Promise<PastFile[]> {
  const words = ['ls-tree', '-r', '-z', '-l', '--full-tree', commit, ...(place === '' ? [] : ['--', place])]
  const listed = new TextDecoder().decode(await git({ words, mostBytes: 256 * 1024 ** 2 }))
  return listed.split('\0').flatMap(line => {
    // `100644 blob 1f2e…     12\tpath`
    const [, mode, id, bytes, path] = /^(\d+) blob ([0-9a-f]+) +(\d+)\t([\s\S]+)$/.exec(line) ?? []
    if (path === undefined || !path.startsWith(place) || path.length > mostPath) return []
    return [
      { path: path.slice(place.length), kind: mode === '120000' ? 'link' : 'file', id: id!, bytes: Number(bytes) },
    ]
  })
}

/**
 * The contents of files by their ids; what `before` has is not asked for again. Left out is what is larger than `most`. Over
 * `mostWhole` bytes together it is a Problem `releases/too-large-state`.
 */
export async function contentsOf(
  git: Git,
  files: readonly PastFile[],
  before: ReadonlyMap<string, Uint8Array>,
  most: number,
  mostWhole = mostStateBytes,
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  const wanted = new Map<string, number>()
  let whole = 0
  for (const { id, kind, bytes } of files) {
    if (found.has(id) || wanted.has(id) || bytes > (kind === 'link' ? mostLinkBytes : most)) continue
    whole += bytes
    const known = before.get(id)
    if (known) found.set(id, known)
    else wanted.set(id, bytes)
  }
  if (whole > mostWhole)
    throw new Problem(
      'releases/too-large-state',
      `Cannot look at a state of the past: its files have ${whole} bytes, more than ${mostWhole}`,
      { next: 'name a folder inside it' },
    )
  for (const ids of portions(wanted)) await fetchInto(found, git, ids)
  return found
}

/** Ids in portions that are fetched at a time, with the bytes of each. */
function portions(wanted: ReadonlyMap<string, number>): Map<string, number>[] {
  const all: Map<string, number>[] = []
  let open = new Map<string, number>()
  let size = 0
  for (const [id, bytes] of wanted) {
    if (open.size === 0 || size + bytes > mostAtOnce) {
      open = new Map()
      all.push(open)
      size = 0
    }
    open.set(id, bytes)
    size += bytes
  }
  return all
}

/** What `git cat-file --batch` answers: `ID blob BYTES`, a line feed, the bytes, a line feed, for each that was asked for. */
async function fetchInto(found: Map<string, Uint8Array>, git: Git, ids: ReadonlyMap<string, number>): Promise<void> {
  const whole = [...ids.values()].reduce((sum, bytes) => sum + bytes + 128, 0)
  const input = [...ids.keys(), ''].join('\n')
  const answer = Buffer.from(await git({ words: ['cat-file', '--batch'], input, mostBytes: whole }))
  let at = 0
  for (const [id, bytes] of ids) {
    const head = `${id} blob ${bytes}\n`
    if (answer.toString('latin1', at, at + head.length) !== head)
      throw new Problem('releases/no-content', `Cannot read the content ${id} of the repository: git has none`, {
        next: 'fetch the whole history first',
      })
    at += head.length
    // A copy: a part of the answer would keep all of it.
    found.set(id, Uint8Array.from(answer.subarray(at, at + bytes)))
    at += bytes + 1
  }
}
