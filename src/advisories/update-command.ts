import { jsonText, type NetworkRules, Problem, type Tool, visible } from '#base'
import { chosenSources, csafFlags, csafSources, csafUpdating, isCsaf } from './csaf-update-command.ts'
import type { Feed } from './feed.ts'
import { feedsWithSource } from './feed-of.ts'
import { databaseFolder, lockName, readManifest } from './manifest.ts'
import type { Quarantined } from './quarantine.ts'
import type { FeedUpdate } from './underway.ts'
import { updateAnswer, updateText } from './update-report.ts'

type Input = Parameters<Tool['run']>[1]

/** `db update`. What fetches is loaded when it is called: the other commands of the room start without it. */
export const updateTool: Tool = {
  kind: 'tool',
  about: 'Fetch what sources have newer into the advisory database of this machine',
  more: 'The only command that opens a connection: to the sources of the feeds, or to the mirror alone. Where a source lists\nwhat was changed (osv.dev), and it is little, only that is fetched. A source that fails costs its own\nfeed (exit 5). A snapshot that is older, or with suddenly fewer, more withdrawn or unreadable records, is held back until\n--accept (exit 1). CSAF documents are compared with their checksums: one that differs is not taken, and named;\nsignatures are not checked. Bearer tokens stand in MILLCERT_TOKENS, as in "https://mirror.example=TOKEN", each for one origin.\nProxies are those of HTTPS_PROXY, HTTP_PROXY and NO_PROXY.',
  words: [
    {
      name: 'FEED',
      about: 'feeds to fetch, csaf for those of --csaf; else the usual ones and those that the database has',
      count: 'any',
    },
  ],
  flags: {
    ...csafFlags,
    all: { about: 'every feed that has a source' },
    mirror: { about: 'fetch from here: a web server over the folder feeds/originals of a database', value: 'URL' },
    accept: { about: 'take this feed although it is held back', value: 'FEED', repeat: true },
    full: { about: 'fetch whole archives, also where few records were changed, and read all anew' },
    'dry-run': { about: 'only ask what would be fetched' },
    timeout: { about: 'seconds to wait for the next byte; sixty times that for a file', value: 'SECONDS' },
    db: { about: 'the folder of the database', value: 'DIR' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['db update', 'the usual feeds, into the user’s cache'],
    ['db update kev epss --mirror https://mirror.example/feeds', 'two feeds from a mirror'],
    ['db update csaf --csaf example.com', 'what one maker publishes'],
  ],
  async run(world, input) {
    const folder = databaseFolder(world, input)
    const open = opening(world.network)
    const mirror = mirrorOf(input)
    const accept = new Set(input.flags.get('accept') ?? [])
    const held = readManifest(world.disk, folder)?.feeds.map(({ id }) => id) ?? []
    const sources = chosenSources(input.words, accept, csafSources(input))
    const feeds = chosen([...input.words], accept, input.flags.has('all'), held)
    const rules = rulesOf(input, feeds, mirror, world.env('MILLCERT_TOKENS'))
    const network = open(rules)
    // A record is small: the time of one wait is enough for all of it.
    const records = open({ ...rules, whole: rules.idle })
    const { askOriginal } = await import('./update-originals.ts')
    const { update } = await import('./update.ts')
    const { disk, limits, progress } = world
    const how = { disk, network, folder, mirror, mostBytes: limits.bytes, progress }
    const json = input.flags.get('format')?.at(-1) === 'json'
    const said = (line: string) => world.say(visible(line))
    const full = input.flags.has('full')
    const now = world.now()
    const csaf = csafUpdating(
      { disk, limits, now, network: open, progress, folder, sources, rules, mirror, accept, full, said },
      input,
    )
    if (input.flags.has('dry-run')) {
      const { previewed } = await import('./update-preview.ts')
      const { answer, text, failed } = await previewed(how, feeds, askOriginal, await csaf.preview())
      world.out(json ? `${jsonText(answer, 2)}\n` : text)
      return failed ? 5 : 0
    }
    disk.makeFolder(folder)
    const release = disk.lock(`${folder}/${lockName}`)
    try {
      const { checkStored, storedPins } = await import('./feed-check.ts')
      const { moveDamaged } = await import('./update-damage.ts')
      // Before anything is published: with pins that cannot be read nobody could tell what is to go in quarantine.
      const pins = await storedPins(disk, folder, readManifest(disk, folder))
      moveDamaged(disk, folder)
      csaf.begin()
      const done = await update({ ...how, records, feeds, accept, full, said, limits, now: world.now() })
      const { manifest, providers } = (await csaf.update()) ?? { manifest: done.manifest, providers: [] }
      const rows = [...done.feeds, ...providers]
      const quarantined = manifest && checkStored(world, folder, manifest, pins)
      world.out(json ? `${jsonText(updateAnswer(folder, manifest, rows), 2)}\n` : updateText(rows))
      return concluded(new Set(rows.map(({ outcome }) => outcome)), quarantined, said)
    } finally {
      release()
    }
  },
}

/** What opens sockets. Throws `base/network-refused` where nothing may. */
function opening<Open>(open: Open | undefined): Open {
  if (open) return open
  throw new Problem('base/network-refused', 'Cannot update the database: --offline opens no socket', {
    next: 'leave out --offline, or carry a database here: millcert db import FILE',
  })
}

/** Tells what a person is to look at; the exit code. */
function concluded(
  outcomes: ReadonlySet<FeedUpdate['outcome']>,
  quarantined: Quarantined | undefined,
  say: (line: string) => void,
): number {
  if (quarantined && quarantined.size > 0)
    say(`In quarantine: ${[...quarantined.keys()].join(', ')}: millcert db quarantine tells why`)
  if (outcomes.has('held-back')) say('What is held back is not in the database. After a look: db update --accept FEED')
  return outcomes.has('failed') ? 5 : outcomes.has('held-back') ? 1 : 0
}

function refused(what: string, next: string): Problem {
  return new Problem('cli/usage', `Cannot update the database: ${what}`, { next })
}

/** The address of the mirror, without its last slash; from the settings too. */
function mirrorOf(input: Input): string | undefined {
  const text = input.flags.get('mirror')?.at(-1)
  if (text === undefined) return undefined
  const url = URL.parse(text)
  const wanted = 'an http or https address is wanted, without name, password, query or fragment'
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw refused('the address of the mirror cannot be taken', wanted)
  return url.href.replace(/\/+$/, '')
}

function chosen(words: string[], accept: ReadonlySet<string>, all: boolean, held: readonly string[]): Feed[] {
  const sourced = feedsWithSource()
  for (const word of [...words, ...accept])
    if (!isCsaf(word) && !sourced.some(({ id }) => id === word))
      throw refused(
        `${JSON.stringify(word)} is no feed with a source`,
        `one of ${sourced.map(({ id }) => id).join(', ')}`,
      )
  if (all) return sourced
  if (words.length > 0) return sourced.filter(({ id }) => words.includes(id) || accept.has(id))
  return sourced.filter(({ id, source }) => source?.usual || held.includes(id) || accept.has(id))
}

function rulesOf(
  input: Input,
  feeds: readonly Feed[],
  mirror: string | undefined,
  tokens: string | undefined,
): NetworkRules {
  const seconds = Number(input.flags.get('timeout')?.at(-1) ?? 60)
  if (!(seconds > 0 && seconds <= 86_400)) throw refused('--timeout', 'seconds from 1 to 86400 are wanted')
  const urls = mirror === undefined ? feeds.flatMap(({ source }) => source!.originals.map(({ url }) => url)) : [mirror]
  return {
    origins: [...new Set(urls.map(url => new URL(url).origin))],
    tokens: tokensOf(tokens ?? ''),
    idle: seconds * 1000,
    whole: Math.min(seconds * 60, 86_400) * 1000,
  }
}

/** `https://mirror.example=TOKEN`, with commas between. What is wrong is never quoted: it may be a token. */
function tokensOf(text: string): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>()
  for (const one of text.split(',').map(part => part.trim())) {
    if (one === '') continue
    const [, origin, token] = /^(https?:\/\/[^/=\s]+)\/?=([A-Za-z0-9._~+/-]+=*)$/.exec(one) ?? []
    const url = origin === undefined ? null : URL.parse(origin)
    if (url === null || token === undefined || url.username !== '' || url.password !== '')
      throw refused('MILLCERT_TOKENS cannot be taken', 'https://mirror.example=TOKEN is wanted, with commas between')
    tokens.set(url.origin, token)
  }
  return tokens
}
