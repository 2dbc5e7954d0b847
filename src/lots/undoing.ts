import { changesOf, type ImportedAbove, type LeftAsIs, markOf } from '#plant'
import type { LotRunAt, Shipment } from './lot.ts'
import { dropLots, type LotKept, lotsNumbered, putLots } from './lot-store.ts'
import { placedIds } from './placing-store.ts'

/** What is kept of a lot, without what follows from it: how it was before an import, and how the import left it. */
export function keptOf(lot: LotKept): LotKept {
  const { siteId, id, number, product, quantity, unit, status, simulated, sourceId, recordedAt } = lot
  return {
    ...{ siteId, id, number, product, quantity, unit, status, simulated, sourceId, recordedAt },
    runs: lot.runs.map(({ placeId, assetId, from, until }): LotRunAt => ({ placeId, assetId, from, until })),
    shipped: lot.shipped.map(
      ({ customer, delivery, shippedAt, quantity }): Shipment => ({ customer, delivery, shippedAt, quantity }),
    ),
  }
}

/** Takes back the lots of an import, but those that somebody changed since. */
export const lotsOfImports: ImportedAbove = {
  async takeBack(db, run) {
    const changes = await changesOf(db, run, 'lot')
    if (changes.length === 0) return { back: 0, kept: [] }
    const numbers = changes.map(({ id }) => id)
    const lots = new Map((await lotsNumbered(db, run.siteId, numbers)).map(lot => [lot.number, keptOf(lot)]))
    const kept: LeftAsIs[] = []
    const gone: string[] = []
    const again: LotKept[] = []
    for (const { id: number, before, after } of changes) {
      const lot = lots.get(number)
      if (lot === undefined) continue
      if (markOf(lot) !== after) kept.push({ what: 'lot', id: lot.id, name: number, why: 'it was changed since' })
      else if (before === null) gone.push(lot.id)
      else again.push(before as LotKept)
    }
    await dropLots(db, gone)
    await putLots(db, again)
    return { back: gone.length + again.length, kept }
  },
  inUse: placedIds,
}
