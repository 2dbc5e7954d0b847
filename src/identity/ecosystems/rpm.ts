import { majorOf, noRelease, noSuchVendor, releaseWords, sourceUnstated, versionWithEpoch } from '../distribution.ts'
import type { Ecosystem } from '../ecosystem.ts'
import { isPackageName } from '../package-name.ts'
import type { Purl } from '../purl.ts'
import { rpm as order } from '../versions/rpm.ts'

interface Vendor {
  /** As it stands in keys. */
  id: string
  osv: string
  /** Namespaces that tools write for it. */
  names: readonly string[]
  example: string
  /** Its advisories name source packages; the others name what is installed. */
  bySource: boolean
  /** Versions carry the release (`.el9`), which stands in where the purl does not say. */
  tagged: boolean
  /** The release as keys have it, of any spelling; undefined when it is none. */
  release(text: string): string | undefined
}

const vendors: readonly Vendor[] = [
  vendor('almalinux', 'AlmaLinux', ['almalinux', 'alma'], 'distro=almalinux-9.4', firstMajor, { tagged: true }),
  vendor('rocky', 'Rocky Linux', ['rocky', 'rocky-linux', 'rockylinux'], 'distro=rocky-9.4', firstMajor, {
    bySource: true,
    tagged: true,
  }),
  vendor('redhat', 'Red Hat', ['redhat', 'rhel', 'red-hat'], 'distro=rhel-9.4', redHatRelease, { tagged: true }),
  vendor('opensuse', 'openSUSE', ['opensuse'], 'distro=opensuse-leap-15.6', openSuseRelease, { bySource: true }),
  vendor('suse', 'SUSE', ['suse', 'sles', 'sled'], 'distro=sles-15.6', suseRelease, { bySource: true }),
  vendor('mageia', 'Mageia', ['mageia'], 'distro=mageia-9', firstMajor, { bySource: true }),
  vendor('azurelinux', 'Azure Linux', ['azurelinux', 'mariner'], 'distro=azurelinux-3.0', firstMajor, {
    bySource: true,
  }),
  vendor('photon', 'Photon OS', ['photon'], 'distro=photon-5.0', firstMajor, {}),
]

function vendor(
  id: string,
  osv: string,
  names: readonly string[],
  example: string,
  release: Vendor['release'],
  how: { bySource?: boolean; tagged?: boolean },
): Vendor {
  return { id, osv, names, example, release, bySource: how.bySource ?? false, tagged: how.tagged ?? false }
}

/** Packages of the RPM distributions: `rpm/almalinux:9/firefox`. The architecture does not count. */
export const rpm: Ecosystem = {
  type: 'rpm',
  label: 'RPM packages',
  order,
  ranges: true,
  osv: vendors.map(each => each.osv),
  keyOfPackage(name, osv, release) {
    const lower = osv.toLowerCase()
    const found = vendors.find(each => each.osv.toLowerCase() === lower)
    const number = release === undefined ? undefined : found?.release(release)
    return number === undefined || !isPackageName(name) ? undefined : `rpm/${found!.id}:${number}/${name}`
  },
  keyOfComponent(purl) {
    const found = vendorOf(purl.namespace ?? '')
    if (found === undefined) return noSuchVendor('rpm', purl, vendors.map(each => each.names[0]).join(', '))
    const distro = purl.qualifiers?.get('distro')
    const release = distro === undefined ? taggedRelease(found, purl.version) : found.release(distro)
    if (release === undefined) return noRelease(found.osv, found.example, distro)
    const prefix = `rpm/${found.id}:${release}/`
    const version = versionWithEpoch(purl)
    if (!found.bySource) return { key: prefix + purl.name, version }
    const source = sourceOf(purl)
    if (source !== undefined) return { key: prefix + source, version }
    return { key: prefix + purl.name, version, doubt: sourceUnstated }
  },
}

/** `opensuse/leap` and `opensuse.leap` are openSUSE too. */
function vendorOf(namespace: string): Vendor | undefined {
  const first =
    namespace.startsWith('opensuse') || namespace.startsWith('suse') ? namespace.split(/[./]/)[0]! : namespace
  return vendors.find(each => each.names.includes(first))
}

/** The source package of a component: `util-linux` of `util-linux-2.32.1-35.el8.src.rpm`. */
function sourceOf(purl: Purl): string | undefined {
  const upstream = purl.qualifiers?.get('upstream') ?? purl.qualifiers?.get('source')
  if (upstream === undefined) return purl.qualifiers?.get('arch') === 'src' ? purl.name : undefined
  if (!upstream.endsWith('.rpm')) return upstream
  const release = upstream.lastIndexOf('-')
  const version = upstream.lastIndexOf('-', release - 1)
  return version > 0 ? upstream.slice(0, version) : undefined
}

/** `9` of `1.9.5p2-10.el9_3` and of `1.5.4-3.module+el8.4.0+9822`. */
function taggedRelease(found: Vendor, version: string | undefined): string | undefined {
  return found.tagged && version !== undefined ? /[.+]el(\d{1,2})(?!\d)/.exec(version)?.[1] : undefined
}

/** The major version: `9` of `9`, `9.4`, `almalinux-9.4`, `el9`. */
function firstMajor(text: string): string | undefined {
  for (const word of releaseWords(text)) {
    const number = majorOf(word.startsWith('el') ? word.slice(2) : word)
    if (number !== undefined) return number
  }
  return undefined
}

/**
 * OSV writes the end of a CPE: `enterprise_linux:9::baseos` is release 9. Extended support (`rhel_eus:9.2`) and other
 * products (`openshift:4.12::el8`) have packages of their own and are releases apart, whose whole text is their name.
 */
function redHatRelease(text: string): string | undefined {
  if (!text.includes(':') || text.startsWith('enterprise_linux:')) return firstMajor(text)
  return isPackageName(text) ? text.toLowerCase() : undefined
}

/** `leap-15.6`, `leap-micro-5.5`, `tumbleweed`: the words of PRETTY_NAME; a number alone is a release of Leap. */
function openSuseRelease(text: string): string | undefined {
  const words = releaseWords(text.replace(/^opensuse[.]/i, '')).filter(word => word !== 'opensuse')
  if (words.includes('tumbleweed')) return 'tumbleweed'
  const number = words.find(word => majorOf(word) !== undefined)
  if (number === undefined) return undefined
  return words.includes('micro') ? `leap-micro-${number}` : `leap-${number}`
}

/** `15.6` of `Linux Enterprise Server 15 SP6` and of `sles-15.6`; server, desktop and modules share their packages. */
function suseRelease(text: string): string | undefined {
  const words = releaseWords(text)
  const at = words.findIndex(word => majorOf(word) !== undefined)
  if (at < 0) return undefined
  const pack = /^sp(\d{1,2})$/.exec(words[at + 1] ?? '')?.[1]
  return pack === undefined || words[at]!.includes('.') ? words[at] : `${words[at]}.${pack}`
}
