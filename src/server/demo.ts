import { db } from '#advisories/operations'
import { type Input, Problem, type World } from '#base'
import { asHouse, everyOperation, type House, houseKnown, type Named, perform } from '#operations/operations'

/** A step of the demonstration, as `demo.json` has it. */
interface Step {
  /** The time of it: what is recorded with it, and what is known then. */
  at: string
  /** An operation. */
  do: string
  with: Record<string, unknown>
  /** A file below the demonstration's folder that goes with it. */
  file?: string
  /** Advisories below the demonstration's folder, all that there are at that time: built before the operation is performed. */
  advisories?: readonly string[]
  /** The name under which later steps find its answer: `$name.member`. */
  as?: string
}

const mostSteps = 4 * 1024 * 1024

/**
 * Lays the simulated plant into a house that is empty: every step of `demo.json` is performed at its own time, some
 * with the advisories that had been published by then; at last all of them are built and laid against it all. Where it lies already nothing is done; over anything else it is refused (`server/demo`).
 *
 * @param from the folder of the demonstration
 */
export async function layDemo(house: House, world: World, from: string): Promise<void> {
  const { disk, folder } = house.world
  const mark = `${folder}/demo`
  const marked = disk.stat(mark) && new TextDecoder().decode(disk.read(mark, 100)).trim()
  if (marked === 'whole') return
  const operations = new Map((await everyOperation()).map(named => [named.name, named]))
  const { rows: sites } = (await asHouse(house, 'sites.list', {})) as { rows: unknown[] }
  if (marked !== undefined || sites.length > 0)
    throw new Problem(
      'server/demo',
      `Cannot lay the demonstration into ${folder}: there is ${marked ? 'a part of it' : 'a plant'}`,
      {
        next: 'name an empty folder with --data, or remove this one',
      },
    )
  const steps = JSON.parse(new TextDecoder().decode(disk.read(`${from}/demo.json`, mostSteps))) as Step[]
  disk.write(mark, ['begun\n'])
  const answers = new Map<string, unknown>()
  const atTime = (at: string): House => ({ ...house, world: { ...house.world, now: () => Date.parse(at) } })
  for (const [index, step] of steps.entries()) {
    world.progress('laying the simulated plant', index, steps.length)
    if (step.advisories) {
      const there = { ...world, now: () => Date.parse(step.at) }
      await buildAdvisories(
        there,
        step.advisories.map(file => `${from}/${file}`),
        `${folder}/advisories`,
      )
    }
    answers.set(step.as ?? '', await performed(atTime(step.at), operations, step, from, answers))
  }
  world.progress('laying the simulated plant', steps.length, steps.length)
  // Whatever was fetched during the year, all of them are known now.
  await buildAdvisories(world, [`${from}/advisories`], `${folder}/advisories`)
  await asHouse(house, 'feeds.rematch', {})
  disk.write(mark, ['whole\n'])
}

async function performed(
  house: House,
  operations: ReadonlyMap<string, Named>,
  { do: name, with: input, file }: Step,
  from: string,
  answers: ReadonlyMap<string, unknown>,
): Promise<unknown> {
  const named = operations.get(name)
  if (named === undefined) throw new Error(`the demonstration has a step ${name}, which is no operation`)
  const bytes = file === undefined ? undefined : bytesOf(house, `${from}/${file}`)
  return perform(house, named, houseKnown, withAnswers(input, answers), { bytes })
}

async function* bytesOf({ world }: House, path: string): AsyncGenerator<Uint8Array> {
  for (const piece of world.disk.chunks(path)) yield piece.slice()
}

/** The input with `$name.member` replaced by what that step answered. */
function withAnswers(input: Record<string, unknown>, answers: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const found = (value: unknown) => {
    const [, name, member] = (typeof value === 'string' && /^\$(\w+)\.(\w+)$/.exec(value)) || []
    return name === undefined ? value : (answers.get(name) as Record<string, unknown>)[member!]
  }
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, found(value)]))
}

/** As `millcert db build --from` does, silently. */
async function buildAdvisories(world: World, from: readonly string[], to: string): Promise<void> {
  const flags = new Map([
    ['from', [...from]],
    ['db', [to]],
  ])
  const input: Input = { words: [], flags }
  await db.build.run({ ...world, out: () => {}, say: () => {} }, input)
}
