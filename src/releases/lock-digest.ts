import { createHash } from 'node:crypto'

/** A digest of a text in UTF-8, in lower-case hex: what package managers keep of a manifest (`md5`, `sha1`, `sha256`). */
export function digestText(algorithm: 'md5' | 'sha1' | 'sha256', text: string | Uint8Array): string {
  return createHash(algorithm).update(text).digest('hex')
}

/** JSON as Python's `json.dumps` writes it, members in order of their names; `tight` without blanks. */
export function pythonJson(value: unknown, tight: boolean): string {
  const [comma, colon] = tight ? [',', ':'] : [', ', ': ']
  const write = (one: unknown, depth: number): string => {
    if (depth > 100) return '""'
    if (Array.isArray(one)) return `[${one.map(item => write(item, depth + 1)).join(comma)}]`
    if (typeof one !== 'object' || one === null) return ascii(JSON.stringify(one ?? null))
    const members = Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([key, item]) => `${ascii(JSON.stringify(key))}${colon}${write(item, depth + 1)}`).join(comma)}}`
  }
  return write(value, 0)
}

function ascii(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
