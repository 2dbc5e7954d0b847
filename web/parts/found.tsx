import type { ReactNode } from 'react'
import type { Rows } from '../asking.ts'
import { Failed, Loading } from './state.tsx'
import { Table, type TableGiven } from './table.tsx'

type FoundGiven<Row> = Omit<TableGiven<Row>, 'rows' | 'onMore'> & {
  found: Pick<Rows<Row>, 'rows' | 'loading' | 'error' | 'onMore' | 'again'>
  /** How many lines stand in for rows that are on their way. */
  lines?: number
  /** Stands in place of the whole table where there are no rows; without it the table says that it is empty. */
  none?: ReactNode
}

/** Rows that the server was asked for, as a table: before they are there that they are on their way, or why they do not come. */
export function Found<Row>({ found, lines = 6, none, ...table }: FoundGiven<Row>) {
  if (found.error) return <Failed error={found.error} onAgain={found.again} />
  if (found.loading) return <Loading lines={lines} />
  if (none !== undefined && found.rows.length === 0) return none
  return <Table rows={found.rows} onMore={found.onMore} {...table} />
}
