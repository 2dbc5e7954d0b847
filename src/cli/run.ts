import { Problem, type Tool, visible } from '#base'
import { houseRooms, kebab, operationOf, type RoomEntry, rooms as scanRooms } from '#operations'
import { nearest, readArguments, type Setting, usage } from './arguments.ts'
import { exitCodeOf } from './exit-codes.ts'
import { settings } from './settings.ts'
import { realWorld, writeAll } from './world.ts'

/** The commands about the command line itself, which no room could answer. */
const own: RoomEntry = {
  commands: ['doctor', 'completion', 'version', 'help'],
  load: () => import('./own-commands.ts'),
}
/** The server: it alone loads what listens. */
const server: RoomEntry = { commands: ['serve'], load: () => import('./serve.ts') }
const rooms = [...scanRooms, server, own]
const commands = rooms.flatMap(room => room.commands)
/** First words of the commands of the running plant, which are derived from its operations when one is called. */
const derivedFirsts = new Set(houseRooms.filter(room => room.commands !== false).flatMap(room => room.names.map(kebab)))

/** The tool a command line names, with the words after its name. */
async function toolOf(argv: readonly string[]): Promise<{ name: string; tool: Tool; rest: readonly string[] }> {
  const first = argv[0]
  if (first === undefined || first === '--help' || first === '-h')
    return { name: 'help', tool: await loaded('help'), rest: [] }
  if (first === '--version' || first === '-V')
    return { name: 'version', tool: await loaded('version'), rest: argv.slice(1) }
  const name = [argv.slice(0, 2).join(' '), first].find(candidate => commands.includes(candidate))
  if (name !== undefined) return { name, tool: await loaded(name), rest: argv.slice(name.split(' ').length) }
  const derived = await derivedUnder(first)
  for (const length of [2, 1]) {
    const words = argv.slice(0, length).join(' ')
    const found = derived.find(([command]) => command === words)
    if (found) return { name: words, tool: found[1], rest: argv.slice(length) }
  }
  const group = [...groupOf(first), ...derived.map(([command]) => command)]
  const asked = group.length > 0 && argv[1] !== undefined ? `${first} ${argv[1]}` : first
  const near = nearest(asked, group.length > 0 ? group : [...commands, ...derivedFirsts])
  const all = group.length > 0 ? `one of ${group.join(', ')}` : 'millcert help lists every command'
  throw usage(`there is no command ${JSON.stringify(asked)}`, near, all)
}

/** The commands that start with a word: `db build`, `db status`. */
function groupOf(word: string): string[] {
  return commands.filter(command => command.startsWith(`${word} `))
}

async function derivedUnder(first: string): Promise<readonly (readonly [string, Tool])[]> {
  return derivedFirsts.has(first) ? (await import('./derived.ts')).derivedUnder(first) : []
}

async function loaded(name: string): Promise<Tool> {
  return operationOf(await rooms.find(room => room.commands.includes(name))!.load(), name)
}

async function everyTool(): Promise<readonly (readonly [string, Tool])[]> {
  const { everyDerived, settable } = await import('./derived.ts')
  return [
    ...(await Promise.all(commands.map(async name => [name, await loaded(name)] as const))),
    ...(await everyDerived()).map(settable),
  ]
}

/** Commands about the command line run whatever the settings are: doctor is who says what is wrong with them. */
async function settingsFor(name: string, tool: Tool): Promise<Setting> {
  try {
    const [, known] = commands.includes(name) ? [name, tool] : (await import('./derived.ts')).settable([name, tool])
    return await settings(name, known, everyTool)
  } catch (error) {
    if (error instanceof Problem && own.commands.includes(name)) return () => undefined
    throw error
  }
}

/** The exit code of a command line that names a group and no command of it, once its commands are listed. */
async function groupTold(argv: readonly string[]): Promise<number | undefined> {
  const asked = argv[1] === '--help' || argv[1] === '-h'
  if (argv.length !== 1 && !(argv.length === 2 && asked)) return undefined
  // `verify` is a command, and `verify release` another: it has a help of its own.
  if (commands.includes(argv[0]!)) return undefined
  const derived = (await derivedUnder(argv[0]!)).filter(([name]) => name.includes(' '))
  const group = groupOf(argv[0]!)
  if (group.length + derived.length === 0) return undefined
  const { helpOfGroup } = await import('./help.ts')
  const own = await Promise.all(group.map(async name => [name, (await loaded(name)).about] as const))
  const tools = [...own, ...derived.map(([name, { about }]) => [name, about] as const)]
  // Alone it is no command: the same words, as an error.
  writeAll(asked ? 1 : 2, helpOfGroup(argv[0]!, tools))
  return asked ? 0 : 2
}

/** Runs one command line and gives the exit code. */
export async function run(typed: readonly string[]): Promise<number> {
  // `help scan` is `scan --help`.
  const argv =
    typed[0] === 'help' && typed[1] !== undefined && !typed[1].startsWith('-') ? [...typed.slice(1), '--help'] : typed
  const debug = argv.includes('--debug')
  try {
    const told = await groupTold(argv)
    if (told !== undefined) return told
    const { name, tool, rest } = await toolOf(argv)
    if (rest.includes('--help') || rest.includes('-h')) {
      const { helpOf } = await import('./help.ts')
      writeAll(1, helpOf(name, tool, groupOf(name)))
      return 0
    }
    const input = readArguments(tool, rest, await settingsFor(name, tool))
    const output = input.flags.get('output')?.at(-1)
    if (output !== undefined && input.words.includes(output))
      throw usage(`--output ${JSON.stringify(output)} would overwrite what is read`)
    const { world, finish } = realWorld({
      now: input.flags.get('now')?.at(-1),
      quiet: input.flags.has('quiet'),
      output,
      limits: input.flags.get('limit') ?? [],
      online: !input.flags.has('offline'),
    })
    const code = await tool.run(world, input)
    finish()
    return code
  } catch (error) {
    if (error instanceof Problem) {
      // Two hints in brackets, one behind the other, are read as none.
      const { next: hint } = error.detail
      const next = !hint ? '' : error.message.endsWith(')') ? `; ${hint}` : ` (${hint})`
      writeAll(2, `millcert: ${visible(error.message)}${visible(next)}\n`)
      if (debug) writeAll(2, `${error.stack}\n`)
      return exitCodeOf(error.code)
    }
    writeAll(
      2,
      `millcert: this is a bug in Millcert, please report it: ${visible(String((error as Error)?.message ?? error))}\n`,
    )
    if (debug) writeAll(2, `${(error as Error).stack}\n`)
    return 70
  }
}
