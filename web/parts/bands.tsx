import { useWords } from '../words.ts'
import styles from './bands.module.css'
import { type Address, Link } from './link.tsx'
import { Shape } from './shape.tsx'
import { Verdict, type VerdictWord } from './verdict.tsx'

export type Counts = { affected: number; undecided: number; fixed: number; notAffected: number; notNamed: number }
export type BandZone = { name: string; address?: Address | undefined; attention?: 'affected' | 'undecided' | undefined }
export type Band = {
  /** Purdue level, 0 to 5 with 3.5; null is not known. */
  level: number | null
  assets: number
  counts?: Counts
  /** Assets of which nobody knows what runs on them. */
  unknown?: number
  zones?: readonly BandZone[]
  address?: Address | undefined
}

const levels = [5, 4, 3.5, 3, 2, 1, 0] as const
const words: readonly [VerdictWord, keyof Counts][] = [
  ['affected', 'affected'],
  ['undecided', 'undecided'],
  ['fixed', 'fixed'],
  ['not_affected', 'notAffected'],
  ['not_named', 'notNamed'],
]
/** Zones that one band names before it says how many more there are. */
const mostZones = 6

/** The Purdue levels from the enterprise down to the process, the DMZ between 4 and 3; levels without assets stay, thin. */
export function Bands({ bands }: { bands: readonly Band[] }) {
  const { parts } = useWords()
  const lost = bands.find(band => band.level === null)
  return (
    <ol className={styles.bands} aria-label={parts.bands.heading}>
      {levels.map(level => (
        <OneBand key={level} level={level} band={bands.find(band => band.level === level)} />
      ))}
      {lost !== undefined && <OneBand level={null} band={lost} />}
    </ol>
  )
}

function OneBand({ level, band }: { level: (typeof levels)[number] | null; band: Band | undefined }) {
  const { parts } = useWords()
  const assets = band?.assets ?? 0
  const name = level === null ? parts.bands.noLevel : parts.bands.names[level]
  const zones = band?.zones ?? []
  const title = (
    <>
      <span className={styles.level}>{level === null ? '?' : String(level)}</span>
      <span>{name}</span>
    </>
  )
  return (
    <li className={styles.band} data-level={level ?? 'none'} data-empty={assets === 0 || undefined}>
      <div className={styles.name}>
        {band?.address !== undefined && assets > 0 ? (
          <Link {...band.address} className={styles.link}>
            {title}
          </Link>
        ) : (
          <span className={styles.link}>{title}</span>
        )}
      </div>
      {assets === 0 || band === undefined ? (
        <p className={styles.none}>{parts.bands.none}</p>
      ) : (
        <>
          <div className={styles.share}>
            <Share band={band} />
          </div>
          <div className={styles.detail}>
            <p className={styles.counts}>
              <span className={styles.assets}>{parts.bands.assets(assets)}</span>
              {band.counts &&
                words
                  .filter(([, key]) => (band.counts?.[key] ?? 0) > 0)
                  .map(([word, key]) => <Verdict key={word} of={word} count={band.counts?.[key] ?? 0} />)}
              {(band.unknown ?? 0) > 0 && (
                <span className={styles.unknown}>
                  <i className={styles.swatch} aria-hidden="true" />
                  {parts.number(band.unknown ?? 0)} {parts.bands.unknown}
                </span>
              )}
            </p>
            {zones.length > 0 && (
              <ul className={styles.zones} aria-label={parts.bands.zones}>
                {zones.slice(0, mostZones).map(zone => (
                  <li key={zone.name} className={styles.zone} data-attention={zone.attention}>
                    {zone.attention && <Shape of={zone.attention} />}
                    {zone.address ? (
                      <Link {...zone.address}>
                        <bdi>{zone.name}</bdi>
                      </Link>
                    ) : (
                      <bdi>{zone.name}</bdi>
                    )}
                  </li>
                ))}
                {zones.length > mostZones && (
                  <li className={styles.zone}>{parts.bands.more(zones.length - mostZones)}</li>
                )}
              </ul>
            )}
          </div>
        </>
      )}
    </li>
  )
}

/** The verdicts of a band as lengths; the same numbers stand beside it as text. */
function Share({ band }: { band: Band }) {
  const { counts, unknown = 0 } = band
  const rest = counts === undefined ? Math.max(0, band.assets - unknown) : 0
  const lengths: readonly [string, number][] = [
    ...words.map(([word, key]): [string, number] => [word, counts?.[key] ?? 0]),
    ['rest', rest],
    ['unknown', unknown],
  ]
  return (
    <div className={styles.lengths} aria-hidden="true">
      {lengths
        .filter(([, length]) => length > 0)
        .map(([of, length]) => (
          <i key={of} data-of={of} style={{ flexGrow: length }} />
        ))}
    </div>
  )
}
