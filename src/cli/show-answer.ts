import { visible } from '#base'

/** The widest a column gets before its texts are cut; ids are never cut, since they are typed again. */
const widest = 60
/** What is for programs. */
const unshown = new Set(['schema', 'next'])

/** An answer in parts: what is one value, by its words, and what is a list of objects. */
interface Parts {
  lines: [words: string, text: string][]
  tables: [words: string, rows: readonly object[]][]
}

/** An answer for a person: its plain members a line each, each list of objects a table. */
export function showAnswer(out: unknown, width: number): string {
  if (typeof out !== 'object' || out === null) return `${visible(String(out))}\n`
  const { lines, tables } = partsOf(out, '')
  if (lines.length === 0 && tables.every(([, rows]) => rows.length === 0))
    return `no ${tables.map(([words]) => words).join(', no ') || 'answer'}\n`
  const label = Math.max(0, ...lines.map(([words]) => words.length)) + 2
  const shown = lines.map(([words, text]) => `${words.padEnd(label)}${text}`)
  for (const [words, rows] of tables) {
    if (rows.length === 0) continue
    const title = lines.length > 0 || tables.length > 1 ? [`${words} (${rows.length})`] : []
    shown.push(...(shown.length > 0 ? [''] : []), ...title, ...tableOf(rows, width))
  }
  return `${shown.join('\n')}\n`
}

function partsOf(value: object, before: string): Parts {
  const parts: Parts = { lines: [], tables: [] }
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined || inner === null || unshown.has(name)) continue
    const words = `${before}${wordsOf(name)}`
    if (isTable(inner)) parts.tables.push([words, inner])
    else if (typeof inner === 'object' && !Array.isArray(inner)) {
      const { lines, tables } = partsOf(inner, `${words} `)
      parts.lines.push(...lines)
      parts.tables.push(...tables)
    } else if (textOf(inner) !== '') parts.lines.push([words, textOf(inner)])
  }
  return parts
}

function isTable(value: unknown): value is object[] {
  return Array.isArray(value) && value.every(item => typeof item === 'object' && item !== null && !Array.isArray(item))
}

function tableOf(rows: readonly object[], width: number): string[] {
  const text = (row: object, name: string) => textOf((row as Record<string, unknown>)[name])
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))].filter(name =>
    rows.some(row => text(row, name) !== ''),
  )
  const cells = rows.map(row =>
    names.map(name => (/(?:^i|I)d$/.test(name) ? text(row, name) : cut(text(row, name), widest))),
  )
  const heads = names.map(name => wordsOf(name).toUpperCase())
  const widths = heads.map((head, at) => Math.max(head.length, ...cells.map(row => row[at]!.length)))
  const line = (row: readonly string[]) => {
    const whole = row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd()
    return width > 0 ? cut(whole, width) : whole
  }
  return [line(heads), ...cells.map(line)]
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
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
