import { z } from 'zod'
import { showTime } from '#base'
import { act, ask } from '#ledger'
import { digestText } from './file-fields.ts'
import { block, blockedPage, unblock } from './station-store.ts'

const digests = z.array(digestText).min(1).max(5000).describe('of files: sha256:… or sha512:…')

/** Files that do harm, by their digests, as somebody says: feeds of advisories name packages. */
export const blocking = {
  blocked: ask({
    about: 'List digests of files that do harm',
    can: 'feeds.read',
    takes: z.strictObject({
      after: z.string().max(200).optional().describe('where the page before ended'),
      limit: z.number().int().min(1).max(500).default(100).describe('how many at most'),
    }),
    gives: z.object({
      blocked: z.array(
        z.object({
          digest: z.string(),
          source: z.string(),
          reason: z.string(),
          saidBy: z.string(),
          recordedAt: z.string(),
        }),
      ),
      next: z.string().optional(),
    }),
    async run({ db }, { after, limit }) {
      const found = await blockedPage(db, after, limit + 1)
      const blocked = found.slice(0, limit).map(one => ({ ...one, recordedAt: showTime(one.recordedAt) }))
      return { blocked, ...(found.length > limit && { next: blocked.at(-1)!.digest }) }
    },
  }),
  block: act({
    about: 'Say that files with these digests do harm: they are refused at every site',
    can: 'feeds.write',
    takes: z.strictObject({
      digests,
      source: z.string().trim().min(1).max(200).describe('who says so: a list, a paper, a person'),
      reason: z.string().trim().min(1).max(500).describe('what they are'),
    }),
    gives: z.object({ added: z.number() }),
    async run({ db, actor, now }, { digests, source, reason }) {
      const added = await block(db, digests, { source, reason, saidBy: actor.name, recordedAt: now() })
      if (added === 0) return { out: { added } }
      return { out: { added }, entry: { object: 'intake.blocked', change: { blocked: digests, source, reason } } }
    },
  }),
  unblock: act({
    about: 'Take digests off the list of files that do harm',
    can: 'feeds.write',
    takes: z.strictObject({ digests, reason: z.string().trim().min(1).max(500).describe('why they do none') }),
    gives: z.object({ removed: z.number() }),
    async run({ db }, { digests, reason }) {
      const removed = await unblock(db, digests)
      if (removed === 0) return { out: { removed } }
      return { out: { removed }, entry: { object: 'intake.blocked', change: { unblocked: digests, reason } } }
    },
  }),
}
