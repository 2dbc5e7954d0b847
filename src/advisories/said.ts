import type { AdvisoryText } from './compiled/advisory-text.ts'
import { eachClaimRow, ordinalOfRow, readRow } from './compiled/package-rows.ts'
import type { Segment } from './compiled/segment.ts'
import type { Known } from './compiled/signals.ts'
import { productType } from './product-claim.ts'
import type { Quarantined } from './quarantine.ts'

const claimKind = 0xc0

/**
 * Everything that is said under a key as one text, the same whenever and in however many segments it was compiled: its records, what
 * each says of which versions, what is known besides of the severity of what they name, and why nobody relies on the feed. Undefined where
 * nothing is said.
 */
export function saidUnder(
  key: string,
  segments: readonly Segment[],
  replaced: readonly (ReadonlySet<number> | undefined)[],
  { known, quarantined }: { known: (cve: string) => Known | undefined; quarantined: Quarantined },
): string | undefined {
  const lines: string[] = []
  const records = new Set<string>()
  const product = key.startsWith(`${productType}/`)
  segments.forEach((segment, number) => {
    const rows = segment.find(key)
    if (rows === undefined) return
    const names = new Map<number, string>()
    const nameOf = (row: number) => {
      const ordinal = ordinalOfRow(rows, row)
      if (replaced[number]?.has(ordinal)) return undefined
      let name = names.get(ordinal)
      if (name === undefined) {
        const text = segment.text(ordinal)
        name = `${text.feed} ${text.id}`
        names.set(ordinal, name)
        if (!records.has(name)) lines.push(`${JSON.stringify(text)} ${severities(text, known)}`)
        const doubt = quarantined.get(text.feed)
        if (!records.has(name) && doubt) lines.push(`${name} quarantined ${doubt.reason}`)
        records.add(name)
      }
      return name
    }
    const width = rows.wide ? 12 : 8
    for (let row = 0; row < rows.rows; row++) {
      if ((rows.bytes[rows.rowsAt + row * width + 3]! & claimKind) === claimKind) continue
      const name = nameOf(row)
      if (name === undefined) continue
      const { kind, interval, text } = readRow(rows, row)
      lines.push(`${name} ${kind} ${JSON.stringify(interval)} ${text}`)
    }
    eachClaimRow(rows, (row, word) => {
      const name = nameOf(row)
      if (name !== undefined)
        lines.push(`${name} ${JSON.stringify(product ? segment.product(word) : segment.claim(word))}`)
    })
  })
  return lines.length === 0 ? undefined : lines.sort().join('\n')
}

function severities({ id, aliases }: AdvisoryText, known: (cve: string) => Known | undefined): string {
  return [id, ...aliases].map(name => known(name)?.severity ?? '').join(' ')
}
