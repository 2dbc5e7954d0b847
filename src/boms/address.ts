/**
 * An address from a lockfile without the name and password in it: private registries and git hosts are often written
 * with a token, and a bill of materials is passed on. The user `git` of SSH addresses is no secret and stays.
 */
export function withoutSecrets(address: string): string {
  return address.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)([^/?#]*)@/, (whole, scheme: string, user: string) =>
    user === 'git' ? whole : scheme,
  )
}

/** The `vcs_url` qualifier of a git address (ECMA-427, after SPDX's download location): `git+https://host/path@commit`. */
export function gitLocation(address: string): string {
  const hosted = /^(github|gitlab|bitbucket):([^#]*)/.exec(address)
  const plain = hosted
    ? `git+https://${hosted[1]}.${hosted[1] === 'bitbucket' ? 'org' : 'com'}/${hosted[2]}${address.slice(hosted[0].length)}`
    : withoutSecrets(address)
  const location = plain.startsWith('git+') || plain.startsWith('git:') ? plain : `git+${plain}`
  const hash = location.indexOf('#')
  return hash < 0 ? location : `${location.slice(0, hash)}@${location.slice(hash + 1)}`
}

/** Where a package came from: `elsewhere` when that was no registry, and what its package URL says of it. */
export interface Origin {
  elsewhere?: string
  qualifiers?: Map<string, string> | undefined
}

/** npm's own registry, under both names that lockfiles have for it. */
const npmRegistry = /^https?:\/\/registry\.(?:npmjs\.org|yarnpkg\.com)$/
/** Every registry names its tarballs `…/-/…`, whoever runs it; GitHub's uses `/download/`. */
const tarball =
  /^(https:\/\/npm\.pkg\.github\.com)\/download\/|^(https?:\/\/[^?#]*?)(?:\/@[^/?#]+)?\/[^/?#]+\/-\/|^(https?:\/\/[^?#]*)\/-\//

/** By what the lockfile of an npm package calls `resolved`; a registry is named where it is not npm's own (ECMA-427, `repository_url`). */
export function npmOrigin(resolved: string | undefined): Origin {
  if (resolved === undefined) return {}
  const from = withoutSecrets(resolved)
  if (/^(?:git[+:@]|ssh:|github:|gitlab:|bitbucket:|gist:)/.test(resolved))
    return { elsewhere: from, qualifiers: new Map([['vcs_url', gitLocation(resolved)]]) }
  if (!/^https?:/.test(resolved)) return { elsewhere: from }
  const registry = tarball.exec(from)?.slice(1).find(Boolean)
  if (registry === undefined) return { elsewhere: from, qualifiers: new Map([['download_url', from]]) }
  return npmRegistry.test(registry) ? {} : { qualifiers: new Map([['repository_url', registry]]) }
}

const pypi = /^https?:\/\/(?:pypi\.org|pypi\.python\.org|files\.pythonhosted\.org)(?:\/|$)/

/** What the package URL of a Python package says of its index: nothing where that is PyPI, or no address. */
export function indexQualifiers(index: string | undefined): Map<string, string> | undefined {
  if (index === undefined || pypi.test(index) || !/^https?:/.test(index)) return undefined
  return new Map([['repository_url', withoutSecrets(index)]])
}
