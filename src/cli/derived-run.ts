import { type Input, jsonText, Problem, visible, type World } from '#base'
import { fieldValue, type House, type Known, type Named, perform } from '#operations/operations'
import { namedAs, type Spelling, spellingOf } from './derived.ts'
import { exitOfAnswer } from './exit-codes.ts'
import { showAnswer, showTold } from './show-answer.ts'

/** What answers: the data folder of this machine, or a server. */
export interface Answering {
  ask(raw: Record<string, unknown>): Promise<unknown>
  act(raw: Record<string, unknown>, bytes?: Iterable<Uint8Array>): Promise<unknown>
  close(): Promise<void>
}

const mostInput = 64 * 1024 * 1024

/** Runs the command of an operation and gives its exit code. */
export async function runDerived(world: World, named: Named, input: Input): Promise<number> {
  const path = pathAsked(world, named, input)
  if (path !== undefined) return runOfFile(world, named, input, path)
  const spelling = spellingOf(named)
  const raw = rawOf(world, spelling, input)
  const answering = await answeringOf(world, named, input)
  try {
    if (named.operation.kind === 'ask') return print(world, named, input, raw, await asked(answering, raw, input))
    if (!spelling.files) return print(world, named, input, raw, await answering.act(raw))
    let code = 0
    for (const path of input.words.slice(spelling.word ? 1 : 0)) {
      const given = ofFile(spelling, raw, path)
      code = Math.max(code, print(world, named, input, given, await answering.act(given, world.disk.chunks(path))))
    }
    return code
  } catch (error) {
    throw asTyped(error, spelling)
  } finally {
    await answering.close()
  }
}

/** The file that stands in place of what is asked. */
function pathAsked(world: World, { operation }: Named, { words: [word] }: Input): string | undefined {
  if (operation.kind !== 'ask' || operation.ofFile === undefined || word === undefined) return undefined
  return word === '-' || world.disk.stat(word)?.kind === 'file' ? word : undefined
}

/** Asks with a file: another operation answers, and it is printed as the answer of the one that was called. */
async function runOfFile(world: World, asked: Named, input: Input, path: string): Promise<number> {
  const named = await namedAs((asked.operation as { ofFile?: string }).ofFile!)
  const spelling = spellingOf(named)
  const taken = new Set(spelling.given.map(({ flag }) => flag))
  const left = spellingOf(asked).given.find(({ flag }) => flag && input.flags.has(flag) && !taken.has(flag))?.flag
  if (left !== undefined || input.flags.has('all'))
    throw new Problem('cli/usage', `Cannot take --${left ?? 'all'} with a file, which is asked about as a whole`, {
      at: path,
    })
  const raw = ofFile(spelling, rawOf(world, spelling, input), path)
  const answering = await answeringOf(world, named, input)
  try {
    return print(world, asked, input, raw, await answering.act(raw, world.disk.chunks(path)))
  } catch (error) {
    throw asTyped(error, spelling)
  } finally {
    await answering.close()
  }
}

/** What is wrong with an input, told of the flag that was typed instead of the field that it fills. */
function asTyped(error: unknown, { given }: Spelling): unknown {
  if (!(error instanceof Problem) || error.code !== 'operations/input') return error
  const name = error.detail.at?.split('/')[1]
  const flag = given.find(({ field }) => field.name === name)?.flag
  if (flag === undefined) return error
  return new Problem('cli/usage', error.message.replace(`: ${name}`, `: --${flag}`), error.detail)
}

/** The input as the words and flags say it, in the words of JSON. */
function rawOf(world: World, { given, word, files }: Spelling, input: Input): Record<string, unknown> {
  const file = input.flags.get('input')?.at(-1)
  const raw: Record<string, unknown> = file === undefined ? {} : fromFile(world, file)
  for (const { field, flag } of given) {
    const texts = flag === undefined ? undefined : input.flags.get(flag)
    if (texts === undefined) continue
    raw[field.name] = field.type === 'boolean' && texts[0] === '' ? true : fieldValue(field, texts)
  }
  if (word) raw[word.name] = fieldValue(word, [input.words[0]!])
  if (!files && !word && input.words.length > 0) throw new Problem('cli/usage', 'Cannot run this: it takes no words')
  return raw
}

/** The input of an act about one file, which is named where nothing else was said. */
function ofFile({ given }: Spelling, raw: Record<string, unknown>, path: string): Record<string, unknown> {
  const takesName = path !== '-' && raw['name'] === undefined && given.some(({ field }) => field.name === 'name')
  return takesName ? { ...raw, name: path.slice(path.lastIndexOf('/') + 1) } : { ...raw }
}

function fromFile(world: World, path: string): Record<string, unknown> {
  const text = new TextDecoder().decode(world.disk.read(path, mostInput))
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Said below, with what is no object.
  }
  throw new Problem('cli/usage', `Cannot read ${path}: an object of JSON is wanted`)
}

/** A page, or all of them put together. */
async function asked({ ask }: Answering, raw: Record<string, unknown>, input: Input): Promise<unknown> {
  const first = (await ask(raw)) as Record<string, unknown>
  if (!input.flags.has('all')) return first
  const whole = { ...first }
  for (let next = first['next']; typeof next === 'string'; ) {
    const page = (await ask({ ...raw, after: next })) as Record<string, unknown>
    for (const [name, value] of Object.entries(page))
      if (Array.isArray(value)) whole[name] = [...((whole[name] as unknown[] | undefined) ?? []), ...value]
    next = page['next']
  }
  delete whole['next']
  return whole
}

function print(world: World, named: Named, input: Input, raw: Record<string, unknown>, out: unknown): number {
  const schema = `millcert-${named.name.replaceAll(/[A-Z.]/g, mark => (mark === '.' ? '-' : `-${mark.toLowerCase()}`))}/1`
  const format = input.flags.get('format')?.at(-1)
  const { csv } = named.operation
  if (format === 'csv' && csv) world.out(world.width > 0 ? readable(csv.text(out)) : csv.text(out))
  else if (format === 'json') world.out(`${jsonText({ schema, ...(out as object) }, 2)}\n`)
  else world.out(shown(named, raw, out, world.width))
  if (typeof (out as { next?: unknown }).next === 'string') world.say('There is more: --all shows every page.')
  return exitOfAnswer(named.name, out)
}

/** CSV as a terminal is handed it: what could move its cursor is made visible. */
function readable(csv: string): string {
  const parts = csv.replace(/^\ufeff/, '').split(/(\r?\n|\t)/)
  return parts.map((part, index) => (index % 2 === 1 ? part : visible(part))).join('')
}

/** What a person is shown: of an act what the operation tells, where it does; of a question its answer too. */
function shown({ noun, operation }: Named, raw: Record<string, unknown>, out: unknown, width: number): string {
  const told = operation.tell?.(out, raw)
  if (told === undefined) return showAnswer(out, width, noun)
  return operation.kind === 'act' || told.says.length > 0
    ? showTold(told)
    : showAnswer(out, width, noun) + showTold(told)
}

async function answeringOf(world: World, named: Named, input: Input): Promise<Answering> {
  const server = input.flags.get('server')?.at(-1)
  if (server !== undefined)
    return (await import('./remote.ts')).atServer(world, named, server, input.flags.has('plain-http'))
  const { openHere } = await import('./here.ts')
  const { house, known, close } = await openHere(world, named, input)
  return { ...directly(house, known, named, world), close }
}

function directly(house: House, known: Known, named: Named, world: World): Omit<Answering, 'close'> {
  return {
    ask: raw => perform(house, named, known, raw),
    act: (raw, bytes) =>
      perform(house, named, known, raw, { bytes: bytes && streamOf(bytes), progress: world.progress }),
  }
}

async function* streamOf(bytes: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // A piece of the disk is good until the next one is asked for; who keeps pieces must have their own.
  for (const piece of bytes) yield piece.slice()
}
