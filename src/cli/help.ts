import type { Flag, Tool } from '#base'
import { everywhere } from './arguments.ts'

/** The help of one command: what it does, how it is called, three real uses, its flags, and the commands that begin with its name. */
export function helpOf(name: string, tool: Tool, under: readonly string[] = []): string {
  const shapes = { one: '', maybe: '[]', many: '...', any: '[...]' }
  const words = tool.words.map(({ name: word, count }) => {
    const shape = shapes[count]
    return shape.startsWith('[') ? `[${word}${shape.slice(1)}` : `${word}${shape}`
  })
  const lines = [`${tool.about}.`, '', `  millcert ${[name, ...words].join(' ')} [flags]`]
  if (tool.more) lines.push('', tool.more)
  for (const other of under)
    lines.push('', `millcert ${other} is a command of its own: millcert ${other} --help tells more.`)
  if (tool.words.length > 0) lines.push('', ...columns(tool.words.map(word => [`  ${word.name}`, word.about])))
  lines.push('', 'Examples', ...columns(tool.examples.map(([command, purpose]) => [`  millcert ${command}`, purpose])))
  if (Object.keys(tool.flags).length > 0) lines.push('', 'Flags', ...flagLines(tool.flags))
  lines.push('', 'Flags of every command', ...flagLines(everywhere))
  return `${lines.join('\n')}\n`
}

/**
 * The first page: every command with what it is for.
 *
 * @param derived commands of the running plant, `assets list` and its like: a line for each first word
 */
export function helpOfAll(
  commands: readonly (readonly [name: string, about: string])[],
  derived: readonly string[] = [],
): string {
  const verbs = new Map<string, string[]>()
  for (const name of derived) {
    const [first, verb] = name.split(' ') as [string, string | undefined]
    verbs.set(first, [...(verbs.get(first) ?? []), ...(verb === undefined ? [] : [verb])])
  }
  const plant = [...verbs].map(
    ([first, found]) => `  millcert ${first}${found.length > 0 ? ` ${found.join('|')}` : ''}`,
  )
  return [
    'Millcert tells what is in the software that runs a factory, what is known to be wrong with it, and what could not be decided.',
    '',
    ...columns(commands.map(([name, about]) => [`  millcert ${name}`, about])),
    ...(plant.length > 0 ? ['', 'In the plant of this machine, or with --server URL at a server:', ...plant] : []),
    '',
    'millcert COMMAND --help tells more. Only db update opens a connection of itself, to fetch; nothing of yours is sent anywhere but to the server you name, or who vouches for you with sign --keyless.',
    '',
  ].join('\n')
}

/** The commands of one group, as in `db build` and `db status`. */
export function helpOfGroup(group: string, commands: readonly (readonly [name: string, about: string])[]): string {
  return [
    `millcert ${group} has these commands.`,
    '',
    ...columns(commands.map(([name, about]) => [`  millcert ${name}`, about])),
    '',
    `millcert ${group} COMMAND --help tells more.`,
    '',
  ].join('\n')
}

function flagLines(flags: Readonly<Record<string, Flag>>): string[] {
  return columns(
    Object.entries(flags).map(([name, flag]) => {
      const short = flag.short ? `-${flag.short}, ` : ''
      const choices = flag.choices ? `: ${flag.choices.join(', ')}` : ''
      return [
        `  ${short}--${name}${flag.value ? ` ${flag.value}` : ''}`,
        `${flag.about}${choices}${flag.repeat ? ' (may be repeated)' : ''}`,
      ]
    }),
  )
}

/** Two columns, the second wrapped at 100. */
function columns(rows: readonly (readonly [string, string] | string[])[]): string[] {
  const width = Math.min(56, Math.max(...rows.map(row => row[0]!.length))) + 2
  return rows.flatMap(([left, right]) => {
    const lines = wrapped(right!, Math.max(30, 100 - width))
    const first =
      left!.length > width - 2 ? [left!, `${' '.repeat(width)}${lines[0]}`] : [`${left!.padEnd(width)}${lines[0]}`]
    return [...first, ...lines.slice(1).map(line => `${' '.repeat(width)}${line}`)]
  })
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const last = lines.length - 1
    if (lines[last] !== '' && lines[last]!.length + 1 + word.length > width) lines.push(word)
    else lines[last] = lines[last] === '' ? word : `${lines[last]} ${word}`
  }
  return lines
}
