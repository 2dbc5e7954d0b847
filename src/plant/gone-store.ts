import type { SiteId, Write } from '#ledger'
import { deploy, keepDeployments, standingOf } from './deployment-store.ts'
import { replaceRows } from './replaced-store.ts'

/** Ends what is seen on assets and goes on; what is approved for them stays. */
export async function endSeen(
  db: Write,
  siteId: SiteId,
  assetIds: readonly string[],
  { at, importId, idOf }: { at: number; importId: string; idOf(): string },
): Promise<void> {
  const standing = await standingOf(db, siteId, assetIds)
  const open = [...standing.values()]
    .flat()
    .filter(({ kind, validFrom, validUntil }) => kind === 'observed' && validUntil === null && validFrom < at)
  const ids = open.map(({ id }) => id)
  if (ids.length === 0) return
  await replaceRows(db, 'deployment', siteId, ids, importId, at)
  await keepDeployments(
    db,
    open.map(each => ({ ...each, id: idOf(), validUntil: at, recordedAt: at, importId })),
  )
}

/** Begins again from a time on what was seen on assets until another. */
export async function seeAgain(
  db: Write,
  siteId: SiteId,
  endedAt: ReadonlyMap<string, number>,
  { at, importId, idOf }: { at: number; importId: string; idOf(): string },
): Promise<void> {
  const standing = await standingOf(db, siteId, [...endedAt.keys()])
  const ended = [...standing.values()]
    .flat()
    .filter(({ assetId, kind, validUntil }) => kind === 'observed' && validUntil === endedAt.get(assetId))
  const fresh = ended.map(each => ({ ...each, validFrom: at, validUntil: null, importId }))
  if (fresh.length > 0) await deploy(db, siteId, fresh, at, idOf)
}
