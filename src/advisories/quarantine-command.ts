import { type Disk, jsonText, Problem, showTime, type Tool, visible } from '#base'
import { checkStored, storedPins } from './feed-check.ts'
import { databaseFolder, type Manifest, readManifest } from './manifest.ts'
import { changeQuarantine, longestReason, type Quarantined, readQuarantine } from './quarantine.ts'
import { table } from './table.ts'

type Input = Parameters<Tool['run']>[1]

/** What of the world it takes. */
interface Place {
  readonly disk: Disk
  now(): number
  out(text: string): void
}

/** `db quarantine`. */
export const quarantineTool: Tool = {
  kind: 'tool',
  about: 'Rely no more on what a feed says, or again; without a feed, show which are in quarantine',
  more: 'What only a feed in quarantine says of a component is undecided, with the feed and the reason, in every answer; nothing is deleted.\nWith --check every feed is looked at: originals that are not what was read, and digests that pins.toml wants. What the check puts in\nit takes out when all of it is there and good again; what a person puts in stays until --release. Exit code: 0 none is in quarantine, 3 some are.',
  words: [{ name: 'FEED', about: 'the id of a feed of the database', count: 'maybe' }],
  flags: {
    reason: { about: 'why, in a sentence', value: 'TEXT' },
    by: { about: 'who says so', value: 'NAME' },
    release: { about: 'rely on it again' },
    check: { about: 'look at every feed' },
    pins: {
      about: 'digests that feeds must have, .millcert/pins.toml and pins.toml beside the database by default',
      value: 'FILE',
    },
    db: { about: 'the folder of the database', value: 'DIR' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['db quarantine osv-npm --reason "its records of today look forged" --by ada', 'before anybody acts on it'],
    ['db quarantine osv-npm --release', 'after a look'],
    ['db quarantine --check', 'every night, after db update'],
  ],
  async run(world, input) {
    const folder = databaseFolder(world, input)
    const manifest = readManifest(world.disk, folder)
    if (!manifest)
      throw new Problem('advisories/no-database', `Cannot look at feeds: there is no database at ${folder}`, {
        at: folder,
        next: 'build one: millcert db build --from DIR',
      })
    const after = await changed(world, input, folder, manifest)
    answer(world, input, folder, after)
    return after.size > 0 ? 3 : 0
  },
}

async function changed(world: Place, input: Input, folder: string, manifest: Manifest): Promise<Quarantined> {
  const { feeds } = manifest
  const { disk } = world
  const [feed] = input.words
  if (input.flags.has('check')) {
    if (feed !== undefined) throw new Problem('cli/usage', 'Cannot check one feed: --check looks at all of them')
    const pins = await storedPins(disk, folder, manifest, input.flags.get('pins')?.at(-1))
    return checkStored(world, folder, manifest, pins)
  }
  if (feed === undefined) return readQuarantine(disk, folder)
  if (input.flags.has('release')) return changeQuarantine(disk, folder, before => released(before, feed))
  const reason = input.flags.get('reason')?.at(-1)?.trim() ?? ''
  if (reason === '' || reason.length > longestReason)
    throw new Problem('cli/usage', `Cannot put ${feed} in quarantine: --reason wants a sentence`)
  if (!feeds.some(({ id }) => id === feed)) throw unknownFeed(feed, feeds)
  const by = input.flags.get('by')?.at(-1)?.slice(0, 200) ?? 'an operator'
  return changeQuarantine(disk, folder, before =>
    new Map(before).set(feed, { since: world.now(), by, reason, cause: 'person' }),
  )
}

function released(before: Quarantined, feed: string): Quarantined {
  const after = new Map(before)
  if (!after.delete(feed))
    throw new Problem('advisories/not-in-quarantine', `Cannot release ${feed}: it is in no quarantine`, { at: feed })
  return after
}

function unknownFeed(feed: string, feeds: readonly { id: string }[]): Problem {
  return new Problem('advisories/unknown-feed', `Cannot put ${feed} in quarantine: the database has no such feed`, {
    at: feed,
    wanted: feeds.map(({ id }) => id).join(', '),
  })
}

function answer(world: Place, input: Input, folder: string, quarantined: Quarantined): void {
  const rows = [...quarantined].map(([feed, one]) => ({ feed, ...one, since: showTime(one.since) }))
  if (input.flags.get('format')?.at(-1) === 'json')
    world.out(`${jsonText({ schema: 'millcert-db-quarantine/1', folder, feeds: rows }, 2)}\n`)
  else if (rows.length === 0) world.out('No feed is in quarantine.\n')
  else
    world.out(
      table([
        ['feed', 'since', 'by', 'reason'],
        ...rows.map(({ feed, since, by, reason }) => [feed, since.slice(0, 10), visible(by), visible(reason)]),
      ]),
    )
}
