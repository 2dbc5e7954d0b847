import type { Migration } from '#ledger'

/** What imports wrote over where nothing keeps history, so that one can be taken back whole. */
export const importChanges: Migration = {
  id: 'plant/0002',
  sql: `
create table import_change (
  site_id text not null,
  import_id text not null,
  noun text not null,
  object_id text not null,
  before text,
  after text,
  primary key (site_id, import_id, noun, object_id)
) strict, without rowid;
`,
}

/** A site's bills, so that a question of one site leaves those of all others aside. */
export const billsOfSites: Migration = {
  id: 'plant/0003',
  sql: 'create index deployment_site_bom on deployment (site_id, kind, bom_id);',
}

/** Rows of imports that said nothing new, packed: from which of them on a pack has them. */
export const sameRowsOfImports: Migration = {
  id: 'plant/0004',
  sql: `
create table import_same (
  site_id text not null,
  import_id text not null,
  first integer not null,
  pack blob not null,
  primary key (site_id, import_id, first)
) strict;
`,
}

/** The same of all rows of imports; packs of before have those that said nothing new. */
export const outcomesOfImports: Migration = {
  id: 'plant/0005',
  sql: 'alter table import_same rename to import_outcome;',
}

/** Since when we know that an asset was no asset: its import was undone. What was known before still has it. */
export const assetsTakenBack: Migration = {
  id: 'plant/0006',
  sql: 'alter table asset add column taken_back_at integer;',
}
