import { quoted } from '#base'
import type { Finding, Pin } from './lock-finding.ts'
import type { LockFormat } from './lock-format.ts'
import { isAnchored } from './lock-pins.ts'
import type { RuleName } from './lock-rules.ts'

/** A finding whose line is still a place of its lockfile. */
export interface PlacedFinding {
  finding: Finding
  at: string | undefined
}

/** What there is to say of one pin; nothing of one that is of a registry, exact and hashed. */
export function pinFindings(
  pin: Pin,
  file: string,
  { without, unversioned }: Pick<LockFormat, 'without' | 'unversioned'>,
): PlacedFinding[] {
  const found: PlacedFinding[] = []
  const add = (rule: RuleName, message: string) =>
    found.push({
      finding: { rule, file, line: undefined, name: pin.name, version: pin.version, message },
      at: pin.at,
    })
  const called = pin.version === undefined ? pin.name : `${pin.name} ${pin.version}`
  const origin = pin.address === undefined ? '' : ` ${quoted(pin.address)}`
  if (pin.from === 'path') {
    add('source-path', `${called} comes from a folder or file of the project`)
    return found
  }
  if (pin.from === 'git') {
    if (pin.commit === undefined) add('git-floating', `${called} comes from${origin} at no whole commit`)
    else add('source-git', `${called} comes from${origin}`)
    return found
  }
  if (pin.from === 'url') add('source-url', `${called} comes from${origin}`)
  const anchored = isAnchored(pin)
  if (pin.version === undefined && !anchored)
    add('version-missing', `${called} has no exact version${because(unversioned)}`)
  else if (!anchored) add('hash-missing', `${called} has no hash${because(without)}`)
  else if (
    pin.sums.length === 0 &&
    pin.commit === undefined &&
    pin.hashes.every(({ algorithm }) => weak.has(algorithm))
  )
    add('hash-weak', `${called} has only a hash of ${pin.hashes.map(({ algorithm }) => algorithm).join(' and ')}`)
  return found
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`
}

const weak = new Set(['MD5', 'SHA-1'])
