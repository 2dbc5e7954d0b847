import { type Disk, Problem, type Program, quoted } from '#base'
import { passphraseSettings } from '#trust'

/** What git says of a folder that is released. */
export interface SourceState {
  /** The commit that is checked out, in hex. */
  commit: string
  /**
   * The tree of the folder in that commit, in hex: the same files have the same tree in whatever history they stand, so that who has only
   * a squashed branch can compare it.
   */
  tree: string
  /** When it was committed, seconds since 1970 UTC. */
  time: number
  /** Paths that differ from the commit, or are not in it, relative to the repository. */
  changed: string[]
  /** Every file of the folder in the commit. */
  files: SourceFile[]
}

export interface SourceFile {
  /** Relative to the folder. */
  path: string
  kind: 'file' | 'program' | 'link'
  /** Where a link leads. */
  target?: string
}

const seconds = 60
const mostBytes = 16 * 1024 * 1024

/** What of the world git is asked through. */
export interface SourceWorld {
  readonly disk: Pick<Disk, 'stat'>
  start?: ((program: Program) => Promise<Uint8Array>) | undefined
}

/** The state of a checkout; undefined where the folder is in no repository. Throws a Problem where git is not there, or nothing is committed. */
export async function sourceState(world: SourceWorld, path: string): Promise<SourceState | undefined> {
  const ask = gitIn(world, path)
  const git = async (...words: string[]) => new TextDecoder().decode(await ask({ words }))
  const inside = await git('rev-parse', '--is-inside-work-tree').catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code === 'releases/odd-setting') throw error
    if (world.disk.stat(`${path}/.git`) === undefined) return ''
    throw error
  })
  if (inside.trim() !== 'true') return undefined
  const prefix = (await git('rev-parse', '--show-prefix')).trim()
  const [commit = '', tree = ''] = (await git('rev-parse', 'HEAD^{commit}', `HEAD:${prefix}`)).trim().split('\n')
  const time = Number((await git('show', '-s', '--format=%ct', commit)).trim())
  // What lies in another repository is no file of this one, and its own settings are not looked at.
  const asIs = ['--untracked-files=all', '--ignore-submodules=dirty']
  const changed = (await git('status', '--porcelain', '-z', ...asIs, '--', '.')).split('\0').filter(Boolean)
  const files = (await git('ls-tree', '-r', '-z', '--full-tree', tree)).split('\0').flatMap(line => fileOf(line))
  for (const file of files)
    if (file.kind === 'link') file.target = await git('cat-file', 'blob', `${tree}:${file.path}`)
  return { commit, tree, time, changed: changed.map(line => line.slice(3)), files }
}

/** Modes of git; what is another repository's commit (160000) is no file of this one. */
const modes: Readonly<Record<string, SourceFile['kind']>> = { '100644': 'file', '100755': 'program', '120000': 'link' }

/** `100644 blob 1f2e…\tpath` */
function fileOf(line: string): SourceFile[] {
  const kind = modes[line.slice(0, 6)]
  return kind === undefined ? [] : [{ path: line.slice(line.indexOf('\t') + 1), kind }]
}

/** A question to git: its words, and what it reads on standard input. */
export interface GitQuestion {
  words: readonly string[]
  input?: string
  mostBytes?: number
}

/** What signs is nothing for git, nor for what it might start. */
const withheld = [...passphraseSettings, 'SIGSTORE_ID_TOKEN']

/**
 * Questions to git in a folder: nothing that the repository's own settings name is started, and nothing is fetched; objects are as they
 * were committed, whatever stands for them now. `quiet`: nobody sees what git complains of, as it names paths.
 */
export function gitIn(
  { start }: Pick<SourceWorld, 'start'>,
  path: string,
  quiet = false,
): (asked: GitQuestion) => Promise<Uint8Array> {
  const settings = [
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'log.showSignature=false',
    'protocol.allow=never',
  ]
  const asked = (own: readonly string[], { words, input = '', mostBytes: most = mostBytes }: GitQuestion) => {
    if (!start)
      throw new Problem('releases/no-git', 'Cannot ask git: no program may be started here', {
        next: 'run it on the command line',
      })
    const safe = [...settings, ...own].flatMap(setting => ['-c', setting])
    return start({
      words: ['git', ...safe, '--no-replace-objects', '--no-optional-locks', '-C', path, ...words],
      input: new TextEncoder().encode(input),
      without: withheld,
      most: seconds * 1000,
      mostBytes: most,
      quiet,
    })
  }
  let own: Promise<string[]> | undefined
  return async question => {
    own ??= asked([], { words: ['config', '--list', '--name-only', '-z'] }).then(names => emptied(names, path))
    return asked(await own, question)
  }
}

/**
 * Settings that take away from a repository the programs it names: filters (gitattributes, `filter`), and ways to fetch that it allows one by
 * one (git-config, `protocol.NAME.allow` before `protocol.allow`).
 */
function emptied(names: Uint8Array, path: string): string[] {
  const found = new TextDecoder().decode(names).split('\0')
  const settings = found.flatMap(name => {
    const [, section, own] = /^(filter|protocol)\.([\s\S]+)\.[^.]+$/.exec(name) ?? []
    if (section === undefined) return []
    // `-c` would take the first of these for the end of the name.
    if (own!.includes('='))
      throw new Problem(
        'releases/odd-setting',
        `Cannot ask git about ${path}: its setting ${quoted(name)} has a name with "="`,
        {
          at: path,
          next: 'take it out of the settings of the repository',
        },
      )
    if (section === 'protocol') return [`protocol.${own}.allow=never`]
    return ['clean=', 'process=', 'smudge=', 'required=false'].map(setting => `filter.${own}.${setting}`)
  })
  return [...new Set(settings)]
}
