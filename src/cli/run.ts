import { Problem, type Tool, visible } from '#base'
import { rooms as house, operationOf, type RoomEntry } from '#operations'
import { nearest, readArguments, usage } from './arguments.ts'
import { exitCodeOf } from './exit-codes.ts'
import { settings } from './settings.ts'
import { realWorld, writeAll } from './world.ts'

/** The commands about the command line itself, which no room could answer. */
const own: RoomEntry = {
  commands: ['doctor', 'completion', 'version', 'help'],
  load: () => import('./own-commands.ts'),
}
const rooms = [...house, own]
const commands = rooms.flatMap(room => room.commands)

/** The tool a command line names, with the words after its name. */
async function toolOf(argv: readonly string[]): Promise<{ name: string; tool: Tool; rest: readonly string[] }> {
  const first = argv[0]
  if (first === undefined || first === '--help' || first === '-h')
    return { name: 'help', tool: await loaded('help'), rest: [] }
  if (first === '--version') return { name: 'version', tool: await loaded('version'), rest: argv.slice(1) }
  const name = [argv.slice(0, 2).join(' '), first].find(candidate => commands.includes(candidate))
  if (name !== undefined) return { name, tool: await loaded(name), rest: argv.slice(name.split(' ').length) }
  const group = groupOf(first)
  if (group.length > 0)
    throw usage(`${first} wants one of ${group.map(command => command.slice(first.length + 1)).join(', ')}`)
  throw usage(`there is no command ${JSON.stringify(first)}${nearest(first, commands)}`)
}

/** The commands that start with a word: `db build`, `db status`. */
function groupOf(word: string): string[] {
  return commands.filter(command => command.startsWith(`${word} `))
}

async function loaded(name: string): Promise<Tool> {
  return operationOf(await rooms.find(room => room.commands.includes(name))!.load(), name)
}

/** Runs one command line and gives the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  const debug = argv.includes('--debug')
  try {
    const group = argv.length === 2 && (argv[1] === '--help' || argv[1] === '-h') ? groupOf(argv[0]!) : []
    if (group.length > 0) {
      const { helpOfGroup } = await import('./help.ts')
      const tools = await Promise.all(group.map(async name => [name, (await loaded(name)).about] as const))
      writeAll(1, helpOfGroup(argv[0]!, tools))
      return 0
    }
    const { name, tool, rest } = await toolOf(argv)
    if (rest.includes('--help') || rest.includes('-h')) {
      const { helpOf } = await import('./help.ts')
      writeAll(1, helpOf(name, tool))
      return 0
    }
    const input = readArguments(tool, rest, await settings())
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
      const next = error.detail.next ? ` (${error.detail.next})` : ''
      process.stderr.write(`millcert: ${visible(error.message)}${visible(next)}\n`)
      if (debug) process.stderr.write(`${error.stack}\n`)
      return exitCodeOf(error.code)
    }
    process.stderr.write(
      `millcert: this is a bug in Millcert, please report it: ${visible(String((error as Error)?.message ?? error))}\n`,
    )
    if (debug) process.stderr.write(`${(error as Error).stack}\n`)
    return 70
  }
}
