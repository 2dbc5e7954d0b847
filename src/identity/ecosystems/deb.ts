import { majorOf, noRelease, noSuchVendor, releaseWords, sourceUnstated, versionWithEpoch } from '../distribution.ts'
import type { Coordinates, Ecosystem } from '../ecosystem.ts'
import { isPackageName } from '../package-name.ts'
import type { Purl } from '../purl.ts'
import { debian as order } from '../versions/debian.ts'

interface Vendor {
  label: string
  example: string
  /** The release as keys have it, of any spelling; undefined when it is none. */
  release(text: string): string | undefined
}

const vendors = new Map<string, Vendor>([
  ['debian', { label: 'Debian', example: 'distro=debian-12', release: debianRelease }],
  ['ubuntu', { label: 'Ubuntu', example: 'distro=ubuntu-22.04', release: ubuntuRelease }],
])

/**
 * Packages of Debian and Ubuntu: `deb/debian:12/openssl`. Their advisories name source packages, and the source's
 * version; a component's are taken from the qualifier `upstream` (or `source`), as `name` or `name@version`.
 */
export const deb: Ecosystem = {
  type: 'deb',
  label: 'Debian packages',
  order,
  ranges: true,
  osv: ['Debian', 'Ubuntu'],
  keyOfPackage(name, osv, release) {
    const vendor = osv.toLowerCase()
    const number = release === undefined ? undefined : vendors.get(vendor)?.release(release)
    return number === undefined || !isPackageName(name) ? undefined : `deb/${vendor}:${number}/${name.toLowerCase()}`
  },
  keyOfComponent(purl) {
    const vendor = vendors.get(purl.namespace ?? '')
    if (vendor === undefined) return noSuchVendor('deb', purl, 'debian, ubuntu')
    const distro = purl.qualifiers?.get('distro')
    const release = distro === undefined ? undefined : vendor.release(distro)
    if (release === undefined) return noRelease(vendor.label, vendor.example, distro)
    return atSource(`deb/${purl.namespace}:${release}/`, purl)
  },
}

function atSource(prefix: string, purl: Purl): Coordinates {
  const version = versionWithEpoch(purl)
  const source = purl.qualifiers?.get('upstream') ?? purl.qualifiers?.get('source')
  if (source === undefined) {
    const key = prefix + purl.name
    return purl.qualifiers?.get('arch') === 'source' ? { key, version } : { key, version, doubt: sourceUnstated }
  }
  const at = source.indexOf('@')
  const name = (at < 0 ? source : source.slice(0, at)).toLowerCase()
  return { key: prefix + name, version: at < 0 || at + 1 === source.length ? version : source.slice(at + 1) }
}

/** https://www.debian.org/releases/ */
const debianNames = new Map([
  ['etch', '4'],
  ['lenny', '5'],
  ['squeeze', '6'],
  ['wheezy', '7'],
  ['jessie', '8'],
  ['stretch', '9'],
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
  ['duke', '15'],
])

/** Debian counts whole numbers, and its point releases are the same release; unstable calls itself `trixie/sid`. */
function debianRelease(text: string): string | undefined {
  const words = releaseWords(text)
  if (words.includes('sid') || words.includes('unstable')) return 'sid'
  for (const word of words) {
    if (word === 'ubuntu') return undefined
    const number = debianNames.get(word) ?? majorOf(word)
    if (number !== undefined) return number
  }
  return undefined
}

/** https://wiki.ubuntu.com/Releases */
const ubuntuNames = new Map([
  ['lucid', '10.04'],
  ['precise', '12.04'],
  ['trusty', '14.04'],
  ['utopic', '14.10'],
  ['vivid', '15.04'],
  ['wily', '15.10'],
  ['xenial', '16.04'],
  ['yakkety', '16.10'],
  ['zesty', '17.04'],
  ['artful', '17.10'],
  ['bionic', '18.04'],
  ['cosmic', '18.10'],
  ['disco', '19.04'],
  ['eoan', '19.10'],
  ['focal', '20.04'],
  ['groovy', '20.10'],
  ['hirsute', '21.04'],
  ['impish', '21.10'],
  ['jammy', '22.04'],
  ['kinetic', '22.10'],
  ['lunar', '23.04'],
  ['mantic', '23.10'],
  ['noble', '24.04'],
  ['oracular', '24.10'],
  ['plucky', '25.04'],
  ['questing', '25.10'],
  ['resolute', '26.04'],
])

/** Words around a release that leave the packages the same: pockets, and the paid extension of the same release. */
const sameStream = new Set('ubuntu lts pro esm infra apps legacy updates security proposed backports'.split(' '))

/** Streams with versions of their own: a fix there says nothing about the release's own package. */
const ownStream = new Set(['fips', 'realtime', 'bluefield', 'nvidia', 'for'])

/**
 * `22.04` for all spellings of it. Pro (ESM) is the same release: a fix that only Pro has is a version that others lack.
 * FIPS and real-time packages are streams apart: `20.04:fips`. A word that is not known makes it no release.
 */
function ubuntuRelease(text: string): string | undefined {
  const words = releaseWords(text)
  const fips = words.includes('fips')
  const stream: string[] = []
  let release: string | undefined
  for (const word of words) {
    const number = ubuntuNames.get(word) ?? /^(\d\d\.\d\d)(?:\.\d+)?$/.exec(word)?.[1]
    if (number !== undefined && (release === undefined || release === number)) release = number
    else if (ownStream.has(word) || (fips && word === 'updates')) stream.push(word)
    else if (!sameStream.has(word)) return undefined
  }
  return release === undefined || stream.length === 0 ? release : `${release}:${stream.join('-')}`
}
