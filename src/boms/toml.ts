import { gather, Problem, strictText } from '#base'
import type { Paper } from './format.ts'
import { type Fields, isFields } from './json-members.ts'
import { nameOf } from './paper-text.ts'

let toml: typeof import('smol-toml') | undefined

/** Loads the library, once; before it `readToml` is a bug. */
export async function loadToml(): Promise<void> {
  toml ??= await import('smol-toml')
}

/**
 * A TOML 1.0 paper as its tables. It is held whole, so it is bounded as one element is (`limits.element`), no line and so no
 * value of one line is longer than `limits.text`, and nothing is nested deeper than `limits.depth`. Keys are own members of
 * objects without a prototype. Throws `boms/not-toml` with line and column, and Problems of `#base`.
 */
export function readToml(paper: Paper): Fields {
  const name = nameOf(paper)
  const { bytes, element, depth } = paper.limits
  const most = Math.min(bytes, element)
  const text = strictText(gather(paper.pieces(), most, name, element < bytes ? 'element' : 'bytes'), name)
  boundLines(text, paper)
  const tables = parsed(text, depth, name)
  boundDepth(tables, depth, name)
  return tables
}

function parsed(text: string, depth: number, name: string): Fields {
  try {
    return toml!.parse(text, { maxDepth: depth })
  } catch (error) {
    if (!(error instanceof toml!.TomlError)) throw error
    const at = `line ${error.line}, column ${error.column}`
    const what = error.message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '')
    throw new Problem('boms/not-toml', `Cannot read ${name}: not valid TOML: ${what} at ${at}`, {
      at,
      wanted: 'TOML 1.0',
    })
  }
}

function boundLines(text: string, { limits, ...paper }: Paper): void {
  let line = 1
  for (let at = 0; at < text.length; line++) {
    const end = text.indexOf('\n', at)
    const next = end < 0 ? text.length : end
    if (next - at > limits.text)
      throw new Problem(
        'boms/line-too-long',
        `Cannot read ${paper.name || 'standard input'}: ${next - at} characters in one line at line ${line}`,
        {
          wanted: `at most ${limits.text}`,
          at: `line ${line}`,
          next: `raise it with --limit text=${limits.text * 4}`,
        },
      )
    at = next + 1
  }
}

/** Keys with dots nest without brackets, which the library does not count. */
function boundDepth(tables: Fields, depth: number, name: string): void {
  let level: unknown[] = [tables]
  for (let deep = 0; level.length > 0; deep++) {
    if (deep > depth)
      throw new Problem('base/too-deep', `Cannot read ${name}: too deep, more than ${depth} tables inside each other`, {
        next: `raise it with --limit depth=${depth * 2}`,
      })
    const below: unknown[] = []
    for (const one of level)
      for (const inner of Array.isArray(one) ? one : isFields(one) ? Object.values(one) : [])
        if (typeof inner === 'object') below.push(inner)
    level = below
  }
}
