import { type Database, databaseFolder, isStale, openDatabase, storedFaults } from '#advisories'
import { jsonText, Problem, type Tool, visible, type World } from '#base'
import { operationOf, rooms } from '#operations'
import { settingsSeen } from './settings-seen.ts'
import { build } from './version.ts'

export const version: Tool = {
  kind: 'tool',
  about: 'Show which Millcert this is and what it runs on',
  words: [],
  flags: { format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] } },
  examples: [
    ['version', 'for a person'],
    ['version --format json', 'for a script'],
    ['--version', 'the same as version'],
  ],
  run(world, input) {
    const told = {
      schema: 'millcert-version/1',
      ...build(),
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    }
    world.out(
      input.flags.get('format')?.at(-1) === 'json'
        ? `${jsonText(told, 2)}\n`
        : `millcert ${told.version} (${told.runs}), Node ${told.node}, ${told.platform}\n`,
    )
    return 0
  },
}

interface Check {
  check: string
  /** `look`: it works, and somebody should look at it. */
  state: 'good' | 'look' | 'bad'
  found: string
}

export const doctor: Tool = {
  kind: 'tool',
  about: 'Check what Millcert stands on: runtime, database, settings and which of them won',
  words: [],
  flags: {
    db: { about: 'the folder of the advisory database', value: 'DIR' },
    data: { about: 'the data folder of the plant', value: 'DIR' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['doctor', 'when something is not as expected'],
    ['doctor --db /srv/millcert/db', 'about another database'],
    ['doctor --format json', 'to attach to a report'],
  ],
  async run(world, input) {
    const folder = databaseFolder(world, input)
    const checks: Check[] = []
    const [major, minor] = process.versions.node.split('.').map(Number)
    checks.push({
      check: 'runtime',
      state: major! > 24 || (major === 24 && minor! >= 15) ? 'good' : 'bad',
      found: `Node ${process.versions.node}`,
    })
    checks.push({ check: 'program', state: 'good', found: `${build().version}, ${build().runs}` })
    checks.push(...(await toolChecks(world)))
    checks.push(...(await databaseChecks(world, folder)))
    const data = input.flags.get('data')?.at(-1)
    checks.push(...(await plantChecks(world, data ?? world.home.data, data !== undefined)))
    for (const one of await settingsSeen(await everySettable())) checks.push({ check: 'setting', ...one })
    if (input.flags.get('format')?.at(-1) === 'json')
      world.out(`${jsonText({ schema: 'millcert-doctor/1', checks }, 2)}\n`)
    else
      for (const { check, state, found } of checks)
        world.out(`${state.padEnd(5)} ${check.padEnd(9)} ${visible(found)}\n`)
    return checks.some(({ state }) => state === 'bad') ? 3 : 0
  },
}

/** Programs that Millcert calls: which file, and whether it is what it is pinned to. */
async function toolChecks({ disk, home: { data } }: World): Promise<Check[]> {
  const { brokenPin, pinnedTools, toolSeen } = await import('./pinned-program.ts')
  const place = { disk, home: data }
  try {
    const names = await pinnedTools(place)
    const seen = await Promise.all([...new Set(['git', ...names])].map(name => toolSeen(place, name)))
    return seen.map(one => {
      const { name, file, digest, pins } = one
      if (file === undefined)
        return { check: 'tool', state: pins.length > 0 ? 'bad' : 'look', found: `${name}: not here` }
      const what = `${name}: ${file}, ${digest}`
      if (pins.length === 0) return { check: 'tool', state: 'good', found: `${what}, not pinned` }
      const broken = brokenPin(one)
      return broken === undefined
        ? { check: 'tool', state: 'good', found: `${what}, as pinned` }
        : {
            check: 'tool',
            state: 'bad',
            found: `${what}, and ${broken.path} pins ${broken.digests.join(' or ')}: it is not run`,
          }
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [{ check: 'tool', state: 'bad', found: error.message }]
  }
}

/** Feeds that nobody relies on, and those that a check would put there. */
async function feedChecks({ disk }: World, folder: string, { manifest, quarantined }: Database): Promise<Check[]> {
  const faults = await storedFaults(disk, folder, manifest)
  const fresh = [...faults].filter(([id]) => !quarantined.has(id))
  return [
    ...[...quarantined].map(([id, { reason, by }]): Check => {
      return { check: 'feed', state: 'look', found: `${id} is in quarantine by ${by}: ${reason}` }
    }),
    ...fresh.map(([id, fault]): Check => {
      return {
        check: 'feed',
        state: 'bad',
        found: `${id}: ${fault}; put it in quarantine: millcert db quarantine --check`,
      }
    }),
  ]
}

/** Whether the database is there, whole and fresh. */
async function databaseChecks(world: World, folder: string): Promise<Check[]> {
  const checks: Check[] = []
  try {
    const database = openDatabase(world.disk, folder)
    if (!database)
      checks.push({
        check: 'database',
        state: 'bad',
        found: `none at ${folder}; build one: millcert db build --from DIR`,
      })
    else {
      database.verify()
      const stale = database.manifest.feeds.filter(feed => isStale(feed, world.now())).map(feed => feed.id)
      checks.push({
        check: 'database',
        state: 'good',
        found: `${folder}, ${database.manifest.digest.slice(0, 19)}…, every byte verified`,
      })
      checks.push({
        check: 'feeds',
        state: stale.length > 0 ? 'look' : 'good',
        found: stale.length > 0 ? `stale: ${stale.join(', ')}` : 'all fresh',
      })
      checks.push(...(await feedChecks(world, folder, database)))
      database.close()
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    checks.push({ check: 'database', state: 'bad', found: error.message })
  }
  return checks
}

/**
 * Whether a plant is there and what can be told of it at once: a small database is looked through, of a large one the ends and what the last
 * look through it found.
 *
 * @param isNamed somebody said which folder: that there is none is worth a line then
 */
async function plantChecks(world: World, folder: string, isNamed: boolean): Promise<Check[]> {
  const { checkPlace, lookIn } = await import('./database-look.ts')
  const { databasePlace } = await import('#ledger')
  const tell = (state: Check['state'], found: string): Check => ({ check: 'plant', state, found })
  const checks: Check[] = []
  const look = lookIn(world, folder)
  if (look !== undefined) {
    const found =
      look.state === 'good' ? 'every page of its database is whole' : `its database is damaged: ${look.fault}`
    checks.push(tell(look.state, `${folder}, looked through at ${look.at}: ${found}`))
  }
  try {
    const place = databasePlace(world, folder)
    if (!('file' in place)) return checks
    const size = world.disk.stat(place.file)?.size
    if (size === undefined)
      return isNamed || look !== undefined ? [...checks, tell('bad', `none in ${folder}: no ${place.file}`)] : checks
    await checkPlace(world, folder, place)
    checks.push(tell('good', `${place.file}, ${size} bytes, begins and ends as it should`))
    if (world.disk.stat(`${folder}/journal.key`) === undefined)
      checks.push(
        tell('look', `${folder} has no journal.key: bring it back, or what is signed from now on has another key`),
      )
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    checks.push(tell('bad', error.message))
  }
  return checks
}

export const completion: Tool = {
  kind: 'tool',
  about: 'Print the completion script of a shell',
  words: [{ name: 'SHELL', about: 'bash, zsh or fish', count: 'one' }],
  flags: {},
  examples: [
    ['completion bash > ~/.local/share/bash-completion/completions/millcert', 'for bash'],
    ['completion zsh > ~/.zfunc/_millcert', 'for zsh'],
    ['completion fish > ~/.config/fish/completions/millcert.fish', 'for fish'],
  ],
  async run(world, input) {
    const { completionFor } = await import('./completion.ts')
    world.out(completionFor(input.words[0]!, await everyTool()))
    return 0
  },
}

export const help: Tool = {
  kind: 'tool',
  about: 'Show what Millcert can do',
  words: [{ name: 'COMMAND', about: 'tell all of one command', count: 'any' }],
  flags: {},
  examples: [
    ['help', 'every command'],
    ['help scan', 'one command'],
    ['db build --help', 'one of a group'],
  ],
  async run(world) {
    const { helpOfAll } = await import('./help.ts')
    const { everyDerived } = await import('./derived.ts')
    const derived = (await everyDerived()).map(([name]) => name)
    world.out(
      helpOfAll(
        (await ownTools()).map(([name, { about }]) => [name, about]),
        derived,
      ),
    )
    return 0
  },
}

/** Every command with its tool: loads every room, for help and completion only. */
async function everyTool(): Promise<(readonly [name: string, tool: Tool])[]> {
  const { everyDerived } = await import('./derived.ts')
  return [...(await ownTools()), ...(await everyDerived())]
}

/** Every command with the flags of it that a setting may stand for. */
async function everySettable(): Promise<(readonly [name: string, tool: Tool])[]> {
  const { everyDerived, settable } = await import('./derived.ts')
  return [...(await ownTools()), ...(await everyDerived()).map(settable)]
}

/** Every command that is no operation of the running plant. */
async function ownTools(): Promise<[name: string, tool: Tool][]> {
  const found: [string, Tool][] = []
  for (const room of rooms) {
    const operations = await room.load()
    for (const name of room.commands) found.push([name, operationOf(operations, name)])
  }
  const { serve } = await import('./serve.ts')
  return [...found, ...Object.entries({ serve, doctor, completion, version, help })]
}
