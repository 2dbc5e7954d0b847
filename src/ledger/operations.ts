import { z } from 'zod'
import { digest, Problem, showTime, type World } from '#base'
import { originOf, signedCheckpoint, verifierKey } from './checkpoint.ts'
import { enterpriseChain } from './entry.ts'
import type { Read } from './handle.ts'
import { entryOf } from './journal-check.ts'
import { exportTool } from './journal-export-command.ts'
import {
  checkChain,
  checkpointsOf,
  entriesOf,
  headsOf,
  journalIn,
  linesOf,
  putCheckpoint,
  putSigner,
  signersOf,
} from './journal-store.ts'
import { verifyTool } from './journal-verify-command.ts'
import { frontier, leafHash } from './merkle.ts'
import { act, ask, type Preparing, type Scope, type SiteId } from './operation.ts'
import { proofOf } from './proof.ts'
import { newKeyPem, type SigningKey, signingKey } from './signing-key.ts'

const siteId = z.string().min(1).max(100).optional().describe('the site; left out: what is about the enterprise')

const time = z.iso.datetime({ offset: true })

const entryShown = z.object({
  seq: z.number().describe('its number in the chain, from 1'),
  at: z.string(),
  actor: z.string(),
  operation: z.string(),
  object: z.string(),
  result: z.enum(['done', 'denied', 'failed']),
  change: z.unknown().describe('what changed'),
  hash: z.string(),
})

const checkpointShown = z.object({
  size: z.number().describe('so many entries it vouches for'),
  at: z.string(),
  note: z.string().describe('the signed checkpoint: keep it where nobody can change it with the journal'),
})

const keyShown = z.object({
  publicKey: z.string().describe('Ed25519, in base64'),
  verifierKey: z.string().describe('the same in the form of C2SP signed-note'),
})

/** The key that signs, kept in the data folder for its owner alone: whoever reads the database alone cannot sign. */
const keyFile = 'journal.key'
const keyBytes = 4096

export { backup } from './backup-command.ts'
export { backups, tasks } from './backup-operations.ts'
export { restore } from './restore-command.ts'

export const journal = {
  list: ask({
    about: 'List what was done, by whom and when',
    can: 'journal.read',
    takes: z.strictObject({
      siteId,
      object: z
        .array(z.string().max(500))
        .min(1)
        .max(100)
        .optional()
        .describe('only what was done to one of these: ids of assets, lots, imports'),
      actor: z.string().max(300).optional().describe('only what this one did, as the list names them: user:ID'),
      operation: z.string().max(100).optional().describe('only what was done so: assets.change'),
      from: time.optional().describe('from this time on, as the clock stood'),
      until: time.optional().describe('before this time'),
      seq: z.number().int().min(1).optional().describe('only the entry of this number'),
      order: z.enum(['newest', 'oldest']).default('newest').describe('which comes first'),
      after: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional()
        .describe('where the page before ended'),
      limit: z.number().int().min(1).max(500).default(100).describe('how many at most'),
    }),
    gives: z.object({ chain: z.string(), entries: z.array(entryShown), next: z.string().optional() }),
    async run({ db, sites }, { siteId, after, limit, from, until, ...more }) {
      const chain = chainOf(siteId, sites)
      const rows = await entriesOf(db, chain, {
        ...more,
        from: from === undefined ? undefined : Date.parse(from),
        until: until === undefined ? undefined : Date.parse(until),
        after: after === undefined ? undefined : Number(after),
        limit: limit + 1,
      })
      const entries = rows.slice(0, limit).map(shown)
      return { chain, entries, ...(rows.length > limit && { next: String(entries.at(-1)!.seq) }) }
    },
  }),
  checkpoints: ask({
    about: 'List the signed checkpoints of the journal, to keep outside of it',
    can: 'journal.read',
    takes: z.strictObject({ siteId, limit: z.number().int().min(1).max(500).default(20).describe('how many at most') }),
    gives: z.object({ chain: z.string(), checkpoints: z.array(checkpointShown), keys: z.array(keyShown) }),
    async run({ db, sites }, { siteId, limit }) {
      const chain = chainOf(siteId, sites)
      const origin = originOf(await journalIn(db), chain)
      const kept = await checkpointsOf(db, chain, limit)
      const keys = (await signersOf(db)).map(publicKey => keyOf(origin, Buffer.from(publicKey, 'base64')))
      return { chain, checkpoints: kept.map(({ size, at, note }) => ({ size, at: showTime(at), note })), keys }
    },
  }),
  check: ask({
    about: 'Look whether the journal is whole: every entry, what it changed, and the order of all',
    can: 'journal.read',
    takes: z.strictObject({ siteId }),
    gives: z.object({
      chain: z.string(),
      entries: z.number(),
      head: z.string().nullable(),
      fault: z.object({ code: z.string(), entry: z.number(), message: z.string() }).nullable(),
      notes: z.array(z.string()),
    }),
    async run({ db, sites }, { siteId }) {
      const chain = chainOf(siteId, sites)
      const head = (await headsOf(db)).find(head => head.chain === chain)
      if (!head) return { chain, entries: 0, head: null, fault: null, notes: [] }
      const seen = await checkChain(db, head, { journal: await journalIn(db) })
      const notes = seen.notes.map(({ message }) => message)
      return { chain, entries: seen.entries, head: seen.head ?? null, fault: seen.fault ?? null, notes }
    },
  }),
  prove: ask({
    about: 'Prove that an entry is in the journal, to somebody who has no more of it than a checkpoint',
    can: 'journal.read',
    takes: z.strictObject({
      siteId,
      seq: z.number().int().min(1).describe('the number of the entry'),
      since: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe('the size of an older checkpoint that the newest has to go on from'),
    }),
    gives: z.object({
      line: z.string().describe('the entry as it is hashed: the leaf of the tree (RFC 6962)'),
      number: z.number().describe('of the leaf, from 0'),
      note: z.string().describe('the newest checkpoint'),
      inclusion: z.array(z.string()).describe('hashes in base64, the nearest to the leaf first'),
      consistency: z.array(z.string()).describe('hashes in base64 from the tree of the older checkpoint'),
    }),
    async run({ db, sites }, { siteId, seq, since = 0 }) {
      const chain = chainOf(siteId, sites)
      const [last] = await checkpointsOf(db, chain, 1)
      if (!last || seq > last.size || since > last.size)
        throw new Problem('ledger/not-found', `Cannot prove entry ${seq}: no checkpoint vouches for it yet`, {
          next: 'make one: millcert journal checkpoint',
        })
      const line = (await entriesOf(db, chain, { after: seq - 1, order: 'oldest', limit: 1 }))[0]!.line
      const proof = await proofOf(linesOf(db, chain), { entry: seq, size: last.size, old: since })
      const texts = (hashes: readonly Buffer[]) => hashes.map(hash => hash.toString('base64'))
      const [inclusion, consistency] = [texts(proof.inclusion), texts(proof.consistency)]
      return { line, number: seq - 1, note: last.note, inclusion, consistency }
    },
  }),
  checkpoint: act({
    about: 'Sign where the journal stands, so that what comes later can be held against it',
    can: 'journal.write',
    takes: z.strictObject({
      siteId,
      newKey: z
        .boolean()
        .default(false)
        .describe('sign with another key than before: the old one is lost, or known to others'),
    }),
    gives: checkpointShown.extend(keyShown.shape).extend({ chain: z.string() }),
    prepare: async (world, { newKey }) => ({ pem: await keyPem(world, newKey) }),
    async run({ db, sites, now }, { siteId }, { pem }) {
      const chain = chainOf(siteId, sites)
      const key = signingKey(pem, keyFile)
      const at = now()
      const made = await checkpointNow(db, chain, key)
      await putSigner(db, made.publicKey, at)
      await putCheckpoint(db, chain, { size: made.size, at, note: made.note, subtrees: made.subtrees })
      const { size, note, root, publicKey, verifierKey } = made
      return {
        out: { chain, size, at: showTime(at), note, publicKey, verifierKey },
        entry: { site: siteId as SiteId | undefined, object: 'checkpoint', change: { size, root, publicKey } },
      }
    },
  }),
  verify: verifyTool,
  export: exportTool,
}

/** The chain of a site, or of the enterprise. What is outside the scope is not there. */
function chainOf(siteId: string | undefined, sites: Scope): string {
  if (sites === 'everywhere' || (siteId !== undefined && sites.has(siteId as SiteId))) return siteId ?? enterpriseChain
  throw new Problem('ledger/not-found', `Cannot read the journal of ${siteId ?? 'the enterprise'}: there is none`, {
    next: 'name one of your sites',
  })
}

function shown({ line, detail }: { line: string; detail: string }): z.infer<typeof entryShown> {
  const entry = entryOf(Buffer.from(line))
  if (!entry || digest(detail) !== entry.change)
    throw new Problem('ledger/damaged', 'Cannot read the journal: an entry is not as it was written', {
      next: 'millcert journal verify names it',
    })
  const { seq, at, actor, operation, object, result, hash } = entry
  return { seq, at: showTime(at), actor, operation, object, result, change: JSON.parse(detail), hash }
}

function keyOf(origin: string, publicBytes: Buffer): z.infer<typeof keyShown> {
  return { publicKey: publicBytes.toString('base64'), verifierKey: verifierKey(origin, publicBytes) }
}

/** Goes on from the last checkpoint: what was signed once is not read again. */
async function checkpointNow(db: Read, chain: string, key: SigningKey) {
  const head = (await headsOf(db)).find(head => head.chain === chain)
  if (!head)
    throw new Problem('ledger/not-found', `Cannot sign the journal of ${chain}: it has no entry yet`, { found: chain })
  const [last] = await checkpointsOf(db, chain, 1)
  const tree = frontier(
    last?.size,
    last?.subtrees.map(text => Buffer.from(text, 'base64')),
  )
  for await (const line of linesOf(db, chain, tree.size)) tree.add(leafHash(line))
  const origin = originOf(await journalIn(db), chain)
  const [size, root] = [tree.size, tree.root()]
  const note = signedCheckpoint({ origin, size, root }, key)
  const subtrees = tree.hashes().map(hash => hash.toString('base64'))
  return { size, root: root.toString('base64'), note, subtrees, ...keyOf(origin, key.publicBytes) }
}

/** The key of this journal. It is made once; where checkpoints are there and it is gone, only somebody's word makes another one. */
async function keyPem({ disk, folder, look, random }: Preparing & World, newKey: boolean): Promise<string> {
  const path = `${folder}/${keyFile}`
  const signers = await look(signersOf)
  const release = disk.lock(`${path}.lock`)
  try {
    const there = disk.stat(path) !== undefined
    const pem = there ? Buffer.from(disk.read(path, keyBytes)).toString('latin1') : undefined
    const publicKey = pem && signingKey(pem, path).publicBytes.toString('base64')
    if (pem && (signers.length === 0 || newKey !== signers.includes(publicKey!))) return pem
    if (signers.length > 0 && !newKey)
      throw new Problem(
        'ledger/key-missing',
        `Cannot sign: ${path} is ${there ? 'not the key' : 'gone, the key'} that signed before`,
        {
          at: path,
          next: 'bring the file back from where the data folder was kept, or ask for a new key: --new-key',
        },
      )
    const made = newKeyPem(random(32))
    disk.write(path, [made])
    return made
  } finally {
    release()
  }
}
