/**
 * The cookie of a session: no script reads it, no other site sends it. Over https its name begins with `__Host-`, which binds it to
 * this host and to encrypted connections; without https a browser would refuse that name.
 */
const nameOf = (https: boolean) => (https ? '__Host-millcert' : 'millcert')

/** The value of `Set-Cookie` for a session's secret; undefined ends it. Times are milliseconds since 1970 UTC. */
export function cookieOf(
  secret: { text: string; until: number } | undefined,
  { https, now }: { https: boolean; now: number },
): string {
  const age = secret === undefined ? 0 : Math.max(0, Math.floor((secret.until - now) / 1000))
  const parts = [`${nameOf(https)}=${secret?.text ?? ''}`, 'Path=/', `Max-Age=${age}`, 'HttpOnly', 'SameSite=Strict']
  return [...parts, ...(https ? ['Secure'] : [])].join('; ')
}

/** The secret in a `Cookie` header. One that stands there twice was set by somebody else too: none is believed. */
export function secretIn(header: string | undefined, https: boolean): string | undefined {
  const found = (header ?? '')
    .slice(0, 16_384)
    .split(';')
    .map(part => part.trim())
    .filter(part => part.startsWith(`${nameOf(https)}=`))
  if (found.length !== 1) return undefined
  const value = found[0]!.slice(nameOf(https).length + 1)
  return /^[\w-]{43}$/.test(value) ? value : undefined
}
