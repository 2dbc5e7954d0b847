import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { digester, newId, Problem } from '#base'
import {
  type Actor,
  act,
  ask,
  type Ledger,
  type Migration,
  type Permission,
  reading,
  type Scope,
  type SiteId,
  writing,
} from '#ledger'
import { everyMigration, type House, type Known, type Named, namedIn } from '#operations/operations'
import { memoryWorld } from '../memory/world.ts'

/** A small room of slips of paper, one table, so that what carries operations is tested with none of the real ones. */
export const migrations: readonly Migration[] = [
  {
    id: 'toy/0001',
    sql: 'create table slip (site_id text not null, id text not null, words text not null, primary key (site_id, id)) strict',
  },
]

interface Tables {
  slip: { site_id: string; id: string; words: string }
}

const slip = z.strictObject({ id: z.string(), siteId: z.string(), words: z.string() })
const siteId = z.string().describe('the site the slip lies at')
const missing = (id: string) => new Problem('toy/not-found', `Cannot find the slip ${id}`)

export const slips = {
  list: ask({
    about: 'List slips',
    can: 'slip.read',
    takes: z.strictObject({
      siteId: siteId.optional(),
      words: z.array(z.string()).optional().describe('only slips with one of these words'),
      after: z.string().optional().describe('where the page before ended'),
      limit: z.int().min(1).max(100).default(10).describe('slips of a page'),
    }),
    gives: z.strictObject({ slips: z.array(slip), next: z.string().optional() }),
    async run({ db, sites }, input) {
      let query = reading<Tables>(db)
        .selectFrom('slip')
        .selectAll()
        .orderBy('id')
        .limit(input.limit + 1)
      if (sites !== 'everywhere') query = query.where('site_id', 'in', [...sites])
      if (input.siteId) query = query.where('site_id', '=', input.siteId)
      if (input.after) query = query.where('id', '>', input.after)
      if (input.words) query = query.where('words', 'in', input.words)
      const rows = await query.execute()
      const found = rows.slice(0, input.limit).map(row => ({ id: row.id, siteId: row.site_id, words: row.words }))
      return rows.length > input.limit ? { slips: found, next: found.at(-1)!.id } : { slips: found }
    },
  }),
  show: ask({
    about: 'Show a slip',
    can: 'slip.read',
    takes: z.strictObject({ id: z.string().describe('the id of the slip') }),
    gives: slip,
    async run({ db, sites }, { id }) {
      const row = await reading<Tables>(db).selectFrom('slip').selectAll().where('id', '=', id).executeTakeFirst()
      if (!row || (sites !== 'everywhere' && !sites.has(row.site_id as SiteId))) throw missing(id)
      return { id, siteId: row.site_id, words: row.words }
    },
  }),
  add: act({
    about: 'Write a slip',
    can: 'slip.write',
    takes: z.strictObject({ siteId, words: z.string().min(1).max(1000).describe('what it says') }),
    gives: slip,
    async run(world, { siteId, words }) {
      const id = newId('slip', world)
      await writing<Tables>(world.db).insertInto('slip').values({ site_id: siteId, id, words }).execute()
      return { out: { id, siteId, words }, entry: { site: siteId as SiteId, object: id, change: { words } } }
    },
  }),
  rewrite: act({
    about: 'Write other words on a slip',
    can: 'slip.write',
    takes: z.strictObject({ id: z.string(), words: z.string().min(1) }),
    gives: slip,
    // Leaves the question where the slip lies to the ledger, on purpose: the scope must hold there too.
    async run({ db }, { id, words }) {
      const tables = writing<Tables>(db)
      const row = await tables.selectFrom('slip').selectAll().where('id', '=', id).executeTakeFirst()
      if (!row) throw missing(id)
      await tables.updateTable('slip').set({ words }).where('id', '=', id).execute()
      const site = row.site_id as SiteId
      return { out: { id, siteId: site, words }, entry: { site, object: id, change: { from: row.words, to: words } } }
    },
  }),
  weigh: act({
    about: 'Weigh a stack of paper',
    can: 'slip.write',
    file: { about: 'the stack', most: 64 * 1024 * 1024 },
    takes: z.strictObject({ siteId, pause: z.int().default(0) }),
    gives: z.strictObject({ bytes: z.int(), digest: z.string() }),
    async prepare({ bytes, progress }, { pause }) {
      const sum = digester()
      let count = 0
      for await (const piece of bytes!) {
        sum.add(piece)
        count += piece.length
        progress('weighing', count, 0)
        if (pause > 0) await wait(pause)
      }
      return { bytes: count, digest: sum.digest() }
    },
    async run(_world, { siteId }, ready) {
      return { out: ready, entry: { site: siteId as SiteId, object: 'stack', change: ready } }
    },
  }),
  burn: act({
    about: 'Burn, which is a fault of the program',
    can: 'slip.write',
    takes: z.strictObject({}),
    gives: z.strictObject({}),
    async run() {
      throw new Error('secret of /home/somebody: select * from slip')
    },
  }),
  rule: act({
    about: 'Make a rule for every site',
    can: 'slip.write',
    takes: z.strictObject({ words: z.string() }),
    gives: z.strictObject({}),
    async run(_world, { words }) {
      return { out: {}, entry: { object: 'rule', change: { words } } }
    },
  }),
  open: ask({
    about: 'Tell what anybody may know',
    can: 'open',
    takes: z.strictObject({}),
    gives: z.strictObject({ paper: z.string() }),
    run: async () => ({ paper: 'white' }),
  }),
  unlock: act({
    about: 'Come in with the word',
    can: 'open',
    secret: true,
    takes: z.strictObject({ word: z.string() }),
    gives: z.strictObject({ in: z.boolean() }),
    async run({ entrance, now }, { word }) {
      if (word !== 'sesame') throw new Problem('access/refused', 'Cannot come in: that is not the word')
      entrance?.hand({ text: 'secret-of-eve', until: now() + 3_600_000 })
      return { out: { in: true }, entry: { object: 'door', change: {} } }
    },
  }),
}

/** A verb that stands alone. */
export const count = ask({
  about: 'Count slips that say something',
  can: 'slip.read',
  takes: z.strictObject({ question: z.string().describe('the words') }),
  gives: z.strictObject({ count: z.int() }),
  async run({ db }, { question }) {
    const rows = await reading<Tables>(db).selectFrom('slip').select('id').where('words', '=', question).execute()
    return { count: rows.length }
  },
})

/** Nouns and verbs of the room, as a line of the table has them. */
export const toyNames = ['slips', 'count']

export function toyOperations(): readonly Named[] {
  return namedIn({ slips, count }, toyNames)
}

export const toy = (name: string): Named => toyOperations().find(one => one.name === name)!

/** A person with permissions at sites: `person('eve', { 'slip.read': ['site-a'] })`. */
export function person(name: string, rights: Record<string, readonly string[] | 'everywhere'>): Known {
  const actor: Actor = { kind: 'user', id: name, name }
  const scopeFor = (permission: Permission): Scope => {
    const sites = rights[permission] ?? []
    return sites === 'everywhere' ? sites : new Set(sites as readonly SiteId[])
  }
  return { actor, scopeFor }
}

/** The steps of the toy's schema with those of what performs. */
export async function toyMigrations(): Promise<readonly Migration[]> {
  return [...(await everyMigration()), ...migrations]
}

/** A house of the toy over a ledger. */
export function toyHouse(ledger: Ledger): House {
  const world = {
    ...memoryWorld(),
    folder: '/data',
    aside: async () => Promise.reject(new Error('nothing runs aside')),
  }
  return { ledger, world, strict: true }
}
