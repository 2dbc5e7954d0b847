import { Problem } from '#base'
import { asking, type CsafAsked, findProvider, listedProviders } from './csaf-provider-find.ts'
import { readLists } from './csaf-provider-lists.ts'
import type { CsafSource } from './csaf-provider-source.ts'
import { readProviderState } from './csaf-provider-state.ts'
import { type CsafOrder, heldLists } from './csaf-provider-update.ts'

/** What an update would fetch of one provider. */
export interface CsafPreview {
  id: string
  problem: string | null
  /** Documents that are held, that are listed, and that are listed with another date than when they came. */
  held: number
  listed: number | null
  newer: number | null
}

/** Asks providers for their lists and for nothing else. Nothing is written. */
export async function previewedCsaf(order: CsafOrder, sources: readonly CsafSource[]): Promise<CsafPreview[]> {
  const rows: CsafPreview[] = []
  for (const source of sources) {
    let asked: CsafAsked[] = [asking(order, source)]
    try {
      if (source.kind === 'aggregator') asked = await listedProviders(order, asked[0]!)
    } catch (error) {
      rows.push({ id: source.id, problem: messageOf(error), held: 0, listed: null, newer: null })
      continue
    }
    for (const one of asked) rows.push(await previewed(order, one))
  }
  return rows
}

async function previewed(order: CsafOrder, asked: CsafAsked): Promise<CsafPreview> {
  const { id, folder } = asked.source
  const state = readProviderState(order.disk, order.folder, id, folder)
  const held = Object.values(state.documents).filter(one => one.held !== null).length
  try {
    const { provider } = await findProvider(order, asked)
    const reading = { limits: order.limits, now: order.now, notes: order.notes, name: id }
    const lists = await readLists(asked.client, provider, reading, heldLists(order, state), order.said)
    if (lists.failure !== undefined) throw lists.failure
    const newer = [...lists.documents].filter(([path, { date }]) => {
      const known = state.documents[`csaf/${folder}/${path}`]
      return known === undefined || date === undefined || known.date !== date
    })
    return { id, problem: null, held, listed: lists.documents.size, newer: newer.length }
  } catch (error) {
    return { id, problem: messageOf(error), held, listed: null, newer: null }
  }
}

function messageOf(error: unknown): string {
  if (error instanceof Problem) return error.message
  throw error
}
