import { type Digest, digester } from '#base'
import type { Write } from '#ledger'
import { blankAsset } from './asset.ts'
import type { AssetFactField } from './asset-field.ts'
import { pathFields } from './asset-field.ts'
import { keepAssets, pathAssets, storedAssets } from './asset-store.ts'
import type { FactValue } from './fact.ts'
import { keepWords, nextFact, type Origin, type PlacedWord, restate, wordsAbout } from './fact-store.ts'
import type { Site } from './site.ts'
import { placesOf } from './site-store.ts'
import type { StoredAsset } from './stored.ts'
import { type FreshWord, weighed } from './weighing.ts'

/** What is said of one asset. */
export interface Telling {
  assetId: string
  /** Nothing is known of it yet. */
  isNew: boolean
  simulated: boolean
  words: FreshWord[]
  /** Where in the file. */
  row?: number | string | undefined
}

/** What telling changed of one asset. */
export interface Told {
  assetId: string
  isNew: boolean
  changed: { field: AssetFactField; before: FactValue; after: FactValue }[]
  contested: AssetFactField[]
  /** Words that were kept. */
  words: number
}

/** What telling came to. */
export interface Heard {
  told: Told[]
  /** Those that changed, as they stand now. */
  assets: Map<string, StoredAsset>
  /** Of the words that were kept: what the journal vouches for. */
  digest: Digest
}

/** Assets weighed at once: what is held in memory beside the assets themselves. */
const atOnce = 2000

/**
 * Keeps what one source says of assets of a site: every word with where it comes from, how all words about a field now stand, and what
 * the assets show. Words that say nothing new are not kept. One telling for an asset.
 */
export async function tell(
  db: Write,
  site: Pick<Site, 'id' | 'code'>,
  sourceId: string,
  tellings: readonly Telling[],
  origin: Origin,
): Promise<Heard> {
  const told: Told[] = []
  const touched = new Map<string, StoredAsset>()
  const sum = digester()
  let number = await nextFact(db, site.id)
  let moves = false
  for (let at = 0; at < tellings.length; at += atOnce) {
    const part = tellings.slice(at, at + atOnce)
    const known = part.filter(telling => !telling.isNew).map(telling => telling.assetId)
    const stored = await storedAssets(db, site.id, known)
    const words = await wordsAbout(db, site.id, known)
    const added: PlacedWord[] = []
    const restated = []
    for (const { assetId, isNew, simulated, words: fresh, row } of part) {
      const asset =
        touched.get(assetId) ??
        stored.get(assetId) ??
        blankAsset(site.id, assetId, simulated, origin.recordedAt, origin.importId ?? null)
      const outcome = weighed(asset, words.get(assetId) ?? [], sourceId, fresh, number)
      number += outcome.added.length
      for (const word of outcome.added) added.push(Object.assign(word, { assetId, row }))
      restated.push(...outcome.restated)
      if (outcome.changed.some(({ field }) => pathFields.has(field))) moves = true
      if (isNew || outcome.added.length > 0) touched.set(assetId, asset)
      const { changed, contested } = outcome
      told.push({ assetId, isNew, changed, contested, words: outcome.added.length })
    }
    sum.add(JSON.stringify(added.map(word => [word.number, word.assetId, word.field, word.value, word.confidence])))
    await keepWords(db, site.id, added, origin)
    await restate(db, site.id, restated)
  }
  if (moves || told.some(each => each.isNew)) await pathAssets(db, site.id, touched, await pathsOf(db, site))
  await keepAssets(db, site.id, [...touched.values()])
  return { told, assets: touched, digest: sum.digest() }
}

/** The path of every place of a site by its id, and the site's own under ''. */
export async function pathsOf(db: Write, site: Pick<Site, 'id' | 'code'>): Promise<Map<string, string>> {
  const places = await placesOf(db, site.id)
  return new Map([['', site.code], ...places.map(({ id, path }) => [id, path] as const)])
}
