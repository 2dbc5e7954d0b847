import type { Migration } from '#ledger'

/**
 * The tables of lots. `made_from`, `made_until` and `shipments` of a lot and `shipped` and `alone` of a run follow from its runs and
 * shipments, so that lists are sorted and counted without them.
 */
export const migrations: readonly Migration[] = [
  {
    id: 'lots/0001',
    sql: `
create table lot (
  site_id text not null,
  id text not null,
  number text not null,
  product text,
  quantity real,
  unit text,
  status text,
  simulated integer not null,
  made_from integer not null,
  made_until integer,
  shipments integer not null,
  source_id text,
  recorded_at integer not null,
  primary key (site_id, id),
  unique (site_id, number)
) strict;
create index lot_number on lot (number, site_id);
create index lot_made on lot (site_id, made_from);
create table lot_run (
  site_id text not null,
  lot_id text not null,
  number integer not null,
  place_id text,
  asset_id text,
  valid_from integer not null,
  valid_until integer,
  shipped integer not null,
  primary key (site_id, lot_id, number)
) strict;
create index lot_run_place on lot_run (site_id, place_id, valid_from, valid_until, lot_id, shipped);
create index lot_run_asset on lot_run (site_id, asset_id, valid_from, valid_until, lot_id, shipped) where asset_id is not null;
create table shipment (
  site_id text not null,
  lot_id text not null,
  number integer not null,
  customer text,
  delivery text,
  shipped_at integer,
  quantity real,
  primary key (site_id, lot_id, number)
) strict;
`,
  },
  {
    id: 'lots/0002',
    sql: `
alter table lot_run add column alone integer not null default 0;
update lot_run set alone = 1 where (place_id is null or asset_id is null) and not exists (
  select 1 from lot_run o where o.site_id = lot_run.site_id and o.lot_id = lot_run.lot_id and o.number <> lot_run.number
);
drop index lot_run_place;
drop index lot_run_asset;
create index lot_run_place on lot_run (site_id, place_id, alone, valid_from, valid_until, lot_id, shipped);
create index lot_run_asset on lot_run (site_id, asset_id, alone, valid_from, valid_until, lot_id, shipped) where asset_id is not null;
`,
  },
]

export interface LotTables {
  lot: StoredLot
  lot_run: StoredRun
  shipment: StoredShipment
}

export interface StoredLot {
  site_id: string
  id: string
  number: string
  product: string | null
  quantity: number | null
  unit: string | null
  status: string | null
  simulated: number
  made_from: number
  made_until: number | null
  shipments: number
  source_id: string | null
  recorded_at: number
}

export interface StoredRun {
  site_id: string
  lot_id: string
  number: number
  place_id: string | null
  asset_id: string | null
  valid_from: number
  valid_until: number | null
  /** 1 where a part of the lot was shipped. */
  shipped: number
  /** 1 where it is the only run of its lot, and at a place or on an asset, not both: nothing else tells of the lot. */
  alone: number
}

export interface StoredShipment {
  site_id: string
  lot_id: string
  number: number
  customer: string | null
  delivery: string | null
  shipped_at: number | null
  quantity: number | null
}
