/**
 * Name and version in a key of pnpm's `packages` or `snapshots`: `/a/1.0.0_peer@2.0.0` (version 5), `/a@1.0.0(peer@2.0.0)` (6),
 * `a@1.0.0(peer@2.0.0)` (9), with or without a registry's host before the first slash, `node@runtime:1.0.0`. The version is undefined where the key
 * holds an address; undefined for a key that names no package.
 */
export function packageOfKey(key: string): { name: string; version: string | undefined } | undefined {
  const paren = key.indexOf('(')
  const base = paren < 0 ? key : key.slice(0, paren)
  const withAt = /^\/?((?:@[^/@\s]+\/)?[^/@\s]+)@([^\s]+)$/.exec(base)
  if (withAt && !/^\/?[^@]+\/\d[^/]*_/.test(base)) {
    const version = withAt[2]!.replace(/^runtime:/, '')
    return { name: withAt[1]!, version: /^\d[\w.+-]*$/.test(version) ? version : undefined }
  }
  const bare = /^(?:[^/\s]*\/)?((?:@[^/\s]+\/)?[^/@\s]+)[@/](\d[^/_\s]*)(?:_[^\s]*)?$/.exec(base)
  return bare ? { name: bare[1]!, version: bare[2]! } : undefined
}
