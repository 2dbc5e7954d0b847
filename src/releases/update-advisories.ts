import { type Database, isChecked, isMalware, isStale, restsOn } from '#advisories'
import type { Note } from '#base'
import { type Bom, type Component, changedComponent } from '#boms'
import { parsePurl, showPurl } from '#identity'
import { type ComponentMatch, componentJudge } from '#matching'

/**
 * What advisories say of a version and of another in its place: ids, sorted. What may affect the other alone comes with it too, and
 * whatever names it as malicious, also where it names the first.
 */
export interface AdvisoryChange {
  gone: string[]
  stay: string[]
  come: string[]
  /** Of those that come, what names the other as malicious. */
  malicious: string[]
  undecided: string[]
}

export interface AdvisoryLook {
  /** Undefined where the database has no advisories about packages of its type. */
  change(one: Component, bom: Bom, version: string): AdvisoryChange | undefined
  /** What the answers so far could not rest on: types without advisories, stale feeds. */
  notes(now: number): Note[]
}

/** Lays versions against a database as `scan` does. */
export function advisoryLook(database: Database): AdvisoryLook {
  const { feeds } = database.manifest
  const judge = componentJudge(database)
  const looked = new Map<string, boolean>()
  return {
    change(one, bom, version) {
      const purl = parsePurl(one.purl ?? '')
      if ('fault' in purl) return undefined
      const checked = isChecked(feeds, purl.type)
      looked.set(purl.type, checked)
      if (!checked) return undefined
      const said = (component: Component) => {
        const found = judge.of({ component, locations: [], bom, own: false, alone: false })
        const ids = (verdict: string) =>
          found.filter(match => match.verdict === verdict).map(match => match.vulnerability)
        const malicious = found.filter(namesMalicious).map(match => match.vulnerability)
        return {
          affected: new Set(ids('affected')),
          undecided: new Set(ids('undecided')),
          malicious: new Set(malicious),
        }
      }
      const before = said(one)
      const after = said(changedComponent(one, { version, purl: showPurl({ ...purl, version }), hashes: [] }))
      const known = before.affected.union(before.undecided)
      return {
        gone: sorted(known.difference(after.affected.union(after.undecided))),
        stay: sorted(after.affected.intersection(known)),
        come: sorted(after.affected.union(after.undecided).difference(known).union(after.malicious)),
        malicious: sorted(after.malicious),
        undecided: sorted(after.undecided.difference(after.affected)),
      }
    },
    notes: now => [
      ...[...looked].flatMap(([type, checked]) =>
        checked
          ? []
          : [{ code: 'feed-missing', message: `The database has no advisories about packages of type ${type}` }],
      ),
      ...feeds
        .filter(feed => restsOn(feed, looked) && database.quarantined.has(feed.id))
        .map(({ id }) => ({ code: 'feed-quarantined', message: `The feed ${id} is in quarantine`, at: id })),
      ...feeds
        .filter(feed => restsOn(feed, looked) && isStale(feed, now))
        .map(({ id }) => ({ code: 'feed-stale', message: `The feed ${id} is stale`, at: id })),
    ],
  }
}

/** `name+version` is the rule by which a record of a malicious package matches. */
function namesMalicious({ advisory, verdict, because }: ComponentMatch): boolean {
  if (advisory === undefined || (verdict !== 'affected' && verdict !== 'undecided')) return false
  return because.rule === 'name+version' || isMalware(advisory.source) || advisory.id.startsWith('MAL-')
}

function sorted(ids: ReadonlySet<string>): string[] {
  return [...ids].sort()
}
