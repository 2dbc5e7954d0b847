import { type Flag, type Input, Problem, type Tool } from '#base'

/** Flags that every command takes. */
export const everywhere: Tool['flags'] = {
  output: { about: 'write the answer to a file, whole or not at all', value: 'FILE', short: 'o' },
  quiet: { about: 'no progress, notes or hints', short: 'q' },
  verbose: { about: 'reasons, paths and places too', short: 'v' },
  now: { about: 'the time to take as now, for repeatable answers', value: 'TIME' },
  offline: { about: 'open no socket, whatever else is asked for' },
  limit: { about: 'raise or lower a bound on what is read, as in depth=200', value: 'NAME=NUMBER', repeat: true },
  debug: { about: 'show where in the program an error came from' },
  help: { about: 'what the command does and takes', short: 'h' },
}

/** Settings that need not be typed each time: the value, and where it came from. */
export type Setting = (name: string, flag: Flag) => readonly string[] | undefined

/** Checks a command line against what a command takes. Words after `--` are never flags. */
export function readArguments(tool: Tool, argv: readonly string[], setting: Setting): Input {
  const known = { ...everywhere, ...tool.flags }
  const flags = new Map<string, string[]>()
  const words: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!
    if (arg === '--') {
      words.push(...argv.slice(i + 1))
      break
    }
    if (arg === '-' || !arg.startsWith('-')) {
      words.push(arg)
      continue
    }
    const [written, attached] =
      arg.startsWith('--') && arg.includes('=')
        ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]
        : [arg, undefined]
    const name = written.startsWith('--')
      ? written.slice(2)
      : Object.keys(known).find(key => known[key]!.short === written.slice(1))
    const flag = name === undefined ? undefined : known[name]
    if (name === undefined || !flag || !Object.hasOwn(known, name))
      throw usage(`there is no flag ${written}`, flagNear(written, known))
    if (flag.value === undefined) {
      if (attached !== undefined) throw usage(`--${name} takes no value`)
      flags.set(name, [''])
      continue
    }
    const value = attached ?? argv[++i]
    if (value === undefined) throw usage(`--${name} wants ${flag.value}`)
    const before = flags.get(name)
    if (before && !flag.repeat) throw usage(`--${name} stands twice`)
    flags.set(name, [...(before ?? []), value])
  }
  for (const name of Object.keys(known)) {
    const set = flags.has(name) ? undefined : setting(name, known[name]!)
    if (set) flags.set(name, [...set])
  }
  for (const [name, values] of flags) {
    const { choices } = known[name]!
    const odd = choices && values.find(value => !choices.includes(value))
    if (odd !== undefined) throw usage(`--${name} ${JSON.stringify(odd)}: one of ${choices!.join(', ')} is wanted`)
  }
  countWords(tool, words)
  return { words, flags }
}

function countWords(tool: Tool, words: readonly string[]): void {
  const least = tool.words.filter(word => word.count !== 'maybe' && word.count !== 'any').length
  const most = tool.words.some(word => word.count === 'many' || word.count === 'any')
    ? Number.POSITIVE_INFINITY
    : tool.words.length
  if (words.length < least) throw usage(`${tool.words[words.length]!.name} is missing`)
  if (words.length > most) throw usage(`${JSON.stringify(words[most])} is one word too many`)
}

function flagNear(written: string, known: Tool['flags']): string | undefined {
  const near = nearest(written.replace(/^-+/, ''), Object.keys(known))
  return near === undefined ? undefined : `--${near}`
}

/** A command line that cannot be run, and what comes nearest to it or else where to look. */
export function usage(what: string, near?: string, otherwise = 'add --help to see what the command takes'): Problem {
  const next = near === undefined ? otherwise : `did you mean ${near}?`
  return new Problem('cli/usage', `Cannot run this: ${what}`, { next })
}

/** The name that a near miss means, if there is one. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const found = known.map(name => [distance(word, name), name] as const).sort((a, b) => a[0] - b[0])[0]
  return found && found[0] <= Math.max(2, word.length / 3) ? found[1] : undefined
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= Math.min(a.length, 64); i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]!
}
