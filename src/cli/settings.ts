import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { type Flag, Problem, quoted, type Tool } from '#base'
import { everywhere, nearest, type Setting } from './arguments.ts'
import { acting, disk } from './disk.ts'

/** Flags that only make sense typed: no setting stands for them. */
export const typedOnly: ReadonlySet<string> = new Set([
  'help',
  'output',
  'debug',
  'from',
  'add',
  'verify',
  'now',
  'accept',
  'dry-run',
  'unsigned',
  'yes',
  'new',
  'plain-http',
  'older',
  'save',
])

/** Real ones have a few lines. */
const mostBytes = 64 * 1024
const mostDepth = 4

/** The user's own configuration; one lying in a scanned tree is never read. */
export function configFile(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  const home = () => (platform === 'win32' && env['APPDATA'] ? env['APPDATA'] : `${homedir()}/.config`)
  return env['MILLCERT_CONFIG'] || `${env['XDG_CONFIG_HOME'] || home()}/millcert/config.toml`
}

/** The environment variable of a flag: `max-age` is `MILLCERT_MAX_AGE`. */
export function variableOf(flag: string): string {
  return `MILLCERT_${flag.toUpperCase().replaceAll('-', '_')}`
}

/** One value of the configuration file. */
export interface ConfigEntry {
  flag: string
  /** The command whose table it stands in, `scan` or `db status`; undefined: for every command that has the flag. */
  command: string | undefined
  /** Texts of a value or of a list; true and false as a switch has them. */
  value: readonly string[] | boolean
  line: number
}

/** Every command with its tool: asked for only where the command at hand does not know a name. */
export type EveryTool = () => Promise<readonly (readonly [name: string, tool: Tool])[]>

/**
 * What stands for the flags that are not typed: the environment, then the command's table of the configuration file, then the top of
 * that file. Throws `cli/usage` for what is no setting or no value of one, with file, line and what was meant.
 */
export async function settings(command: string, tool: Tool, everyTool: EveryTool): Promise<Setting> {
  const entries = await configuration()
  for (const entry of entries)
    if (entry.command === undefined || entry.command === command) await checkName(entry, tool, everyTool)
  for (const { command: of, line } of entries)
    if (of !== undefined && of !== command && !(await everyTool()).some(([name]) => name === of))
      throw noCommand(
        of,
        line,
        (await everyTool()).map(([name]) => name),
      )
  const found = new Map<string, readonly string[]>()
  for (const [name, flag] of Object.entries({ ...everywhere, ...tool.flags })) {
    if (typedOnly.has(name)) continue
    const one = sourceOf(name, command, flag, entries)
    const values = one && valuesOf(name, flag, one)
    if (values === undefined) continue
    const odd = flag.choices && values.find(value => !flag.choices!.includes(value))
    if (odd === undefined) found.set(name, values)
    else if (one!.own || !(await everyTool()).some(([, other]) => other.flags[name]?.choices?.includes(odd)))
      throw bad(one!.from, `${name} ${quoted(odd)}: one of ${flag.choices!.join(', ')} is wanted`)
  }
  return name => found.get(name)
}

interface Source {
  value: ConfigEntry['value']
  from: string
  /** Meant for this command alone: a value that another command takes is no excuse. */
  own: boolean
}

function sourceOf(name: string, command: string, flag: Flag, entries: readonly ConfigEntry[]): Source | undefined {
  const text = process.env[variableOf(name)]
  if (text) return { value: flag.repeat ? text.split(',') : [text], from: variableOf(name), own: false }
  const mine = entries.filter(entry => entry.flag === name)
  const entry = mine.find(one => one.command === command) ?? mine.find(one => one.command === undefined)
  return entry && { value: entry.value, from: placeOf(entry.line), own: entry.command !== undefined }
}

const switches: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

/** The values as if they were typed; undefined for a switch that is off. */
function valuesOf(name: string, flag: Flag, { value, from }: Source): readonly string[] | undefined {
  if (flag.value === undefined) {
    const on = typeof value === 'boolean' ? value : switches.get(value.join(','))
    if (on === undefined)
      throw bad(from, `${name} = ${quoted((value as readonly string[]).join(','))}: true or false is wanted`)
    return on ? [''] : undefined
  }
  if (typeof value === 'boolean') throw bad(from, `${name} = ${value}: ${flag.value} is wanted`)
  if (value.length > 1 && !flag.repeat) throw bad(from, `${name} is a list, and one ${flag.value} is wanted`)
  return value.length === 0 ? undefined : value
}

async function checkName({ flag, command, line }: ConfigEntry, tool: Tool, everyTool: EveryTool): Promise<void> {
  if (typedOnly.has(flag)) throw bad(placeOf(line), `${flag} is only taken as typed: --${flag}`)
  if (flag in everywhere || Object.hasOwn(tool.flags, flag)) return
  const all = await everyTool()
  const known = settingNames(command === undefined ? all : all.filter(([name]) => name === command))
  if (!known.has(flag)) throw bad(placeOf(line), `${quoted(flag)} is no setting`, nearest(flag, [...known]))
}

/** Flags that a setting may stand for, of some commands. */
export function settingNames(tools: readonly (readonly [name: string, tool: Tool])[]): Set<string> {
  const names = new Set([...Object.keys(everywhere), ...tools.flatMap(([, { flags }]) => Object.keys(flags))])
  for (const name of typedOnly) names.delete(name)
  return names
}

function noCommand(name: string, line: number, commands: readonly string[]): Problem {
  return bad(placeOf(line), `[${name}] names no command`, nearest(name, commands))
}

/** `FILE line 3`. */
export function placeOf(line: number): string {
  return `${configFile()} line ${line}`
}

function bad(place: string, what: string, near?: string): Problem {
  return new Problem('cli/usage', `Cannot use the setting of ${place}: ${what}`, {
    at: place,
    next: near === undefined ? 'millcert doctor shows every setting' : `did you mean ${near}?`,
  })
}

/** What the configuration file says, in its order; nothing where there is none. Throws `cli/usage`. */
export async function configuration(): Promise<ConfigEntry[]> {
  const path = configFile()
  const refused = (what: string, at = path) =>
    new Problem('cli/usage', `Cannot use the configuration ${path}: ${what}`, { at })
  // One that cannot be reached, in a home that is somebody else's, is none.
  const stat = disk.stat(path)
  if (stat === undefined) {
    if (process.env['MILLCERT_CONFIG']) throw refused('there is no such file')
    return []
  }
  if (stat.kind !== 'file') throw refused('it is no file')
  if (stat.size > mostBytes) throw refused(`it has ${stat.size} bytes, and at most ${mostBytes} are read`)
  const { parse, TomlError } = await import('smol-toml')
  const text = acting('read', path, () => readFileSync(path, 'utf8'))
  try {
    return entriesOf(parse(text, { maxDepth: mostDepth }), text, refused)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const what = error.message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '')
    throw refused(`not valid TOML: ${what} at line ${error.line}`, `line ${error.line}`)
  }
}

function entriesOf(document: object, text: string, refused: (what: string) => Problem): ConfigEntry[] {
  const entries: ConfigEntry[] = []
  const add = (flag: string, value: unknown, command: string | undefined) => {
    const line = lineOf(text, flag, command)
    const list = Array.isArray(value) ? value : [value]
    if (list.some(one => !['string', 'number', 'bigint', 'boolean'].includes(typeof one)))
      throw refused(`${flag} at line ${line} is neither a text, a number, true or false, nor a list of them`)
    entries.push({ flag, command, line, value: typeof value === 'boolean' ? value : list.map(String) })
  }
  for (const [key, value] of Object.entries(document)) {
    if (!isTable(value)) add(key, value, undefined)
    else
      for (const [flag, inner] of Object.entries(value)) {
        // `[db.status]` is the table of `db status`, as `["db status"]` is.
        if (isTable(inner)) for (const [of, one] of Object.entries(inner)) add(of, one, `${key} ${flag}`)
        else add(flag, inner, key)
      }
  }
  return entries
}

function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

/** Line, from 1, of a key in its table; that of the table, or the first, where the key is written in some other way. */
function lineOf(text: string, flag: string, command: string | undefined): number {
  let table: string | undefined
  let near = 1
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const head = /^\s*\[([^[\]]+)\]/.exec(lines[i]!)
    if (head) {
      table = head[1]!
        .replaceAll(/["']/g, '')
        .trim()
        .replace(/\s*\.\s*/, ' ')
      if (table === command) near = i + 1
      continue
    }
    const key = /^\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*=/.exec(lines[i]!)
    if (key && table === command && (key[1] ?? key[2] ?? key[3]) === flag) return i + 1
  }
  return near
}
