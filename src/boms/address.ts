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

/**
 * Where an npm package came from when it was no registry, by what its lockfile calls `resolved`; undefined for a registry.
 * Every registry names its tarballs `…/-/…`, whoever runs it; GitHub's uses `/download/`.
 */
export function npmOrigin(
  resolved: string | undefined,
): { from: string; qualifiers: Map<string, string> | undefined } | undefined {
  if (resolved === undefined) return undefined
  const from = withoutSecrets(resolved)
  if (/^(?:git[+:@]|ssh:|github:|gitlab:|bitbucket:|gist:)/.test(resolved))
    return { from, qualifiers: new Map([['vcs_url', gitLocation(resolved)]]) }
  if (!/^https?:/.test(resolved)) return { from, qualifiers: undefined }
  if (/\/-\/|^https:\/\/npm\.pkg\.github\.com\/download\//.test(resolved)) return undefined
  return { from, qualifiers: new Map([['download_url', from]]) }
}
