import { type Database, maxAgeOf } from '#advisories'
import { type Input, jsonText, Problem } from '#base'
import type { Rows, RowsCommand, RowsWorld } from './product-rows.ts'
import type { ProductRule } from './product-rule.ts'
import { ruleBook, ruleKey } from './product-rule-book.ts'
import { joined, type RuleFile, ruleFile, rulesInForce, saveRules } from './product-rule-file.ts'
import { previewOf } from './product-rule-preview.ts'
import { type RuleTrial, trialJson, trialText } from './product-rule-trial.ts'

/** `products try`: new rules over all rows before anybody keeps them. */
export const tryCommand: RowsCommand = {
  kind: 'tool',
  about: 'Show what new rules about the words of an inventory would change, on all rows, and keep them',
  more: 'Judges every row with the rules in force and again with the new ones beside them: what would be new, gone, decided and undone. --save then\nputs the new rules behind those in force, the file whole or not at all. Two rules that give one row two answers are refused. Exit code: 0 shown,\n3 a new rule applies to no row or no longer works, or there is no database; 2 a file could not be read.',
  words: [{ name: 'INVENTORY', about: 'an inventory or bill of materials; - is standard input', count: 'many' }],
  flags: {
    new: { about: 'the new rules', value: 'FILE' },
    rules: { about: 'the rules in force, .millcert/products.toml by default', value: 'FILE' },
    save: { about: 'put the new rules into the file of those in force once they were shown' },
    db: { about: 'the folder of the advisory database', value: 'DIR' },
    'max-age': { about: 'days after which any feed is stale', value: 'DAYS' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['products try assets.csv --new rules.toml', 'what these rules would change'],
    ['products try assets.csv --new rules.toml --save', 'and keep them'],
    ['products try plant.csv office.csv --new rules.toml --format json', 'over two inventories, for a program'],
  ],
  async run(world, input) {
    const path = input.flags.get('new')?.at(-1)
    if (path === undefined) throw new Problem('cli/usage', 'Cannot run this: --new FILE is missing')
    const [inForce, given] = [await rulesInForce(world, input), await ruleFile(world, path)]
    const database = world.databaseAt()
    try {
      return await tried(world, input, await world.rowsAt(input.words), database, inForce, given)
    } finally {
      database.close()
    }
  },
}

async function tried(
  world: RowsWorld,
  input: Input,
  { words, subjects, notes }: Rows,
  database: Database,
  inForce: RuleFile,
  given: RuleFile,
): Promise<number> {
  const { now } = world
  const expired = new Set(ruleBook(given.rules, now).expired)
  const { added, already } = notYet(inForce, given, expired, now)
  const preview = previewOf(subjects, database, inForce.rules, added, {
    now,
    maxAge: maxAgeOf(input),
    progress: (done, total) => world.progress('matching', done, total),
  })
  const keeps = input.flags.has('save') && added.length > 0
  const after = keeps ? await joined(inForce, added, now) : undefined
  const save = input.flags.has('save') ? { path: inForce.path, rules: added.length } : null
  const trial: RuleTrial = { words, inForce, given, already, expired, preview, save, notes }
  const json = input.flags.get('format')?.at(-1) === 'json'
  world.out(json ? `${jsonText(trialJson(trial), 2)}\n` : trialText(trial, input.flags.has('verbose')))
  if (after) {
    saveRules(world, inForce, after)
    world.say(`${added.length} rules were added to ${inForce.path}`)
  }
  return expired.size > 0 || added.some(rule => preview.ofRule.get(rule)!.rows === 0) ? 3 : 0
}

/** New rules that work and are not in force already, and those that are, or stand twice. */
function notYet(inForce: RuleFile, given: RuleFile, expired: ReadonlySet<ProductRule>, now: number) {
  const live = inForce.rules.filter(({ until }) => until > now)
  const known = new Set(live.map(ruleKey))
  const added: ProductRule[] = []
  const already = new Set<ProductRule>()
  for (const rule of given.rules) {
    const key = ruleKey(rule)
    if (known.has(key)) already.add(rule)
    else if (!expired.has(rule)) added.push(rule)
    if (!expired.has(rule)) known.add(key)
  }
  return { added, already }
}
