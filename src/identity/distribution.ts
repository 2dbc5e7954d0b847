import type { Unplaced } from './ecosystem.ts'
import type { Purl } from './purl.ts'

/** Words and numbers of a release as people and tools write it, in lower case: `Ubuntu:22.04:LTS`, `debian-12.5`, `jammy`. */
export function releaseWords(text: string): string[] {
  return text
    .slice(0, 100)
    .toLowerCase()
    .split(/[^a-z0-9.]+/)
    .filter(word => word !== '')
}

/** `12.5` gives `12`; undefined when the word is no number. */
export function majorOf(word: string): string | undefined {
  return /^(\d{1,4})(?:\.\d{1,4}){0,3}$/.exec(word)?.[1]
}

/** An epoch that stands in a qualifier is part of the version: `epoch:version`. */
export function versionWithEpoch(purl: Purl): string | undefined {
  const epoch = purl.qualifiers?.get('epoch')
  if (purl.version === undefined || epoch === undefined || !/^\d{1,10}$/.test(epoch)) return purl.version
  return purl.version.includes(':') ? purl.version : `${epoch}:${purl.version}`
}

/** The package was built from a source package of another name, which advisories use, and the purl does not say which. */
export const sourceUnstated =
  'Advisories name source packages, and the purl does not say which one this package was built from (qualifier upstream).'

export function noSuchVendor(type: string, purl: Purl, known: string): Unplaced {
  return {
    why: `Millcert knows no ${type} advisories of the vendor ${JSON.stringify(purl.namespace ?? '')}.`,
    settle: `A purl with one of the vendors ${known}, if the package is really theirs.`,
  }
}

export function noRelease(label: string, example: string, distro: string | undefined): Unplaced {
  return {
    why:
      distro === undefined
        ? `The purl does not say for which release of ${label} the package was built.`
        : `The purl says ${JSON.stringify(distro.slice(0, 80))}, which is no release of ${label} that Millcert knows.`,
    settle: `The qualifier distro in the purl, such as ${example}.`,
  }
}
