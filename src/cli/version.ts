import { readFileSync } from 'node:fs'

declare const MILLCERT_BUNDLED: string | undefined

/** Which Millcert this is; the bundle carries its version, a checkout reads it. */
export function build(): { version: string; runs: string } {
  if (typeof MILLCERT_BUNDLED === 'string') return { version: MILLCERT_BUNDLED, runs: 'bundle in dist/' }
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return { version, runs: 'checkout' }
}
