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
  primary key (chain, size)
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
`,
}
