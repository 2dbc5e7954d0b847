import { z } from 'zod'
import { showTime } from '#base'
import type { Page } from './site-store.ts'
import { isStorable } from './storable.ts'

/** Text that both databases keep, of at most so many characters. */
export function written(most: number) {
  return z.string().max(most).refine(isStorable, 'a text without NUL and halves of characters is wanted')
}

/** What operations of this room take and give again and again. */
export const text = written(200).trim().min(1)
export const siteField = written(100).min(1).describe('id or code of the site')
export const idField = written(100).min(1)

/** ISO 8601 with a zone; as milliseconds since 1970 UTC by `timeOf`. */
export const time = z.iso.datetime({ offset: true })
export const day = z.iso.date()

export const pageFields = {
  after: written(1000).optional().describe('where the page before ended'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('how many at most'),
}

/** What a list gives: its rows, and after what the next page begins. */
export function listOf<Row extends z.ZodType>(row: Row) {
  return z.object({ rows: z.array(row), next: z.string().optional() })
}

export function shownPage<Row, Shown>({ rows, next }: Page<Row>, show: (row: Row) => Shown) {
  return { rows: rows.map(show), ...(next !== undefined && { next }) }
}

export function timeOf(iso: string): number
export function timeOf(iso: string | undefined): number | undefined
export function timeOf(iso: string | undefined): number | undefined {
  return iso === undefined ? undefined : Date.parse(iso)
}

export function shownTime(at: number | null | undefined): string | undefined {
  return at === null || at === undefined ? undefined : showTime(at)
}

/** A value with the members that are undefined left out. */
export function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never
}
