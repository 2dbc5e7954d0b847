import { fileURLToPath } from 'node:url'
import { actorOfSession, actorOfToken, type Caller, type FirstLink, firstLink, scopeFor } from '#access'
import { type Input, Problem, showTime, type Tool, type World } from '#base'
import { clearAside } from '#intake/operations'
import { type DatabasePlace, databasePlace, dataFolder, type Ledger } from '#ledger'
import { addJobNow, everyOperation, type House, type Known } from '#operations/operations'
import { asidePool, type Doorkeeper, layDemo, listen, pagesAt, runJobs } from '#server'
import { type Due, runCheckpoints, usualDue, withCheckpoints } from './checkpoints.ts'
import { checkPlace, isLarge, lookFile, lookIn, lookThrough } from './database-look.ts'
import { addressFile } from './here.ts'
import { houseOf, makeDataFolder, openPlace } from './house.ts'
import { startThread } from './thread.ts'
import type { WatchedLedger } from './watched-ledger.ts'

const usualPort = 8470
/** Milliseconds between two pulls of a feed. */
const pullEvery = 6 * 3_600_000

export const serve: Tool = {
  kind: 'tool',
  about: 'Serve the plant: its inventory over time and its answers, to people and programs',
  more: [
    'Everything is kept in one folder, for its owner alone; MILLCERT_DATABASE_URL=postgres://… keeps the facts in PostgreSQL instead.',
    'The first start prints a one-time link for the administrator. One line of JSON a request goes to standard error.',
  ].join('\n'),
  words: [],
  flags: {
    data: { about: 'the folder everything is kept in', value: 'DIR' },
    port: { about: `the port to listen at (${usualPort})`, value: 'PORT' },
    host: { about: 'the address to listen at (127.0.0.1: this machine alone)', value: 'ADDRESS' },
    origin: {
      about: 'how people address it behind a proxy, as in https://millcert.plant.example',
      value: 'URL',
      repeat: true,
    },
    demo: { about: 'lay a simulated plant into the folder first; everything of it is marked as simulated' },
    pull: {
      about: 'fetch this feed of advisories now and every six hours; --offline fetches nothing',
      value: 'FEED',
      repeat: true,
    },
    older: { about: 'take a database that is older than the one that was seen here: a backup that was restored' },
    'checkpoint-hours': {
      about: `hours after which the journal is signed again (${usualDue.hours}); 0: not by time`,
      value: 'HOURS',
    },
    'checkpoint-entries': {
      about: `entries of a site after which its journal is signed again (${usualDue.entries}); 0: not by number`,
      value: 'COUNT',
    },
    mirror: { about: 'fetch the feeds of --pull from here and from nowhere else, as db update does', value: 'URL' },
    proxy: { about: 'address or network of a proxy whose X-Forwarded-For is believed', value: 'ADDRESS', repeat: true },
  },
  examples: [
    ['serve', 'for this machine, at http://127.0.0.1:8470'],
    ['serve --data /srv/millcert --port 9000', 'in a folder of its own'],
    ['serve --origin https://millcert.plant.example --proxy 192.0.2.5', 'behind a proxy that speaks https'],
  ],
  async run(outer, input) {
    // Whatever is made here is for its owner alone.
    process.umask(0o077)
    const world = input.flags.has('now') ? running(outer) : outer
    const folder = dataFolder(world, input)
    makeDataFolder(world, folder)
    const release = world.disk.lock(`${folder}/server.lock`)
    try {
      const place = databasePlace(world, folder)
      await checkPlace(world, folder, place)
      const due = dueOf(input)
      const ledger = await openPlace(world, folder, place, input.flags.has('older') ? 'older' : 'act')
      const looking = looked(world, folder, place, ledger)
      try {
        await served(world, input, folder, { ledger, due, looking })
      } finally {
        looking.stop()
        await ledger.close()
      }
      return 0
    } finally {
      release()
    }
  },
}

/** A look through the database, which begins when the server listens: the start has the machine for itself. */
interface Looking {
  begin(): void
  stop(): void
}

/** A large database is looked through while it is served; what was bad before is bad until it is found good. */
function looked(world: World, folder: string, place: DatabasePlace, ledger: WatchedLedger): Looking {
  const before = lookIn(world, folder)
  if (isLarge(world, place)) {
    if (before?.state === 'bad') ledger.refuse(before.fault ?? 'it was bad when it was looked through')
    let looking: { stop(): void } | undefined
    return {
      begin() {
        looking = lookThrough(world, folder, ledger.refuse)
      },
      stop: () => looking?.stop(),
    }
  }
  // It was whole a moment ago, as it was looked through before it was opened.
  if (before) world.disk.remove(`${folder}/${lookFile}`)
  return { begin: () => {}, stop: () => {} }
}

/** Serves until it is told to stop. */
async function served(
  world: World,
  input: Input,
  folder: string,
  { ledger, due, looking }: { ledger: WatchedLedger; due: Due; looking: Looking },
): Promise<void> {
  const { aside, far } = poolsOf(world, folder)
  const house = houseOf(ledger, world, folder, aside.run)
  // What a process that was ended left there.
  clearAside({ disk: world.disk, folder })
  if (input.flags.has('demo')) await layDemo(house, world, demoFolder(world))
  const pages = pagesAt(world.disk, pagesFolder())
  const one = (name: string) => input.flags.get(name)?.at(-1)
  // Before the first request, and before any write comes between what it loads.
  await aside.run('bom.ready', undefined)
  const listening = await listen({
    house,
    operations: await everyOperation(),
    doorkeeper: doorkeeperOf(ledger, world),
    pageKey: pageKey(world, folder),
    host: one('host') ?? '127.0.0.1',
    port: portOf(one('port')),
    pages,
    origins: (input.flags.get('origin') ?? []).map(originOf),
    proxies: input.flags.get('proxy') ?? [],
    fault: ledger.fault,
  })
  const stop = stopAsked()
  // Not before: a start that finds its port taken must not use the link up.
  const link = await firstLink(ledger, world)
  world.disk.write(`${folder}/${addressFile}`, [`${listening.address}\n`])
  world.out(`Millcert listens at ${listening.address}; everything is kept in ${folder}\n`)
  const address = input.flags.get('origin')?.[0] ?? listening.address
  world.out(
    pages ? `Its pages: ${address}\n` : 'Its pages are not built: npm run pages builds them, then start again.\n',
  )
  looking.begin()
  greet(world, link, address, pages !== undefined)
  const pulling = await pullNow(house, input)
  const checkpoints = runCheckpoints(house, due)
  const jobs = runJobs({ house, far: far.run }, withCheckpoints)
  await stop
  clearInterval(pulling)
  checkpoints.stop()
  await listening.stop()
  await Promise.all([jobs.stop(), far.close(), aside.close()])
}

/** Threads for what requests ask, and the one for jobs. */
function poolsOf({ limits, network }: World, folder: string) {
  const aside = asidePool(() => startThread({ folder, kind: 'request', limits, online: false }))
  // A job that an earlier start left waiting comes here too, also where nothing may be asked now.
  const online = network !== undefined
  const start = () => startThread({ folder, kind: 'job', limits, online })
  return { aside, far: asidePool(start, { threads: 1, waiting: 4, time: 6 * 3_600_000 }) }
}

/** Adds a job for each feed that is pulled, now and every six hours. */
async function pullNow(house: House, { flags }: Input): Promise<NodeJS.Timeout> {
  const pulled = flags.has('offline') ? [] : (flags.get('pull') ?? [])
  const order = (feed: string) => ({ feeds: [feed], mirror: flags.get('mirror')?.at(-1) })
  const pull = () => Promise.all(pulled.map(feed => addJobNow(house, 'feeds.pull', feed, order(feed))))
  await pull()
  return setInterval(() => void pull().catch(() => {}), pullEvery)
}

/** What the first start prints: how to choose the administrator's password. */
function greet(world: World, link: FirstLink | undefined, address: string, pages: boolean): void {
  if (link === undefined) return
  if ('waitingUntil' in link) {
    world.out(`The one-time link printed by an earlier start is good until ${showTime(link.waitingUntil)}.\n`)
    return
  }
  const body = `{"link":"${link.link}","password":"…"}`
  world.out(
    [
      `Choose the password of the account admin, once, until ${showTime(link.until)}:`,
      // Behind #, where no browser sends it and no log has it.
      ...(pages ? [`  ${address}/setup#link=${link.link}`, 'or without a browser:'] : []),
      `  curl -H 'Content-Type: application/json' -d '${body}' ${address}/api/v1/setup/finish`,
      '',
    ].join('\n'),
  )
}

/** Who a request is from, by what `#access` keeps. */
export function doorkeeperOf(ledger: Ledger, { now }: Pick<World, 'now'>): Doorkeeper {
  const known = (caller: Caller | undefined): (Known & { session?: string | undefined }) | undefined =>
    caller && {
      actor: caller.actor,
      session: caller.session,
      scopeFor: permission => scopeFor(caller, permission),
    }
  return {
    ofToken: async authorization => known(await actorOfToken(ledger, authorization, now())),
    ofSession: async (cookie, https) => known(await actorOfSession(ledger, cookie, now(), { https })),
  }
}

declare const MILLCERT_BUNDLED: string | undefined

/** Where the demonstration lies: in the checkout, beside the bundle or the sources. */
function demoFolder({ disk }: World): string {
  const up = typeof MILLCERT_BUNDLED === 'string' ? '..' : '../..'
  const folder = fileURLToPath(new URL(`${up}/data/plant`, import.meta.url))
  if (disk.stat(`${folder}/demo.json`)) return folder
  throw new Problem('cli/usage', 'Cannot lay the demonstration: it comes with a checkout of Millcert alone')
}

/** Where the built pages lie: beside the bundle, or in `dist/` of the checkout. */
function pagesFolder(): string {
  return fileURLToPath(new URL(typeof MILLCERT_BUNDLED === 'string' ? './web' : '../../dist/web', import.meta.url))
}

/** A clock that begins at the time of `--now` and runs on: a server that stood still would never see a session end. */
function running(world: World): World {
  const from = performance.now()
  const begins = world.now()
  return { ...world, now: () => begins + Math.floor(performance.now() - from) }
}

/** Thirty-two bytes of this data folder, made with its first start. */
function pageKey({ disk, random }: World, folder: string): Uint8Array {
  const path = `${folder}/page.key`
  if (disk.stat(path) === undefined) disk.write(path, [random(32)])
  return disk.read(path, 32)
}

function dueOf({ flags }: Input): Due {
  const number = (flag: string, usual: number, most: number) => {
    const text = flags.get(flag)?.at(-1)
    if (text === undefined) return usual
    if (/^\d{1,9}$/.test(text) && Number(text) <= most) return Number(text)
    throw new Problem('cli/usage', `Cannot take --${flag} ${JSON.stringify(text)}: a number up to ${most} is wanted`)
  }
  return {
    hours: number('checkpoint-hours', usualDue.hours, 24 * 366),
    entries: number('checkpoint-entries', usualDue.entries, 1e9),
  }
}

function portOf(text: string | undefined): number {
  if (text === undefined) return usualPort
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new Problem('cli/usage', `Cannot take --port ${JSON.stringify(text)}: a number up to 65535 is wanted`)
}

function originOf(text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.username === '')
    return url.origin
  throw new Problem(
    'cli/usage',
    `Cannot take --origin ${JSON.stringify(text)}: as https://millcert.plant.example it is wanted`,
  )
}

/** The first signal to end stops in order, the second at once. */
function stopAsked(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        resolve()
        process.once(signal, () => process.exit(130))
      })
  })
}
