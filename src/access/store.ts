import type { Migration } from '#ledger'

/** The tables of the room. Accounts, what they may and their tokens are facts; the others are made again by logging in. */
export const migrations: readonly Migration[] = [
  {
    id: 'access/0001',
    sql: `
create table account (
  id text not null primary key,
  name text not null unique,
  display text not null,
  made_at integer not null,
  disabled_at integer
) strict;
create table account_grant (
  account_id text not null,
  site_id text not null,
  role text not null,
  given_at integer not null,
  primary key (account_id, site_id, role)
) strict;
create table api_token (
  id text not null primary key,
  hash text not null unique,
  account_id text not null,
  name text not null,
  grants text not null,
  made_at integer not null,
  expires_at integer not null,
  used_at integer,
  revoked_at integer
) strict;
create index api_token_account on api_token (account_id);
create table credential (
  account_id text not null primary key,
  password text not null,
  changed_at integer not null
) strict;
create table link (
  hash text not null primary key,
  account_id text not null,
  made_at integer not null,
  expires_at integer not null,
  used_at integer
) strict;
create index link_account on link (account_id);
create table session (
  hash text not null primary key,
  id text not null unique,
  account_id text not null,
  made_at integer not null,
  seen_at integer not null,
  ends_at integer not null
) strict;
create index session_account on session (account_id);
create table attempt (
  who text not null primary key,
  failures integer not null,
  last_at integer not null,
  free_at integer not null
) strict;
create index attempt_last on attempt (last_at);
create table familiar (
  who text not null primary key,
  seen_at integer not null
) strict;
create index familiar_seen on familiar (seen_at);
`,
  },
  { id: 'access/0002', sql: 'alter table session add column source text;' },
]

/** Rows as they are kept; times are milliseconds since 1970 UTC. */
export interface Tables {
  account: { id: string; name: string; display: string; made_at: number; disabled_at: number | null }
  /** `site_id` is `*` for a role everywhere. */
  account_grant: { account_id: string; site_id: string; role: string; given_at: number }
  /** `hash` of the token, `grants` as JSON. */
  api_token: {
    id: string
    hash: string
    account_id: string
    name: string
    grants: string
    made_at: number
    expires_at: number
    used_at: number | null
    revoked_at: number | null
  }
  /** `password` as a PHC string. */
  credential: { account_id: string; password: string; changed_at: number }
  /** One-time links to choose a password, by the hash of their secret. */
  link: { hash: string; account_id: string; made_at: number; expires_at: number; used_at: number | null }
  /** `ends_at` at the latest, and earlier when it was not seen for long. */
  session: {
    hash: string
    id: string
    account_id: string
    made_at: number
    seen_at: number
    ends_at: number
    /** The address it was started from. */
    source: string | null
  }
  /** Wrong passwords, by a hash of the name, or of the name and a source that is familiar. */
  attempt: { who: string; failures: number; last_at: number; free_at: number }
  /** Names with sources from which they logged in, hashed. */
  familiar: { who: string; seen_at: number }
}
