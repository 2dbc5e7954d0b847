import { Problem, visible } from '#base'
import type { CsafPreview } from './csaf-update-preview.ts'
import type { Feed } from './feed.ts'
import { type FeedsState, readFeedsState } from './feed-state.ts'
import type { Original } from './source.ts'
import { table } from './table.ts'
import type { askOriginal, Fetching } from './update-originals.ts'

/** One original of a feed, as its source has it now. */
interface Asked {
  path: string
  /** Null when nothing is newer, and when the source does not say. */
  bytes: number | null
  newer: boolean
  problem: string | null
}

/** What an update would fetch. Nothing is written. */
export async function previewed(
  how: Fetching,
  feeds: readonly Feed[],
  ask: typeof askOriginal,
  providers: readonly CsafPreview[],
): Promise<{ answer: object; text: string; failed: boolean }> {
  const state = readFeedsState(how.disk, how.folder)
  const asked = new Map<string, Asked>()
  for (const original of feeds.flatMap(({ source }) => source!.originals)) {
    const { path } = original
    if (asked.has(path)) continue
    try {
      const found = await newerOf(how, state, original, ask)
      asked.set(path, { path, bytes: found?.bytes ?? null, newer: found !== undefined, problem: null })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      asked.set(path, { path, bytes: null, newer: false, problem: error.message })
    }
  }
  const all = [...asked.values()]
  const rows = all.map(({ path, bytes, newer, problem }) => [
    path,
    problem !== null ? visible(problem) : newer ? 'would be fetched' : 'nothing newer',
    bytes === null ? '' : String(bytes),
  ])
  return {
    answer: {
      schema: 'millcert-db-update/1',
      folder: how.folder,
      digest: null,
      feeds: [
        ...feeds.map(({ id, source }) => ({
          ...asAsked(id),
          originals: source!.originals.map(({ path }) => asked.get(path)!),
        })),
        ...providers.map(({ id, problem, held, listed }) => ({
          ...asAsked(id),
          reason: problem,
          before: held,
          after: listed,
        })),
      ],
    },
    text: table([['file', 'answer', 'bytes'], ...rows, ...providers.map(providerRow)]),
    failed: [...all, ...providers].some(({ problem }) => problem !== null),
  }
}

function asAsked(id: string) {
  return { id, outcome: 'asked', reason: null, before: null, after: null }
}

function providerRow({ id, problem, listed, newer }: CsafPreview): string[] {
  if (problem !== null) return [id, visible(problem), '']
  return [id, newer === 0 ? 'nothing newer' : `${newer} of ${listed} documents would be asked for`, '']
}

/** An archive whose list says nothing new is not asked for; where it says something, the archive is the most that would come. */
async function newerOf(
  how: Fetching,
  state: FeedsState,
  original: Original,
  ask: typeof askOriginal,
): ReturnType<typeof askOriginal> {
  const list = original.changes?.list
  if (list !== undefined && state.originals[list.path]?.held != null) {
    const changed = await ask(how, state, list).catch(unsaid)
    if (changed === undefined) return undefined
  }
  return ask(how, state, original)
}

function unsaid(error: unknown): { bytes: undefined } {
  if (error instanceof Problem) return { bytes: undefined }
  throw error
}
