import { visible } from '#base'
import type { Difference } from './diff.ts'

/** A difference for a person: a line a change, the most telling kinds first; a sentence when there is none. */
export function showDifference({ came, went, version, hash, license }: Difference): string {
  const lines = [
    ...hash.map(
      one =>
        `! ${one.name}@${one.version ?? '?'}  ${one.algorithm} ${list(one.before)} became ${list(one.after)}: same version, other content`,
    ),
    ...version.map(one => `~ ${one.name}  ${list(one.before)} became ${list(one.after)}`),
    ...came.map(one => `+ ${one.name}  ${one.version ?? 'no version'}`),
    ...went.map(one => `- ${one.name}  ${one.version ?? 'no version'}`),
    ...license.map(one => `= ${one.name}@${one.version ?? '?'}  licence ${list(one.before)} became ${list(one.after)}`),
  ]
  if (lines.length === 0) return 'No difference in packages, versions, hashes or licences.\n'
  const count = (length: number, word: string) => (length === 0 ? [] : [`${length} ${word}`])
  const sum = [
    ...count(version.length, 'changed version'),
    ...count(came.length, 'came'),
    ...count(went.length, 'went'),
    ...count(hash.length, 'changed content'),
    ...count(license.length, 'changed licence'),
  ]
  return `${[sum.join(', '), '', ...lines].map(visible).join('\n')}\n`
}

function list(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ')
}
