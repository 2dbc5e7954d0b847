import { noteList, quoted } from '#base'
import type { Paper } from '#boms'
import {
  type FactoryEvent,
  factoryEventsOf,
  field,
  type ImportChoices,
  looksLikeEvents,
  refusedList,
  saying,
  stated,
  textOf,
} from '#plant'
import type { LotFormat } from '../import-format.ts'
import { statusOf } from '../import-lots.ts'
import type { ImportedLots, LotRow, LotRun } from '../import-row.ts'

/**
 * Batches of a factory in the schema of the Open Factory Initiative, one event, a list or JSON Lines. A batch that starts and completes on
 * a line is one run there; one that only starts still runs. A lot is simulated when no real event names it.
 */
export const factoryEvents: LotFormat = {
  id: 'factory-events',
  label: 'factory events (JSON, JSON Lines)',
  takes: 'batches with product, status and where and when they ran',
  leaves: 'quantities, measured values',
  sniff: ({ text }) => looksLikeEvents(text),
  read,
}

interface Made {
  lot: LotRow
  runs: LotRun[]
  /** The run that has not ended, by where it is. */
  open: Map<string, LotRun>
}

function read(paper: Paper, _choices: ImportChoices = {}): ImportedLots {
  const notes = noteList()
  const refused = refusedList(paper.name || 'standard input')
  const events = factoryEventsOf(paper, refused)
    .filter(({ type }) => type.startsWith('production.batch.'))
    .sort((one, other) => one.at - other.at)
  const found = new Map<string, Made>()
  for (const event of events) {
    const said = (name: string) => saying(textOf(field(event.payload, name)))
    const number = said('lot_id') ?? event.batch
    if (number === undefined) {
      refused.add(event.place, [['event_id', event.id]], {
        code: 'no-lot',
        reason: 'It names no batch and no lot.',
        next: 'Mend the event and drop it again.',
      })
      continue
    }
    // Sites number their lots by themselves.
    const key = JSON.stringify([event.site, number])
    const made = found.get(key) ?? newLot(number, event)
    found.set(key, made)
    const status = statusOf(said('status') ?? event.type.slice('production.batch.'.length))
    made.lot = {
      ...made.lot,
      ...stated<Pick<LotRow, 'product' | 'status'>>({ product: said('product_name') ?? said('product_id'), status }),
      simulated: made.lot.simulated && event.simulated,
    }
    if (!follow(made, event, status))
      notes.add('no-start', `${quoted(number)} ends where no event says that it began`, event.place)
  }
  if (found.size === 0) notes.add('no-lots', 'no event is of a batch')
  const lots = [...found.values()].map(({ lot, runs }) => ({ ...lot, runs }))
  return {
    format: factoryEvents.id,
    columns: [],
    mapping: {},
    lots,
    refused: refused.rows,
    notes: notes.notes,
    simulated: lots.length > 0 && lots.every(({ simulated }) => simulated),
  }
}

function newLot(number: string, { place, site }: FactoryEvent): Made {
  const lot = { row: place, number, ...(site !== undefined && { site }), runs: [], shipments: [], simulated: true }
  return { lot, runs: [], open: new Map() }
}

/** Begins or ends a run; false when one ends that never began. A batch on hold still stands on its line. */
function follow(
  { runs, open }: Made,
  { at, area, line, asset, batch }: FactoryEvent,
  status: LotRow['status'],
): boolean {
  const key = JSON.stringify([batch, area, line, asset])
  const run = open.get(key)
  if (status === 'started') {
    if (run) return true
    const placePath = [area, line].filter(code => code !== undefined)
    const begun: LotRun = {
      ...(placePath.length > 0 && { placePath }),
      ...(asset !== undefined && { asset }),
      from: at,
      until: null,
    }
    runs.push(begun)
    open.set(key, begun)
    return true
  }
  if (status !== 'completed' && status !== 'cancelled' && status !== 'released') return true
  if (!run) return status === 'released' || runs.length > 0
  open.delete(key)
  // Begun and ended at once it was there for no time that could be asked for.
  runs[runs.indexOf(run)] = { ...run, until: Math.max(at, run.from + 1) }
  return true
}
