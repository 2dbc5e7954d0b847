import { noRelease, noSuchVendor, releaseWords, sourceUnstated } from '../distribution.ts'
import type { Coordinates, Ecosystem } from '../ecosystem.ts'
import { isPackageName } from '../package-name.ts'
import type { Purl } from '../purl.ts'
import { apk as order } from '../versions/apk.ts'

interface Vendor {
  osv: string
  label: string
  /** False: it has one stream of packages, and keys name no release. */
  releases: boolean
}

const vendors = new Map<string, Vendor>([
  ['alpine', { osv: 'Alpine', label: 'Alpine', releases: true }],
  ['chainguard', { osv: 'Chainguard', label: 'Chainguard', releases: false }],
  ['wolfi', { osv: 'Wolfi', label: 'Wolfi', releases: false }],
])

/**
 * Packages of Alpine, Chainguard and Wolfi: `apk/alpine:3.19/openssl`, `apk/wolfi/openssl`. Their advisories name what a
 * package was built from; a component's stands in the qualifier `upstream` (or `origin`), as `name` or `name@version`.
 */
export const apk: Ecosystem = {
  type: 'apk',
  label: 'Alpine packages (apk)',
  order,
  ranges: true,
  osv: [...vendors.values()].map(each => each.osv),
  keyOfPackage(name, osv, release) {
    const id = osv.toLowerCase()
    const at = placeOf(id, release)
    return at === undefined || !isPackageName(name) ? undefined : `apk/${at}/${name}`
  },
  keyOfComponent(purl) {
    const id = purl.namespace ?? ''
    const vendor = vendors.get(id)
    if (vendor === undefined) return noSuchVendor('apk', purl, [...vendors.keys()].join(', '))
    const distro = purl.qualifiers?.get('distro')
    const at = placeOf(id, vendor.releases ? distro : undefined)
    return at === undefined ? noRelease(vendor.label, 'distro=alpine-3.19', distro) : atSource(`apk/${at}/`, purl)
  },
}

/** Vendor and release as keys have them; undefined when a release is missing, is none, or is one too many. */
function placeOf(id: string, release: string | undefined): string | undefined {
  const vendor = vendors.get(id)
  if (vendor === undefined) return undefined
  if (!vendor.releases) return release === undefined ? id : undefined
  const number = release === undefined ? undefined : alpineRelease(release)
  return number === undefined ? undefined : `${id}:${number}`
}

/** `3.19` for `v3.19`, `alpine-3.19.1`, `3.19.0_rc2` (https://alpinelinux.org/releases/); `edge` has no number. */
function alpineRelease(text: string): string | undefined {
  const words = releaseWords(text)
  if (words.includes('edge')) return 'edge'
  for (const word of words) {
    const found = /^v?(\d{1,2}\.\d{1,2})(?:\.\d{1,8}){0,2}$/.exec(word)
    if (found) return found[1]
    if (word !== 'alpine' && word !== 'linux') return undefined
  }
  return undefined
}

function atSource(prefix: string, purl: Purl): Coordinates {
  const source = purl.qualifiers?.get('upstream') ?? purl.qualifiers?.get('origin')
  if (source === undefined || source === '') {
    return { key: prefix + purl.name, version: purl.version, doubt: sourceUnstated }
  }
  const at = source.indexOf('@')
  const name = at < 0 ? source : source.slice(0, at)
  return { key: prefix + name, version: at < 0 || at + 1 === source.length ? purl.version : source.slice(at + 1) }
}
