/** A package as a line of `rpm -qa` gives it. */
export interface RpmLine {
  name: string
  epoch: string | undefined
  /** `version-release`. */
  version: string
  arch: string | undefined
  /** The file name of the source package. */
  source: string | undefined
}

const arches =
  /^(?:x86_64(?:_v[234])?|noarch|i[3-6]86|aarch64|armv\d\w*|ppc64(?:le)?|ppc|s390x?|riscv64|loongarch64|ia64|athlon|src|\(none\))$/

/** A release that a distribution tagged: without an architecture, a line must have one to be taken for a package. */
const tagged = /\.(?:el\d+|fc\d+|amzn\d+|mga\d+|azl\d+|cm\d+|ph\d+|oe\d*|lp\d+|sles\d+)/

const longest = 1000

/**
 * What a line of `rpm -qa` says, undefined when it is none (rpm(8), `--queryformat`): name-version-release.arch, also with
 * `epoch:` before the version or the name, or parts with blanks, tabs, bars, commas or semicolons between them: the name,
 * maybe the epoch, version and release, the architecture, and the source package wherever it stands.
 */
export function rpmLineOf(line: string): RpmLine | undefined {
  if (line.length > longest) return undefined
  const parts = line
    .trim()
    .replaceAll('"', '')
    .split(/[\s|,;]+/)
  const at = parts.findIndex(part => /\.(?:no)?src\.rpm$/.test(part))
  const source = at < 0 ? undefined : parts.splice(at, 1)[0]
  const whole = nevraOf(parts[0] ?? '')
  if (whole && (whole.arch !== undefined || parts.length === 1)) return { ...whole, source }
  return partsOf(parts, source)
}

function nevraOf(text: string): Omit<RpmLine, 'source'> | undefined {
  const dot = text.lastIndexOf('.')
  const arch = dot > 0 && arches.test(text.slice(dot + 1)) ? text.slice(dot + 1) : undefined
  const rest = arch === undefined ? text : text.slice(0, dot)
  const found = /^(?:(\d{1,10}):)?([A-Za-z0-9_][\w.+-]*?)-(?:(\d{1,10}|\(none\)):)?([^-:\s]+)-([^-:\s]+)$/.exec(rest)
  if (!found || (arch === undefined && !tagged.test(found[5]!))) return undefined
  const [, before, name, epoch, version, release] = found
  return { name: name!, epoch: stated(before ?? epoch), version: `${version}-${release}`, arch: stated(arch) }
}

function partsOf(parts: readonly string[], source: string | undefined): RpmLine | undefined {
  const [name, ...rest] = parts
  if (!name || !/^[A-Za-z0-9_][\w.+-]*$/.test(name)) return undefined
  const where = rest.findIndex(part => arches.test(part) && part !== '(none)')
  if (where < 0 && source === undefined) return undefined
  const arch = where < 0 ? undefined : rest[where]
  let [first, second, third] = where < 0 ? rest : rest.slice(0, where)
  let epoch: string | undefined
  const joined = /^(?:(\d{1,10}|\(none\)):)?([^-:\s]+-[^-:\s]+)$/.exec(first ?? '')
  if (joined) return { name, epoch: stated(joined[1]), version: joined[2]!, arch, source }
  if (third !== undefined && (first === '(none)' || /^\d{1,10}$/.test(first!))) {
    epoch = stated(first)
    first = second
    second = third
  }
  if (!first || !second || /[-:]/.test(`${first}${second}`)) return undefined
  return { name, epoch, version: `${first}-${second}`, arch, source }
}

/** An epoch of 0 is the same as none (rpm.org, "Dependencies"). */
function stated(text: string | undefined): string | undefined {
  return text === undefined || text === '(none)' || /^0+$/.test(text) ? undefined : text
}
