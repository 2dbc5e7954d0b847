import type { Migration } from '#ledger'

/** Kept bills: `bom` and its entries; a component stands once, whoever lists it. */
export interface BomTables {
  bom: {
    /** From the digest: its first 52 bits, or the next free number. */
    id: number
    digest: string
    format: string
    /** `BomFormat.kind`. */
    kind: string
    spec_version: string | null
    serial: string | null
    /** What it is about: `group/name`. */
    subject: string | null
    subject_version: string | null
    /** The same in all versions of the subject. */
    subject_key: string | null
    /** Milliseconds since 1970 UTC, as its author says. */
    made_at: number | null
    /** How many entries it has. */
    components: number
    /** JSON list of `Note`. */
    notes: string
    /** Milliseconds since 1970 UTC, when it was first kept. */
    received_at: number
    /** Bytes of the original. */
    size: number
  }
  component: ComponentRow
  /** Which sites a bill came in at: who may not see these does not see it. */
  bom_site: {
    site_id: string
    bom_id: number
    /** As who sent it called it: the name of a file. */
    name: string | null
    /** Milliseconds since 1970 UTC. */
    received_at: number
  }
  bom_component: {
    bom_id: number
    /** From 1, in the order of the paper. */
    number: number
    component_id: number
    ref: string
    /** Number of the entry one step nearer to the root; 0 for the subject, null at another root and where nothing is said. */
    parent: number | null
  }
  component_hash: {
    /** The first 52 bits of a hash; the whole stands in the component's facts. */
    start: number
    component_id: number
  }
}

/** A component as a value: everything that a bill says of it but its ref and place. Never changed. */
export interface ComponentRow {
  /**
   * From the key: its first 52 bits, or the next free number. Not what rows are laid down by: new ones are written one behind the
   * other, however many there are.
   */
  id: number
  /** The digest of all other columns, in base64url. */
  key: string
  type: string
  group_name: string | null
  name: string
  /** Lower case. */
  name_key: string
  version: string | null
  /** Canonical; as written where it is no package URL. */
  purl: string | null
  /** The package URL without version, qualifiers and subpath. */
  package_key: string | null
  cpe: string | null
  supplier: string | null
  order_number: string | null
  /** JSON: `KeptFacts`. */
  facts: string
  /** What matching needs to know of the bills that it stands in; empty where that is nothing. */
  context: string
}

/** Steps of this room, in order. */
export const migrations: readonly Migration[] = [
  {
    id: 'boms/0001',
    sql: `
create table bom (
  id integer not null primary key,
  digest text not null,
  format text not null,
  kind text not null,
  spec_version text,
  serial text,
  subject text,
  subject_version text,
  subject_key text,
  made_at integer,
  components integer not null,
  notes text not null,
  received_at integer not null,
  size integer not null
) strict;
create unique index bom_digest on bom (digest);
create index bom_received on bom (received_at, id);
create index bom_serial on bom (serial) where serial is not null;
create index bom_subject on bom (subject_key, received_at) where subject_key is not null;
create table bom_site (
  site_id text not null,
  bom_id integer not null,
  name text,
  received_at integer not null,
  primary key (site_id, bom_id)
) strict;
create index bom_site_bom on bom_site (bom_id, site_id);
create table component (
  id integer not null,
  key text not null,
  type text not null,
  group_name text,
  name text not null,
  name_key text not null,
  version text,
  purl text,
  package_key text,
  cpe text,
  supplier text,
  order_number text,
  facts text not null,
  context text not null
) strict;
create unique index component_id on component (id);
create index component_name on component (name_key, version);
create index component_package on component (package_key) where package_key is not null;
create index component_order_number on component (order_number) where order_number is not null;
create table component_hash (
  start integer not null,
  component_id integer not null,
  primary key (start, component_id)
) strict, without rowid;
create table bom_component (
  bom_id integer not null,
  number integer not null,
  component_id integer not null,
  ref text not null,
  parent integer,
  primary key (bom_id, number)
) strict, without rowid;
create index bom_component_component on bom_component (component_id, bom_id);
`,
  },
]
