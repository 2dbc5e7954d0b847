import { type NoteList, Problem, quoted } from '#base'
import type { Paper } from './format.ts'
import { nameOf } from './paper-text.ts'
import { cutPaper } from './refused-paper.ts'

export interface GemSpec {
  name: string
  version: string | undefined
  platform: string | undefined
  at: string
  /** Names of the gems it needs. */
  needs: string[]
}

/** One section of gems. */
export interface GemSource {
  kind: string
  remotes: string[]
  revision: string | undefined
  specs: GemSpec[]
}

export interface GemfileLock {
  sources: GemSource[]
  /** Names that the project asks for. */
  asked: string[]
  /** `name version` or `name version-platform` → digests as written, parted by commas. */
  checksums: Map<string, string>
}

const sections = new Set(['GEM', 'GIT', 'PATH', 'PLUGIN SOURCE'])
const others = new Set(['PLATFORMS', 'DEPENDENCIES', 'RUBY VERSION', 'BUNDLED WITH', 'CHECKSUMS'])

/**
 * The sections of a Gemfile.lock; lines of sections that are not known are left. Throws `boms/merge-conflict`, `boms/not-gemfile-lock`,
 * `boms/truncated`.
 */
export function gemfileLockFile(lines: readonly string[], paper: Paper, notes: NoteList): GemfileLock {
  const lock: GemfileLock = { sources: [], asked: [], checksums: new Map() }
  let section = ''
  let known = false
  let whole = false
  for (const [index, line] of lines.entries()) {
    const at = `line ${index + 1}`
    if (/^(?:<{7}|={7}|>{7})(?: |$)/.test(line)) throw conflict(paper, at)
    if (line.trim() === '') continue
    if (!line.startsWith(' ')) {
      section = line.trimEnd()
      if (sections.has(section)) lock.sources.push({ kind: section, remotes: [], revision: undefined, specs: [] })
      else if (!others.has(section)) notes.add('section-unknown', `${quoted(section)} is no section: left out`, at)
      whole ||= section === 'DEPENDENCIES'
      known ||= sections.has(section) || others.has(section)
    } else if (sections.has(section)) takeLine(lock.sources.at(-1)!, line, at, notes)
    else if (section === 'DEPENDENCIES') {
      const name = /^ {2}([^\s!]+)/.exec(line)?.[1]
      if (name !== undefined) lock.asked.push(name)
    } else if (section === 'CHECKSUMS') {
      const parts = /^ {2}(\S+) \(([^()\s]+)\) (\S+)/.exec(line)
      if (parts) lock.checksums.set(`${parts[1]} ${parts[2]}`, parts[3]!)
    }
  }
  if (!known) throw notLock(paper, lines.find(line => line.trim() !== '') ?? '')
  // Bundler writes it after all gems, also where nothing is asked for.
  if (lock.sources.length > 0 && !whole) throw cutPaper(paper, 'without the section DEPENDENCIES')
  return lock
}

function takeLine(source: GemSource, line: string, at: string, notes: NoteList): void {
  const field = /^ {2}([a-z_]+):(?: (.*))?$/.exec(line)
  if (field) {
    const value = field[2]?.trim() ?? ''
    if (field[1] === 'remote' && value !== '' && source.remotes.length < 100) source.remotes.push(value)
    if (field[1] === 'revision' && value !== '') source.revision = value
    return
  }
  const need = /^ {6}([^\s!]+)/.exec(line)
  if (need) {
    source.specs.at(-1)?.needs.push(need[1]!)
    return
  }
  const spec = /^ {4}(\S+)(?: \(([^()\s]*)\))?[ \t]*$/.exec(line)
  if (!spec) {
    notes.add('line-not-understood', `${quoted(line.trim())} is no gem: left out`, at)
    return
  }
  // No gem's version has a dash: what follows one is the platform.
  const stated = spec[2] ?? ''
  const dash = stated.indexOf('-')
  const version = dash < 0 ? stated : stated.slice(0, dash)
  source.specs.push({
    name: spec[1]!,
    version: version || undefined,
    platform: dash < 0 ? undefined : stated.slice(dash + 1) || undefined,
    at,
    needs: [],
  })
}

function conflict(paper: Paper, at: string): Problem {
  return new Problem('boms/merge-conflict', `Cannot read ${nameOf(paper)}: an unsolved merge conflict at ${at}`, {
    at,
    next: 'solve it, and let bundler write the file again',
  })
}

function notLock(paper: Paper, line: string): Problem {
  return new Problem(
    'boms/not-gemfile-lock',
    `Cannot read ${nameOf(paper)}: not a Gemfile.lock: no section of one, ${quoted(line.trim())} at line 1`,
    { wanted: 'sections as bundler writes them (GEM, PLATFORMS, DEPENDENCIES)' },
  )
}
