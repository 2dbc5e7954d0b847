import type { Migration } from '#ledger'

/** What the advisories of a run were made of. */
export interface FeedsKept {
  builtAt: string
  feeds: readonly { id: string; records: number; snapshotAt: number | null }[]
  /** Ids of those that were in quarantine. */
  quarantined: readonly string[]
}

/** What is known of advisories and of the components of bills that they speak of. */
export interface FindingTables {
  advisory: AdvisoryRow
  advisory_name: {
    /** An id or alias, upper case. */
    name: string
    advisory_id: number
  }
  match: MatchRow
  /** Components that were judged, or wait for it. */
  matched: {
    component_id: number
    /** Of all its rows that stand (`printOf`): 0 for none, -1 where nobody has judged it yet. */
    print: number
    /** 1 where it was judged with other advisories than those of the last run: the next one judges it again. */
    fresh: number
  }
  /** The keys under which somebody may say something of a component (`lookupKeys` of `#matching`). */
  component_key: { key: string; component_id: number }
  /** What was said under a key of components at the last run (`Database.said`), where anything was. */
  key_print: { key: string; print: number }
  /** Components that a rule about makers' words spoke of when they were last judged, with the print of what it said. */
  ruled: { component_id: number; print: number }
  /** Each time the components were laid against another state of the advisories or of the rules. */
  match_run: {
    /** From 1. */
    number: number
    /** Of the advisories' index (`Manifest.digest`). */
    digest: string
    /** JSON list: digests of its segments. */
    segments: string
    /** What its feeds cover, as a text that is the same for the same (`coverText`). */
    covers: string
    /** Digest of the rules about makers' words that were in force; null for none. */
    rules: string | null
    /** JSON: what the advisories were made of (`FeedsKept`); null for runs of before this was kept. */
    feeds: string | null
    at: number
    judged: number
    started: number
    ended: number
  }
  vulnerability: VulnerabilityRow
}

/** One record of one source. */
export interface AdvisoryRow {
  /** From its source and name: 52 bits of a digest, or the next free number. */
  id: number
  /** Id of the feed. */
  source: string
  name: string
  url: string
  severity: string
  /** Milliseconds since 1970 UTC, as the source says. */
  published: number | null
  modified: number | null
  malicious: number
  /** When it first stood in the index here. */
  first_seen: number
  /** Since when its source has it no more: withdrawn or left out; null while it stands. */
  gone_at: number | null
  /** Of all that is kept of it and its names. */
  print: number
  /** 1 where another record has the number that its name gives. */
  moved: number
}

/** What a record says of a component, over the time in which we knew it so: known_from <= t < known_until. */
export interface MatchRow {
  component_id: number
  /** 0: a doubt about the component itself. */
  advisory_id: number
  /** The CVE where there is one; `*` beside advisory 0. */
  vulnerability: string
  verdict: string
  confidence: string | null
  severity: string
  /** JSON: `KeptBecause` of `#matching`. */
  because: string
  known_from: number
  /** Null: it stands. */
  known_until: number | null
  /** Since when this record says this verdict, whatever its reasons were. */
  since: number
}

/** What stands about any component at all, in the order of urgency. */
export interface VulnerabilityRow {
  id: string
  severity: string
  kev: number
  malicious: number
  epss: number | null
  /** Less is more urgent, in the order of `scan`. */
  urgency: number
}

/** Steps of this room, in order. */
export const migrations: readonly Migration[] = [
  {
    id: 'findings/0001',
    sql: `
create table advisory (
  id integer not null primary key,
  source text not null,
  name text not null,
  url text not null,
  severity text not null,
  published integer,
  modified integer,
  malicious integer not null,
  first_seen integer not null,
  gone_at integer,
  print integer not null,
  moved integer not null
) strict;
create index advisory_moved on advisory (id) where moved <> 0;
create table advisory_name (
  name text not null,
  advisory_id integer not null,
  primary key (name, advisory_id)
) strict, without rowid;
create index advisory_name_advisory on advisory_name (advisory_id);
create table match (
  component_id integer not null,
  advisory_id integer not null,
  vulnerability text not null,
  verdict text not null,
  confidence text,
  severity text not null,
  because text not null,
  known_from integer not null,
  known_until integer,
  since integer not null,
  primary key (component_id, advisory_id, vulnerability, known_from)
) strict, without rowid;
create index match_vulnerability on match (vulnerability, component_id, verdict, known_until);
create index match_advisory on match (advisory_id, component_id);
create table matched (
  component_id integer not null primary key,
  print integer not null,
  fresh integer not null
) strict;
create index matched_print on matched (print, component_id) where print <> 0;
create index matched_fresh on matched (component_id) where fresh <> 0;
create table component_key (
  key text not null,
  component_id integer not null,
  primary key (key, component_id)
) strict, without rowid;
create table key_print (
  key text not null primary key,
  print integer not null
) strict, without rowid;
create table match_run (
  number integer not null primary key,
  digest text not null,
  segments text not null,
  covers text not null,
  at integer not null,
  judged integer not null,
  started integer not null,
  ended integer not null
) strict;
create table vulnerability (
  id text not null primary key,
  severity text not null,
  kev integer not null,
  malicious integer not null,
  epss real,
  urgency integer not null
) strict;
create index vulnerability_urgency on vulnerability (urgency, id);
`,
  },
  {
    id: 'findings/0002',
    sql: `
create table ruled (
  component_id integer not null primary key,
  print integer not null
) strict;
alter table match_run add column rules text;
`,
  },
  { id: 'findings/0003', sql: 'alter table match_run add column feeds text;' },
]
