import { visible } from '#base'

/** The widest a column gets before its texts are cut. */
const widest = 60

/** What is for programs. */
const unshown = new Set(['schema', 'next'])

/** An answer for a person: its plain members a line each, each list of objects a table. */
export function showAnswer(out: unknown, width: number): string {
  if (typeof out !== 'object' || out === null) return `${visible(String(out))}\n`
  const entries = Object.entries(out).filter(
    ([name, value]) => !unshown.has(name) && value !== undefined && value !== null,
  )
  const plain = entries.filter(([, value]) => !isTable(value))
  const tables = entries.filter((entry): entry is [string, object[]] => isTable(entry[1]))
  const label = Math.max(0, ...plain.map(([name]) => wordsOf(name).length)) + 2
  const lines = plain.map(([name, value]) => `${wordsOf(name).padEnd(label)}${textOf(value)}`.trimEnd())
  for (const [name, rows] of tables) {
    if (lines.length > 0) lines.push('')
    if (rows.length === 0) lines.push(`no ${wordsOf(name)}`)
    else lines.push(...(entries.length > 1 ? [`${wordsOf(name)} (${rows.length})`] : []), ...tableOf(rows, width))
  }
  return `${lines.join('\n')}\n`
}

function isTable(value: unknown): value is object[] {
  return Array.isArray(value) && value.every(item => typeof item === 'object' && item !== null && !Array.isArray(item))
}

function tableOf(rows: readonly object[], width: number): string[] {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))].filter(name =>
    rows.some(row => textOf((row as Record<string, unknown>)[name]) !== ''),
  )
  const cells = rows.map(row => names.map(name => cut(textOf((row as Record<string, unknown>)[name]))))
  const heads = names.map(name => wordsOf(name).toUpperCase())
  const widths = heads.map((head, at) => Math.max(head.length, ...cells.map(row => row[at]!.length)))
  const line = (row: readonly string[]) => {
    const text = row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd()
    return width > 0 && text.length > width ? `${text.slice(0, width - 1)}…` : text
  }
  return [line(heads), ...cells.map(line)]
}

function cut(text: string): string {
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text
}

/** `validFrom` as `valid from`. */
function wordsOf(name: string): string {
  return visible(name.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`))
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return visible(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return Object.entries(value)
    .map(([name, inner]) => [wordsOf(name), textOf(inner)] as const)
    .filter(([, text]) => text !== '')
    .map(parts => parts.join(' '))
    .join(', ')
}
