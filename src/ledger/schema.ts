import type { Digest } from '#base'
import type { Migration } from './migration.ts'

/** The tables of the ledger itself. */
export const journalSchema: Migration = {
  id: 'ledger/0001',
  sql: `
create table journal (
  number integer not null primary key,
  id text not null
) strict;
create table journal_head (
  chain text not null primary key,
  seq integer not null,
  hash text not null
) strict;
create table journal_entry (
  chain text not null,
  seq integer not null,
  line text not null,
  hash text not null,
  at integer not null,
  actor text not null,
  operation text not null,
  object text not null,
  detail text not null,
  primary key (chain, seq)
) strict;
create index journal_entry_object on journal_entry (chain, object, seq);
create table checkpoint (
  chain text not null,
  size integer not null,
  at integer not null,
  note text not null,
  subtrees text not null,
  primary key (chain, size)
) strict;
create table journal_key (
  public_key text not null primary key,
  at integer not null
) strict;
create table content (
  digest text not null primary key,
  size integer not null,
  pieces integer not null,
  at integer not null
) strict;
create table content_piece (
  digest text not null,
  number integer not null,
  bytes blob not null,
  primary key (digest, number)
) strict;
create table job (
  id text not null primary key,
  kind text not null,
  subject text not null,
  state text not null,
  due_at integer not null,
  leased_until integer,
  attempts integer not null,
  input text not null,
  output text,
  error text,
  made_at integer not null,
  ended_at integer
) strict;
create index job_due on job (state, due_at);
create index job_subject on job (kind, subject, state);
create index job_ended on job (ended_at);
`,
}

/** A row of each table of the ledger, as it is stored. */
export interface LedgerTables {
  migration: { number: number; id: string; digest: string; sql: string; at: number }
  journal: { number: number; id: string }
  journal_head: { chain: string; seq: number; hash: Digest }
  journal_entry: {
    chain: string
    seq: number
    /** The entry as canonical JSON: what is hashed, exported and verified. */
    line: string
    hash: Digest
    at: number
    actor: string
    operation: string
    object: string
    /** Canonical JSON of what changed, of which the entry has the digest. */
    detail: string
  }
  /** `subtrees`: the hashes to go on from (merkle.ts), as a JSON list of base64. */
  checkpoint: { chain: string; size: number; at: number; note: string; subtrees: string }
  /** Public keys that signed checkpoints, in base64. */
  journal_key: { public_key: string; at: number }
  content: { digest: Digest; size: number; pieces: number; at: number }
  content_piece: { digest: Digest; number: number; bytes: Uint8Array }
  job: {
    id: string
    kind: string
    subject: string
    state: 'waiting' | 'running' | 'done' | 'failed'
    due_at: number
    leased_until: number | null
    attempts: number
    input: string
    output: string | null
    error: string | null
    made_at: number
    ended_at: number | null
  }
}
