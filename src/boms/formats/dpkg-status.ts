import { noteList, quoted } from '#base'
import type { Bom } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { linesOf, machineText } from '../paper-text.ts'
import { noteCut, refusedPaper } from '../refused-paper.ts'
import { type Stanza, stanzasOf } from '../stanzas.ts'
import { distributionBeside, type InstalledSystemPackage, systemBill } from '../system-bill.ts'

/**
 * What dpkg has installed: `var/lib/dpkg/status`, or a file a package in `var/lib/dpkg/status.d` where images have no dpkg
 * (dpkg(1), "Information about packages"; Debian Policy Manual, chapter 5). Packages of which nothing but configuration
 * is left are not there. The distribution stands in `os-release`, read when it lies beside.
 */
export const dpkgStatus: BomFormat = {
  id: 'dpkg-status',
  label: 'dpkg status',
  kind: 'system',
  versions: [],
  takes:
    'installed packages with version, architecture, source package; the graph; the distribution of an os-release beside it',
  leaves: 'files, conflicts, what is recommended',
  names: undefined,
  sniff,
  read,
}

function sniff({ text }: Head): boolean {
  const first = text.slice(0, 32 * 1024).split(/\r?\n[ \t]*\r?\n/, 1)[0]!
  return (
    /^Package:[ \t]*\S/m.test(first) &&
    /^(?:Status|Version|Architecture):/m.test(first) &&
    // A list of packages to install has files, a source package parts; of opkg the packages are no Debian packages.
    !/^(?:Filename|Files|Checksums-Sha256|Installed-Time|Type):/m.test(first)
  )
}

/** dpkg(1), "Package states": of any other state files of the package are on the disk. */
const absent = new Set(['not-installed', 'config-files'])

function read(paper: Paper): Bom {
  const notes = noteList()
  const lines = linesOf(machineText(paper), paper)
  if (lines.at(-1) !== '') noteCut(notes, 'the last line has no end')
  const packages: InstalledSystemPackage[] = []
  let stanzas = 0
  for (const stanza of stanzasOf(lines)) {
    stanzas++
    const { fields, line, bad } = stanza
    if (bad !== undefined) notes.add('line-not-read', 'a line that is no field', `line ${bad}`)
    const name = fields.get('package')
    if (!name || !/^[a-z0-9][a-z0-9+._-]*$/i.test(name)) {
      notes.add('package-not-read', `a paragraph names no package: ${quoted(name ?? '')}`, `line ${line}`)
      continue
    }
    const state = fields.get('status')?.split(/\s+/)[2]
    if (state !== undefined && absent.has(state)) continue
    if (state === 'half-installed')
      notes.add('half-installed', `${quoted(name)} is installed only in part`, `line ${line}`)
    packages.push(packageOf(name, stanza))
  }
  if (packages.length === 0 && !/^Package:/m.test(paper.text))
    throw refusedPaper('boms/not-dpkg-status', paper, 'a paragraph with a field Package', `${stanzas} without one`)
  return systemBill(dpkgStatus.id, 'deb', packages, distributionBeside(paper), paper, notes)
}

function packageOf(name: string, { fields, line }: Stanza): InstalledSystemPackage {
  const source = /^(\S+)(?:\s+\(([^()\s]+)\))?$/.exec(fields.get('source') ?? '')
  const needs = [...namesOf(fields.get('pre-depends')), ...namesOf(fields.get('depends'))]
  return {
    name,
    version: fields.get('version') || undefined,
    arch: fields.get('architecture') || undefined,
    // Advisories name source packages: said for each, also where it has the package's own name.
    upstream: source ? (source[2] === undefined ? source[1]! : `${source[1]}@${source[2]}`) : name,
    license: undefined,
    supplier: fields.get('maintainer') || undefined,
    needs,
    provides: namesOf(fields.get('provides')).flat(),
    at: `line ${line}`,
  }
}

/** `libc6 (>= 2.34), default-mta | mail-transport-agent` as lists of names. */
function namesOf(text: string | undefined): string[][] {
  if (!text) return []
  return text.split(',').map(choice => choice.split('|').flatMap(one => /^[^\s(:]+/.exec(one.trim())?.[0] ?? []))
}
