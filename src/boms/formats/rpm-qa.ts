import { noteList, quoted } from '#base'
import type { Bom } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { linesOf, machineText } from '../paper-text.ts'
import { refusedPaper } from '../refused-paper.ts'
import { type RpmLine, rpmLineOf } from '../rpm-line.ts'
import { distributionBeside, type InstalledSystemPackage, systemBill } from '../system-bill.ts'

/**
 * What `rpm -qa` prints, as it is or with a query format of name, epoch, version, release, architecture and source package
 * (rpm(8)). The distribution stands in `os-release`, read when it lies beside.
 */
export const rpmQa: BomFormat = {
  id: 'rpm-qa',
  label: 'rpm -qa',
  kind: 'system',
  versions: [],
  takes:
    'lines name-version-release.arch, or columns of name, epoch, version, release, architecture, source package; the distribution of an os-release beside it',
  leaves: 'other columns, public keys',
  names: undefined,
  sniff,
  read,
}

/** Keys of signers stand in the database as packages. */
const key = /^"?gpg-pubkey\b/

function sniff({ text, name }: Head): boolean {
  if (/^\s*[{[<]/.test(text) || /requirements?[^/]*\.txt$|\.(?:mod|sum|lock|in)$/i.test(name)) return false
  const lines = text.slice(0, 32 * 1024).split(/\r?\n/)
  if (lines.length > 1) lines.pop()
  const said = lines.filter(line => line.trim() !== '' && !key.test(line)).slice(0, 200)
  return said.length > 0 && said.filter(rpmLineOf).length >= said.length * 0.9
}

function read(paper: Paper): Bom {
  const notes = noteList()
  const packages: InstalledSystemPackage[] = []
  let sources = 0
  linesOf(machineText(paper), paper).forEach((line, index) => {
    if (line.trim() === '' || key.test(line)) return
    const found = rpmLineOf(line)
    if (!found) {
      notes.add('line-not-read', `no package: ${quoted(line)}`, `line ${index + 1}`)
      return
    }
    if (found.source !== undefined) sources++
    packages.push(packageOf(found, `line ${index + 1}`))
  })
  if (packages.length === 0)
    throw refusedPaper('boms/not-rpm-qa', paper, 'lines such as bash-5.1.8-6.el9.x86_64', 'no line names a package')
  if (sources === 0)
    notes.add(
      'source-not-stated',
      'which source packages they were built from is not said: --qf "%{NEVRA} %{SOURCERPM}\\n" says it',
    )
  return systemBill(rpmQa.id, 'rpm', packages, distributionBeside(paper), paper, notes)
}

function packageOf({ name, epoch, version, arch, source }: RpmLine, at: string): InstalledSystemPackage {
  return {
    name,
    version,
    epoch,
    arch,
    upstream: source,
    license: undefined,
    supplier: undefined,
    needs: undefined,
    provides: [],
    at,
  }
}
