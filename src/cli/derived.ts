import type { Flag, Input, Tool, Word } from '#base'
import { type HouseRoom, houseRooms, kebab } from '#operations'
import { commandOf, type Field, fieldsOf, flagOf, type Named, namedIn } from '#operations/operations'
import { everywhere } from './arguments.ts'

/** Flags of every derived command. */
const own: Tool['flags'] = {
  data: { about: 'the folder of the plant', value: 'DIR' },
  server: { about: 'ask the server at this address instead, with the token in MILLCERT_TOKEN', value: 'URL' },
  'plain-http': { about: 'send the token to --server over http, though others on the way can read it' },
  format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
}
const ofActs: Tool['flags'] = {
  input: { about: 'a file of JSON with the input; flags beside it count more', value: 'FILE' },
}
const ofPages: Tool['flags'] = { all: { about: 'every page, not the first alone' } }

/** A member of the input with the flag or word it is given by. */
export interface Given {
  field: Field
  flag: string | undefined
}

/** How a command line of an operation is read. */
export interface Spelling {
  given: readonly Given[]
  /** The member that stands as a word. */
  word: Field | undefined
  /** Whether files are named after the command. */
  files: boolean
}

/** Rooms whose operations are commands, by the first word of the command. */
function roomsOf(first: string): readonly HouseRoom[] {
  return houseRooms.filter(room => room.commands !== false && room.names.some(name => kebab(name) === first))
}

/** The operations under a first word; of every room that has some under it. */
async function namedUnder(first: string): Promise<readonly Named[]> {
  const rooms = roomsOf(first)
  const found = await Promise.all(
    rooms.map(async room =>
      namedIn(
        await room.load(),
        room.names.filter(name => kebab(name) === first),
      ),
    ),
  )
  return found.flat()
}

/** The commands under a first word, `assets list` and its like, with their tools; loads their rooms alone. */
export async function derivedUnder(first: string): Promise<readonly (readonly [name: string, tool: Tool])[]> {
  return (await namedUnder(first)).map(named => [commandOf(named), toolOf(named)] as const)
}

/** The operation of a name as `advisories.ask`. */
export async function namedAs(name: string): Promise<Named> {
  const found = (await namedUnder(name.split('.')[0]!)).find(named => named.name === name)
  if (!found) throw new Error(`There is no operation ${name}`)
  return found
}

/** Every derived command: loads every room. */
export async function everyDerived(): Promise<readonly (readonly [name: string, tool: Tool])[]> {
  const firsts = new Set(houseRooms.filter(room => room.commands !== false).flatMap(room => room.names.map(kebab)))
  return (await Promise.all([...firsts].map(derivedUnder))).flat()
}

/** What of a derived command a setting may stand for: where to ask and how to print, never what an act says. */
export function settable([name, tool]: readonly [name: string, tool: Tool]): readonly [string, Tool] {
  const flags = Object.entries(tool.flags).filter(([flag]) => Object.hasOwn(own, flag) || flag === 'site')
  return [name, { ...tool, flags: Object.fromEntries(flags) }]
}

/** How an operation is called on the command line. */
export function spellingOf({ noun, operation }: Named): Spelling {
  const fields = fieldsOf(operation.takes)
  const files = operation.kind === 'act' && operation.file !== undefined
  const id = fields.find(field => field.name === 'id' && field.required)
  const word =
    id ?? (noun === undefined && !files ? fields.find(({ required, type }) => required && type === 'text') : undefined)
  const given = fields.map(field => ({ field, flag: field === word ? undefined : freeFlag(field) }))
  return { given, word, files }
}

/** `limit` and the like mean something else with every command. */
function freeFlag({ name }: Field): string {
  if (name === 'limit') return 'rows'
  const flag = flagOf(name)
  return Object.hasOwn({ ...everywhere, ...own, ...ofActs, ...ofPages }, flag) ? `the-${flag}` : flag
}

/** The tool of an operation; it runs in the data folder or at a server. */
export function toolOf(named: Named): Tool {
  const { operation } = named
  const { given, word, files } = spellingOf(named)
  const words: Word[] = word
    ? [{ name: flagOf(word.name).toUpperCase(), about: wordAbout(named, word), count: 'one' }]
    : []
  if (files && operation.kind === 'act') words.push({ name: 'FILE', about: operation.file!.about, count: 'many' })
  const flags = given.flatMap(({ field, flag }) => (flag === undefined ? [] : [[flag, flagFor(field)] as const]))
  const pages = operation.kind === 'ask' && given.some(({ field }) => field.name === 'after')
  return {
    kind: 'tool',
    about: operation.about,
    words,
    flags: {
      ...Object.fromEntries(flags),
      ...(operation.kind === 'act' ? ofActs : {}),
      ...(pages ? ofPages : {}),
      ...own,
      ...(operation.csv ? { format: { ...own['format']!, choices: [...own['format']!.choices!, 'csv'] } } : {}),
    },
    examples: examplesOf(named, words, given),
    async run(world, input: Input) {
      const { runDerived } = await import('./derived-run.ts')
      return runDerived(world, named, input)
    },
  }
}

function wordAbout({ operation }: Named, { about }: Field): string {
  const path = operation.kind === 'ask' && operation.ofFile !== undefined ? ', or the path of a file of them' : ''
  return `${about || 'which one'}${path}`
}

function flagFor({ about, required, type, list, choices, preset }: Field): Flag {
  const hint = preset !== undefined && preset !== false ? ` (${preset})` : ''
  const more = required ? ', needed' : hint
  const value =
    type === 'boolean' && preset !== true ? {} : { value: type === 'boolean' ? 'true|false' : type.toUpperCase() }
  return {
    about: `${about || 'as the API takes it'}${more}`,
    ...value,
    ...(list ? { repeat: true } : {}),
    ...(choices ? { choices } : {}),
  }
}

function examplesOf(named: Named, words: readonly Word[], given: readonly Given[]): Tool['examples'] {
  const needed = given.flatMap(({ field, flag }) =>
    field.required && flag !== undefined ? [`--${flag} ${field.choices?.[0] ?? field.type.toUpperCase()}`] : [],
  )
  const command = [commandOf(named), ...words.map(word => word.name), ...needed].join(' ')
  return [
    [command, 'in the plant of this machine'],
    [`${command} --format json`, 'for a script'],
    [`${command} --server https://millcert.plant.example`, 'at a server'],
  ]
}
