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
import type { ImportedLots, LotEnd, LotRow, LotRun } from '../import-row.ts'

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
  ends: LotEnd[]
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
      notes.add('no-start', `${quoted(number)} ends where no event of this paper says that it began`, event.place)
  }
  if (found.size === 0) notes.add('no-lots', 'no event is of a batch')
  const lots = [...found.values()].map(({ lot, runs, ends }) => ({ ...lot, runs, ...(ends.length > 0 && { ends }) }))
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
  return { lot, runs: [], ends: [], open: new Map() }
}

/** Begins or ends a run; false when one ends that did not begin here. A batch on hold still stands on its line. */
function follow(
  { runs, ends, open }: Made,
  { at, area, line, asset, batch }: FactoryEvent,
  status: LotRow['status'],
): boolean {
  const placePath = [area, line].filter(code => code !== undefined)
  const where = { ...(placePath.length > 0 && { placePath }), ...(asset !== undefined && { asset }) }
  const named = JSON.stringify([batch, area, line, asset])
  if (status === 'started') {
    if (open.has(named)) return true
    const begun: LotRun = { ...where, from: at, until: null }
    runs.push(begun)
    open.set(named, begun)
    return true
  }
  if (status !== 'completed' && status !== 'cancelled' && status !== 'released') return true
  // An event that says no place is about the one run there is.
  const isAnywhere = placePath.length === 0 && asset === undefined
  const key = isAnywhere && open.size === 1 ? [...open.keys()][0]! : named
  const run = open.get(key)
  if (!run) {
    if (status === 'released' || (runs.length > 0 && open.size === 0)) return true
    ends.push({ ...where, at })
    return false
  }
  open.delete(key)
  // Begun and ended at once it was there for no time that could be asked for.
  runs[runs.indexOf(run)] = { ...run, until: Math.max(at, run.from + 1) }
  return true
}
