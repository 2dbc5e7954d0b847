import { z } from 'zod'
import { Problem, showTime } from '#base'
import { act, ask } from '#ledger'
import { personOf } from './account.ts'
import { endSession, sessionsOf } from './session-store.ts'

/** Where somebody is logged in: one's own sessions alone. */
export const sessions = {
  list: ask({
    about: 'List your sessions: where you are logged in, seen last first',
    can: 'self',
    takes: z.strictObject({}),
    gives: z.object({
      rows: z.array(
        z.object({
          id: z.string(),
          startedAt: z.string(),
          seenAt: z.string(),
          endsAt: z.string().describe('unless it is seen again; the login holds no longer than half a day'),
          source: z.string().nullable().describe('the address it was started from; null where that was not kept'),
          own: z.boolean().describe('the one that asks'),
        }),
      ),
    }),
    async run({ db, actor, entrance, now }) {
      const rows = await sessionsOf(db, personOf(actor), now())
      return {
        rows: rows.map(({ id, madeAt, seenAt, endsAt, source }) => ({
          ...{ id, startedAt: showTime(madeAt), seenAt: showTime(seenAt), endsAt: showTime(endsAt), source },
          own: id === entrance?.session,
        })),
      }
    },
  }),
  end: act({
    about: 'End one of your sessions',
    can: 'self',
    takes: z.strictObject({ id: z.string().min(1).max(100).describe('of the session') }),
    gives: z.object({ id: z.string() }),
    async run({ db, actor, entrance, now }, { id }) {
      const accountId = personOf(actor)
      const found = (await sessionsOf(db, accountId, now())).find(session => session.id === id)
      // A session of somebody else is, for whoever asks, not there.
      if (found === undefined)
        throw new Problem('access/not-found', 'Cannot end this session: it has ended, or is none of yours')
      await endSession(db, id)
      if (id === entrance?.session) entrance.hand(undefined)
      return { out: { id }, entry: { object: accountId, change: { sessionEnded: id } } }
    },
  }),
}
