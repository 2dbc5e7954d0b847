import type { Paper } from '#boms'
import { instantIn } from './import-date.ts'
import { cellsOf, field, isRecord, type JsonRecord, recordsOf, textOf } from './import-json.ts'
import type { RefusedList } from './import-refused.ts'

/** One event of a factory: something that happened, never a command (Open Factory Initiative, FactoryEvent 1). */
export interface FactoryEvent {
  /** `/`, `/3`, `line 4`. */
  place: string
  id: string
  /** `production.batch.started`. */
  type: string
  /** Milliseconds since 1970 UTC. */
  at: number
  site: string | undefined
  area: string | undefined
  line: string | undefined
  asset: string | undefined
  batch: string | undefined
  payload: JsonRecord
  simulated: boolean
  record: JsonRecord
}

/** Whether a text begins like events of a factory. */
export function looksLikeEvents(text: string): boolean {
  return /^\s*[{[]/.test(text) && ['event_type', 'schema_version', 'context'].every(name => text.includes(`"${name}"`))
}

/** The events of a paper: one, a list, or JSON Lines. An event that says twice what happened is taken once; a bad one is refused. */
export function factoryEventsOf(paper: Paper, refused: RefusedList): FactoryEvent[] {
  const ids = new Set<string>()
  const events: FactoryEvent[] = []
  for (const { place, record } of recordsOf(paper, ['events', 'data'], refused)) {
    const event = eventOf(record, place)
    if (typeof event === 'string')
      refused.add(place, cellsOf(record), {
        code: 'not-an-event',
        reason: event,
        next: 'Mend the event and drop it again.',
      })
    else if (!ids.has(event.id)) {
      ids.add(event.id)
      events.push(event)
    }
  }
  return events
}

/** The event, or why it is none. */
function eventOf(record: JsonRecord, place: string): FactoryEvent | string {
  const text = (from: unknown, name: string) =>
    isRecord(from) ? textOf(field(from, name))?.trim() || undefined : undefined
  const version = text(record, 'schema_version')
  if (version !== undefined && !/^1(?:\.|$)/.test(version))
    return `The version ${JSON.stringify(version)} of the event is not known.`
  const [id, type, time] = [text(record, 'event_id'), text(record, 'event_type'), text(record, 'timestamp')]
  if (id === undefined || type === undefined) return 'It has no event_id or no event_type.'
  const at = instantIn(time ?? '', 'UTC')
  if (!at?.exact) return `Its timestamp ${JSON.stringify(time ?? '')} is no time.`
  const context = field(record, 'context')
  const payload = field(record, 'payload')
  if (!isRecord(context) || !isRecord(payload)) return 'It has no context or no payload.'
  if ([record, context, payload].some(isWordy)) return `One of its texts has more than ${mostCharacters} characters.`
  const metadata = field(record, 'metadata')
  return {
    place,
    id,
    type,
    at: at.at,
    site: text(context, 'site_id'),
    area: text(context, 'area_id'),
    line: text(context, 'line_id'),
    asset: text(context, 'asset_id') ?? text(payload, 'asset_id'),
    batch: text(context, 'batch_id') ?? text(payload, 'batch_id'),
    payload,
    simulated: isRecord(metadata) && field(metadata, 'simulated') === true,
    record,
  }
}

const mostCharacters = 1000

function isWordy(record: JsonRecord): boolean {
  return Object.values(record).some(value => typeof value === 'string' && value.length > mostCharacters)
}
