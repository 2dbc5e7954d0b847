import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tablesOf } from './table-shape.ts'

test('tables are known by their columns and a key, as all steps have left them', () => {
  const tables = tablesOf([
    `
create table one (
  id integer not null primary key,
  "from" text, weight real
) strict;
create table two (site_id text not null, n integer, code text, primary key (site_id, n), unique (code)) strict, without rowid;
create index two_code on two (code);
create table three (id integer not null, bytes blob) strict;
create table four (a text not null, b text not null, unique (a, b)) strict;
`,
    `alter table one add column more text;
create unique index three_id on three (id);
alter table two rename to second;
alter table four drop column b;
drop table four;
alter table second rename column n to number;`,
  ])
  assert.deepEqual(
    tables.map(({ name, columns, key }) => [name, Object.fromEntries(columns), key]),
    [
      ['one', { id: 'integer', from: 'text', weight: 'real', more: 'text' }, ['id']],
      ['three', { id: 'integer', bytes: 'blob' }, ['id']],
      ['second', { site_id: 'text', number: 'integer', code: 'text' }, ['site_id', 'number']],
    ],
  )
})
