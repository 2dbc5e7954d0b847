import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { Problem } from '#base'
import type { Setting } from './arguments.ts'

/** Flags that only make sense typed: no setting stands for them. */
export const typedOnly: ReadonlySet<string> = new Set([
  'help',
  'output',
  'debug',
  'from',
  'add',
  'verify',
  'now',
  'accept',
  'dry-run',
])

/** The user's own configuration; one lying in a scanned tree is never read. */
export function configFile(): string {
  return (
    process.env['MILLCERT_CONFIG'] || `${process.env['XDG_CONFIG_HOME'] || `${homedir()}/.config`}/millcert/config.toml`
  )
}

/** The environment variable of a flag: `max-age` is `MILLCERT_MAX_AGE`. */
export function variableOf(flag: string): string {
  return `MILLCERT_${flag.toUpperCase().replaceAll('-', '_')}`
}

/** Settings from the environment, then from the configuration file; a flag that may be repeated takes a list with commas. */
export async function settings(): Promise<Setting> {
  const config = await configuration()
  return (name, flag) => {
    if (typedOnly.has(name)) return undefined
    const text = process.env[variableOf(name)] || config.get(name)
    if (text === undefined || text === '') return undefined
    if (flag.value !== undefined) return flag.repeat ? text.split(',') : [text]
    if (text === 'true' || text === '1') return ['']
    if (text === 'false' || text === '0') return undefined
    throw new Problem('cli/usage', `Cannot take the setting ${name} = ${JSON.stringify(text)}: true or false is wanted`)
  }
}

/** What the configuration file says, by flag. */
export async function configuration(): Promise<ReadonlyMap<string, string>> {
  const path = configFile()
  if (!existsSync(path)) return new Map()
  const { parse } = await import('smol-toml')
  try {
    return new Map(
      Object.entries(parse(readFileSync(path, 'utf8'))).map(([key, value]) => [
        key,
        Array.isArray(value) ? value.join(',') : String(value),
      ]),
    )
  } catch (error) {
    throw new Problem('cli/usage', `Cannot use the configuration ${path}: ${(error as Error).message.split('\n')[0]}`, {
      at: path,
    })
  }
}
