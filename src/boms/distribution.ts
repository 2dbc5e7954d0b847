import { buildPurl, showPurl } from '#identity'

/** What a Linux system says of itself: `ID`, `VERSION_ID` and so on. */
export interface Distribution {
  /** Lower case: `debian`, `rhel`, `opensuse-leap`. */
  id: string
  /** `12`, `22.04`, `3.18.4`; of a rolling release its code name, undefined when nothing is said. */
  release: string | undefined
}

/** Namespaces that the purl types `deb`, `apk` and `rpm` define, where they differ from the system's own id. */
const namespaces = new Map([
  ['rhel', 'redhat'],
  ['opensuse-leap', 'opensuse'],
  ['opensuse-tumbleweed', 'opensuse'],
  ['opensuse-leap-micro', 'opensuse'],
  ['sles', 'suse'],
  ['sled', 'suse'],
  ['amzn', 'amazon'],
  ['ol', 'oracle'],
])

/**
 * The distribution of an `os-release` file (freedesktop.org, os-release(5)): assignments as a shell reads them, without any
 * expansion. Undefined when it names none.
 */
export function distributionOf(text: string): Distribution | undefined {
  const fields = new Map<string, string>()
  for (const line of text.slice(0, 64 * 1024).split('\n')) {
    const found = /^([A-Z_]+)=(.{0,1000})$/.exec(line.trim())
    if (found) fields.set(found[1]!, unquoted(found[2]!.trim()))
  }
  const id = fields.get('ID')?.toLowerCase()
  if (id === undefined || !/^[a-z0-9][a-z0-9._-]{0,60}$/.test(id)) return undefined
  // Debian before its release says `trixie/sid`, without a number.
  const rolling = /\/sid\b/.test(fields.get('PRETTY_NAME') ?? '') ? 'sid' : fields.get('VERSION_CODENAME')
  const release = fields.get('VERSION_ID') || rolling
  return { id, release: release !== undefined && /^[\w.+:~-]{1,60}$/.test(release) ? release : undefined }
}

function unquoted(text: string): string {
  const quote = text[0]
  const inner = (quote === '"' || quote === "'") && text.length > 1 && text.endsWith(quote) ? text.slice(1, -1) : text
  return inner.replace(/\\(["'$`\\])/g, '$1')
}

/** What a package of a distribution is known by beside its name. */
export interface SystemPackage {
  name: string
  version: string | undefined
  arch: string | undefined
  epoch?: string | undefined
  /** The source package, as `name` or `name@version`; for RPM the name of its file. */
  upstream: string | undefined
}

/** The purl of a distribution's package; undefined without a distribution, whose name is the namespace that its types want. */
export function systemPurl(
  type: 'deb' | 'apk' | 'rpm',
  { name, version, arch, epoch, upstream }: SystemPackage,
  distribution: Distribution | undefined,
): string | undefined {
  if (!distribution) return undefined
  const { id, release } = distribution
  const qualifiers: [string, string][] = []
  if (arch) qualifiers.push(['arch', arch])
  if (release) qualifiers.push(['distro', `${id}-${release}`])
  if (epoch) qualifiers.push(['epoch', epoch])
  if (upstream) qualifiers.push(['upstream', upstream])
  const purl = buildPurl({ type, namespace: namespaces.get(id) ?? id, name, version, qualifiers })
  return 'fault' in purl ? undefined : showPurl(purl)
}
