import { noteList, quoted } from '#base'
import type { Bom } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { boundCount, wholeBytes } from '../paper-text.ts'
import { refusedPaper } from '../refused-paper.ts'
import { rpmBlobs, rpmDatabaseOf } from '../rpm-blobs.ts'
import { type RpmHeader, rpmHeaderOf } from '../rpm-header.ts'
import { distributionBeside, type InstalledSystemPackage, systemBill } from '../system-bill.ts'

/**
 * RPM's database of installed packages: in SQLite (`rpmdb.sqlite`, RPM 4.16 and later), in RPM's own form (`Packages.db`, SUSE) or
 * as a hash of Berkeley DB (`Packages`, before). Each holds a header for each package. The distribution stands in `os-release`, read when it lies beside.
 */
export const rpmdb: BomFormat = {
  id: 'rpmdb',
  label: 'RPM database',
  kind: 'system',
  versions: [],
  takes:
    'installed packages with epoch, version, release, architecture, source package, licence, vendor; the graph; the distribution of an os-release beside it',
  leaves: 'files, scripts, signatures, public keys; a write-ahead log beside it',
  names: undefined,
  sniff,
  read,
}

function sniff({ bytes }: Head): boolean {
  return rpmDatabaseOf(bytes) !== undefined
}

function read(paper: Paper): Bom {
  const notes = noteList()
  const fault = (what: string) => refusedPaper('boms/not-rpmdb', paper, 'a database of package headers', what)
  const packages: InstalledSystemPackage[] = []
  let count = 0
  for (const { at, blob } of rpmBlobs(wholeBytes(paper), fault)) {
    boundCount(++count, paper, at)
    const found = blob ? rpmHeaderOf(blob) : { fault: 'it is no blob' }
    if ('fault' in found) notes.add('package-not-read', `a header of the database cannot be read: ${found.fault}`, at)
    else if (!/^[A-Za-z0-9_][\w.+-]{0,200}$/.test(found.name))
      notes.add('package-not-read', `a header of the database names no package: ${quoted(found.name)}`, at)
    // Keys of signers stand in the database as packages.
    else if (found.name !== 'gpg-pubkey') packages.push(packageOf(found, at))
  }
  return systemBill(rpmdb.id, 'rpm', packages, distributionBeside(paper), paper, notes)
}

function packageOf(found: RpmHeader, at: string): InstalledSystemPackage {
  const { name, version, release, epoch, vendor, license, arch, sourceRpm, provides, requires } = found
  return {
    name,
    version: version === undefined || release === undefined ? version : `${version}-${release}`,
    // An epoch of 0 is the same as none (rpm.org, "Dependencies").
    epoch: epoch ? String(epoch) : undefined,
    arch,
    upstream: sourceRpm,
    license,
    supplier: vendor,
    // What RPM itself can do is needed of no package; a condition names none.
    needs: [...new Set(requires)].filter(one => !/^(?:rpmlib)?\(/.test(one)).map(one => [one]),
    provides,
    at,
  }
}
