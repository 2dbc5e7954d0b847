import { Problem, type Tool } from '#base'
import { type ConfigEntry, configuration, placeOf, settingNames, settings, variableOf } from './settings.ts'

/** What doctor says of one setting: `format = json, from MILLCERT_FORMAT (over FILE line 1)`. */
export interface SettingSeen {
  state: 'good' | 'bad'
  found: string
}

/** Each setting that is not typed, with its value and where it comes from; then each that no command could use, with why. */
export async function settingsSeen(tools: readonly (readonly [name: string, tool: Tool])[]): Promise<SettingSeen[]> {
  const seen: SettingSeen[] = []
  const path = process.env['MILLCERT_CONFIG']
  if (path) seen.push({ state: 'good', found: `config = ${path}, from MILLCERT_CONFIG` })
  let entries: ConfigEntry[]
  try {
    entries = await configuration()
  } catch (error) {
    return [...seen, { state: 'bad', found: messageOf(error) }]
  }
  for (const flag of [...settingNames(tools)].sort()) {
    const mine = entries.filter(entry => entry.flag === flag)
    const variable = process.env[variableOf(flag)]
    if (variable) {
      const over = mine.length === 0 ? '' : ` (over ${mine.map(({ line }) => placeOf(line)).join(', ')})`
      seen.push({ state: 'good', found: `${flag} = ${variable}, from ${variableOf(flag)}${over}` })
      continue
    }
    for (const { value, command, line } of mine) {
      const text = typeof value === 'boolean' ? String(value) : value.join(', ')
      const of = command === undefined ? '' : ` for ${command}`
      seen.push({ state: 'good', found: `${flag} = ${text}, from ${placeOf(line)}${of}` })
    }
  }
  const faults = new Set<string>()
  for (const [name, tool] of tools) {
    try {
      await settings(name, tool, async () => tools)
    } catch (error) {
      faults.add(messageOf(error))
    }
  }
  return [...seen, ...Array.from(faults, found => ({ state: 'bad' as const, found }))]
}

function messageOf(error: unknown): string {
  if (!(error instanceof Problem)) throw error
  return error.detail.next === undefined ? error.message : `${error.message} (${error.detail.next})`
}
