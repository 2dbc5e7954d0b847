import { jsonText } from '#base'
import type { RowsCommand } from './product-rows.ts'
import { rulesInForce } from './product-rule-file.ts'
import { ruleNotes } from './product-rule-scan.ts'
import { workList } from './product-worklist.ts'
import { type WorkAnswer, workJson, workText } from './product-worklist-text.ts'

/** `products worklist`: what cannot be judged in an inventory, as work. */
export const worklistCommand: RowsCommand = {
  kind: 'tool',
  about: 'List what words of an inventory nobody understands, most useful first, with the rule to write for each',
  more: 'Makers that no advisory is of, products that none names or that only may be one, rows without maker or version, versions that cannot be\ncompared: grouped by what is written, first what one answer settles for most rows. That no advisory names a product is no doubt.\nExit code: 0 nothing is in doubt, 3 something is, or there is no database; 2 a file could not be read.',
  words: [{ name: 'INVENTORY', about: 'an inventory or bill of materials; - is standard input', count: 'many' }],
  flags: {
    rules: { about: 'the rules in force, .millcert/products.toml by default', value: 'FILE' },
    db: { about: 'the folder of the advisory database', value: 'DIR' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['products worklist assets.csv', 'what to settle first'],
    ['products worklist assets.csv --rules plant/products.toml', 'with the rules of a file'],
    ['products worklist assets.csv --format json', 'for a program'],
  ],
  async run(world, input) {
    const rules = await rulesInForce(world, input)
    const database = world.databaseAt()
    try {
      const { words, subjects, notes, unreadable } = await world.rowsAt(input.words)
      const { now } = world
      const list = workList(subjects, database, rules.rules, {
        now,
        progress: (done, total) => world.progress('matching', done, total),
      })
      const answer: WorkAnswer = { words, rules, list, ruleNotes: ruleNotes(rules, list.book), notes, now }
      const json = input.flags.get('format')?.at(-1) === 'json'
      world.out(json ? `${jsonText(workJson(answer), 2)}\n` : workText(answer, input.flags.has('verbose')))
      const doubt = list.other > 0 || list.items.some(({ kind }) => kind !== 'product-not-named')
      return doubt || unreadable ? 3 : 0
    } finally {
      database.close()
    }
  },
}
