import type { Out } from '../../api.ts'

export type LotRecord = Out<'lots.record'>
export type Finding = LotRecord['knownNow']['first'][number]
export type LotAsset = LotRecord['assets'][number]

/** A vulnerability that was known then, is known now, or both. */
export interface FoundRow {
  vulnerability: string
  was: Finding | undefined
  is: Finding | undefined
  /** What of it is told: as it is known now, or was where it is no more. */
  last: Finding
  since: 'new' | 'gone' | 'as' | 'changed'
}

/** Both sides together: what is new first, then what is known now in its order, then what is no longer said. */
export function foundOf(record: LotRecord): FoundRow[] {
  const was = new Map(record.knownThen.first.map(finding => [finding.vulnerability, finding]))
  const came = new Set(record.came)
  const here = record.knownNow.first.map((is): FoundRow => {
    const before = was.get(is.vulnerability)
    was.delete(is.vulnerability)
    const since = came.has(is.vulnerability) ? 'new' : before?.verdict === is.verdict || !before ? 'as' : 'changed'
    return { vulnerability: is.vulnerability, was: before, is, last: is, since }
  })
  const gone = [...was.values()].map(
    (last): FoundRow => ({ vulnerability: last.vulnerability, was: last, is: undefined, last, since: 'gone' }),
  )
  return [...here.filter(({ since }) => since === 'new'), ...here.filter(({ since }) => since !== 'new'), ...gone]
}

/** In place of a vulnerability where nobody can say which: the component cannot be judged. */
export const notJudged = '*'

/** `name version` as people say it, and `name@version` as a question has it. */
export const said = ({ name, version }: { name: string; version: string | null }) =>
  version === null ? name : `${name} ${version}`
export const asked = ({ name, version }: { name: string; version: string | null }) =>
  version === null ? undefined : `${name}@${version}`

/** Names of the places, or assets, that a lot was made at: lines where there are some, else all. */
export function madeAt({ runs }: LotRecord): string[] {
  const lines = runs.filter(({ kind }) => kind === 'line')
  return [...new Set((lines.length > 0 ? lines : runs).flatMap(({ name, path }) => name ?? path ?? []))]
}
