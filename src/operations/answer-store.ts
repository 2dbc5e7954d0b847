import type { Digest } from '#base'
import { type Actor, type Derive, deriving, type Migration, type Read, reading } from '#ledger'

/** Answers of acts that were given a key, kept so that one that is sent again is answered and not done again. */
export const migrations: readonly Migration[] = [
  {
    id: 'operations/0001',
    sql: `
create table kept_answer (
  actor text not null,
  key text not null,
  request text not null,
  answer text not null,
  at integer not null,
  primary key (actor, key)
) strict;
create index kept_answer_at on kept_answer (at);
`,
  },
]

interface Tables {
  kept_answer: { actor: string; key: string; request: string; answer: string; at: number }
}

/** An act's answer under the key it was sent with. */
export interface KeptAnswer {
  /** Of the operation, its input and its bytes. */
  request: Digest
  /** JSON. */
  answer: string
}

/** The answer given under a key since a time in milliseconds. */
export async function keptAnswer(db: Read, actor: Actor, key: string, since: number): Promise<KeptAnswer | undefined> {
  const row = await reading<Tables>(db)
    .selectFrom('kept_answer')
    .select(['request', 'answer'])
    .where('actor', '=', `${actor.kind}:${actor.id}`)
    .where('key', '=', key)
    .where('at', '>=', since)
    .executeTakeFirst()
  return row && { request: row.request as Digest, answer: row.answer }
}

/** Keeps an answer; one under the same key is older than a day then, or was seen. */
export async function keepAnswer(
  db: Derive,
  actor: Actor,
  key: string,
  { request, answer }: KeptAnswer,
  at: number,
): Promise<void> {
  const row = { request, answer, at }
  await deriving<Tables>(db)
    .insertInto('kept_answer')
    .values({ actor: `${actor.kind}:${actor.id}`, key, ...row })
    .onConflict(there => there.columns(['actor', 'key']).doUpdateSet(row))
    .execute()
}

/** Forgets answers given before a time in milliseconds. */
export async function forgetAnswers(db: Derive, before: number): Promise<void> {
  await deriving<Tables>(db).deleteFrom('kept_answer').where('at', '<', before).execute()
}
