import type { Migration } from '#ledger'

/**
 * The tables of the plant. What is kept over time (facts, deployments, windows) is bitemporal: `recorded_at` and `replaced_at` say
 * when we held it for true, and a correction replaces a row and writes another. `asset` holds what currently stands, as it follows from
 * the facts; only it is written over.
 */
export const plantSchema: Migration = {
  id: 'plant/0001',
  sql: `
create table site (
  id text not null primary key,
  code text not null unique,
  name text not null,
  time_zone text not null,
  simulated integer not null,
  recorded_at integer not null
) strict;
create table place (
  site_id text not null,
  id text not null,
  parent_id text,
  kind text not null,
  code text not null,
  name text not null,
  path text not null,
  made_in text,
  recorded_at integer not null,
  primary key (site_id, id),
  unique (site_id, path)
) strict;
create index place_id on place (id);
create table zone (
  site_id text not null,
  id text not null,
  parent_id text,
  name text not null,
  description text,
  sl_t text,
  sl_c text,
  sl_a text,
  simulated integer not null,
  made_in text,
  recorded_at integer not null,
  primary key (site_id, id),
  unique (site_id, name)
) strict;
create table conduit (
  site_id text not null,
  id text not null,
  name text,
  from_zone text not null,
  to_zone text not null,
  protocol text,
  port text,
  simulated integer not null,
  made_in text,
  recorded_at integer not null,
  primary key (site_id, id)
) strict;
create table asset (
  site_id text not null,
  id text not null,
  tag text,
  name text,
  kind text,
  kind_text text,
  place_id text,
  path text not null,
  zone_id text,
  level real,
  vendor text,
  product text,
  order_number text,
  serial text,
  hardware_revision text,
  firmware text,
  os text,
  ip_addresses text,
  mac_addresses text,
  parent_id text,
  slot text,
  rank integer,
  safety text,
  quality text,
  downtime_cost real,
  owner text,
  installed_on text,
  expected_life_years real,
  support_until text,
  never_patched integer,
  description text,
  simulated integer not null,
  conflicts integer not null,
  made_in text,
  recorded_at integer not null,
  gone_at integer,
  primary key (site_id, id)
) strict;
create index asset_tag on asset (site_id, tag);
create index asset_serial on asset (site_id, serial) where serial is not null;
create index asset_path on asset (site_id, path, id);
create index asset_id on asset (id);
create index asset_place on asset (site_id, place_id);
create index asset_parent on asset (site_id, parent_id) where parent_id is not null;
create index asset_conflicts on asset (site_id, path, id) where conflicts > 0;
create table asset_fact (
  site_id text not null,
  number integer not null,
  asset_id text not null,
  field text not null,
  value text not null,
  source_id text not null,
  said_by text,
  import_id text,
  source_row text,
  confidence text not null,
  observed_at integer not null,
  recorded_at integer not null,
  standing text not null,
  replaced_at integer,
  replaced_in text,
  primary key (site_id, number)
) strict, without rowid;
create index asset_fact_asset on asset_fact (site_id, asset_id);
create table asset_ref (
  site_id text not null,
  source_id text not null,
  ref text not null,
  asset_id text not null,
  digest text not null,
  import_id text not null,
  made_in text not null,
  gone_at integer,
  gone_in text,
  primary key (site_id, source_id, ref)
) strict, without rowid;
create index asset_ref_asset on asset_ref (site_id, asset_id);
create table deployment (
  site_id text not null,
  id text not null,
  asset_id text not null,
  bom_id integer not null,
  kind text not null,
  part text not null,
  valid_from integer not null,
  valid_until integer,
  recorded_at integer not null,
  replaced_at integer,
  source_id text not null,
  said_by text,
  reason text,
  import_id text,
  replaced_in text,
  confidence text not null,
  primary key (site_id, id)
) strict;
create index deployment_id on deployment (id);
create index deployment_bom on deployment (bom_id, kind, site_id, asset_id, valid_from, valid_until, replaced_at);
create index deployment_asset on deployment (site_id, asset_id, kind, part);
create table maintenance_window (
  site_id text not null,
  id text not null,
  place_id text,
  asset_id text,
  name text not null,
  kind text not null,
  starts_at integer not null,
  ends_at integer not null,
  simulated integer not null,
  source_id text not null,
  ref text,
  import_id text,
  recorded_at integer not null,
  replaced_at integer,
  replaced_in text,
  primary key (site_id, id)
) strict;
create index maintenance_window_id on maintenance_window (id);
create index maintenance_window_time on maintenance_window (site_id, ends_at, starts_at);
create index maintenance_window_place on maintenance_window (site_id, place_id, asset_id, starts_at, ends_at);
create table source (
  site_id text not null,
  id text not null,
  name text not null,
  kind text not null,
  mapping text not null,
  recorded_at integer not null,
  primary key (site_id, id),
  unique (site_id, name)
) strict;
create table import_run (
  site_id text not null,
  id text not null,
  number integer not null,
  source_id text not null,
  file text not null,
  digest text not null,
  size integer not null,
  format text not null,
  mapping text not null,
  counts text not null,
  notes text not null,
  first_fact integer not null,
  actor text not null,
  recorded_at integer not null,
  undone_at integer,
  primary key (site_id, id),
  unique (site_id, number)
) strict;
create index import_run_id on import_run (id);
create index import_run_source on import_run (site_id, source_id, number);
create table quarantine (
  site_id text not null,
  import_id text not null,
  number integer not null,
  source_id text not null,
  place text not null,
  object text,
  code text not null,
  reason text not null,
  next text not null,
  header text not null,
  cells text not null,
  state text not null,
  left_in text,
  primary key (site_id, import_id, number)
) strict;
create index quarantine_source on quarantine (site_id, source_id, state);
`,
}
