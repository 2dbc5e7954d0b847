import { type Disk, type Input, type Limits, Problem } from '#base'
import { type ProductRule, rulesIn } from './product-rule.ts'
import { ruleBook } from './product-rule-book.ts'
import { ruleToml } from './product-rule-text.ts'

/** Where files of rules lie, and how large they may be. */
export interface RuleFolder {
  disk: Disk
  limits: Limits
}

/** Decisions lie beside the work of those who decide. */
const usual = '.millcert/products.toml'

/** A file of rules as it was read. */
export interface RuleFile {
  path: string
  /** As it stands there; empty where there is no file yet. */
  text: string
  rules: readonly ProductRule[]
}

/** The rules in force: those that `--rules` names, else `.millcert/products.toml` in the folder the command is run in. */
export async function rulesInForce(where: RuleFolder, input: Input): Promise<RuleFile> {
  const named = input.flags.get('rules')?.at(-1)
  const path = named ?? usual
  if (named === undefined && where.disk.stat(path)?.kind !== 'file') return { path, text: '', rules: [] }
  return ruleFile(where, path)
}

/** Reads a file of rules. */
export async function ruleFile(where: RuleFolder, path: string): Promise<RuleFile> {
  const text = textAt(where, path)
  const { parse } = await import('smol-toml')
  return { path, text, rules: rulesIn(text, path, parse) }
}

/** What is no UTF-8 could not be put back as it was. */
function textAt({ disk, limits }: RuleFolder, path: string): string {
  const bytes = disk.read(path, limits.element, 'element')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Problem('matching/bad-rules-file', `Cannot use ${path}: not UTF-8`, { at: path, wanted: 'TOML 1.0' })
  }
}

/**
 * A file of rules with others behind them, each as this writes it and in its order, and what was there byte for byte before them. Throws
 * `matching/bad-rules-file` where the whole would not be read as what both say.
 */
export async function joined(file: RuleFile, added: readonly ProductRule[], now: number): Promise<RuleFile> {
  const gap = file.text === '' || file.text.endsWith('\n') ? '' : '\n'
  const text = [file.text + gap, ...added.map(ruleToml)].filter(part => part !== '').join('\n')
  const { parse } = await import('smol-toml')
  const rules = reread(file, text, parse)
  const numbered = rules.slice(file.rules.length)
  if (numbered.length !== added.length || numbered.some((rule, i) => ruleToml(rule) !== ruleToml(added[i]!)))
    throw cannotJoin(file.path)
  ruleBook(rules, now)
  return { path: file.path, text, rules }
}

function reread({ path }: RuleFile, text: string, parse: (text: string) => unknown): ProductRule[] {
  try {
    return rulesIn(text, path, parse)
  } catch (error) {
    throw error instanceof Problem ? cannotJoin(path) : error
  }
}

function cannotJoin(path: string): Problem {
  return new Problem('matching/bad-rules-file', `Cannot add to ${path}: with more rules behind it nobody can read it`, {
    at: path,
    next: 'write each of its rules as [[rule]]',
  })
}

/** Writes a file of rules, whole or not at all; refused where it changed since it was read. */
export function saveRules(where: RuleFolder, before: RuleFile, after: RuleFile): void {
  const { disk } = where
  const { path } = before
  const folder = path.replace(/[^/\\]*$/, '')
  if (folder !== '' && folder !== '/') disk.makeFolder(folder.replace(/(.)[/\\]$/, '$1'))
  const release = disk.lock(`${path}.lock`)
  try {
    const there = disk.stat(path) !== undefined
    const now = there ? textAt(where, path) : ''
    if (now !== before.text)
      throw new Problem('matching/rules-changed', `Cannot write ${path}: somebody changed it in the meantime`, {
        at: path,
        next: 'try again',
      })
    disk.write(path, [after.text])
  } finally {
    release()
  }
}
