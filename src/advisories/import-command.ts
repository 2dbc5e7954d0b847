import { type Disk, jsonText, Problem, type Tool } from '#base'
import { mostKeyBytes } from './export-command.ts'
import type { TrustedKey } from './export-signature.ts'
import { databaseFolder } from './manifest.ts'

/** `db import`. What verifies is loaded when it is called: the other commands of the room start without it. */
export const importTool: Tool = {
  kind: 'tool',
  about: 'Verify a file of db export, show what it changes, and put it in the place of the advisory database',
  more: 'Nothing changes before all of the file is verified. An older database, and one with suddenly fewer records, is held back\nuntil --accept says that a person looked; the exit code is then 1. A key is named as a file or by its base64.',
  words: [{ name: 'FILE', about: 'what db export wrote', count: 'one' }],
  flags: {
    trust: { about: 'a public key whose exports are taken', value: 'KEY', repeat: true },
    unsigned: { about: 'take a file that nobody signed' },
    'dry-run': { about: 'only show what would change' },
    accept: { about: 'take it although it is older, or much is gone from it' },
    db: { about: 'the folder of the database', value: 'DIR' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['db import /media/db.millcert --trust office.pem', 'from a carrier'],
    ['db import db.millcert --trust office.pem --dry-run', 'what would change, feed by feed'],
    ['db import db.millcert --trust office.pem --accept', 'after a look at why it was held back'],
  ],
  async run(world, input) {
    const [path] = input.words as [string]
    const folder = databaseFolder(world, input)
    const trust = await trustOf(world.disk, path, input.flags.get('trust') ?? [], input.flags.has('unsigned'))
    const { openExport } = await import('./import-file.ts')
    const { previewOf } = await import('./import-preview.ts')
    const { importAnswer, importText } = await import('./import-report.ts')
    world.progress('verifying', 0, 0)
    const opened = openExport(world.disk, path, trust, world.limits)
    try {
      world.progress('comparing', 0, 0)
      const preview = previewOf(world.disk, folder, opened)
      const held = preview.doubts.length > 0 && !input.flags.has('accept')
      const dry = input.flags.has('dry-run')
      const outcome = preview.same ? 'unchanged' : held ? 'held-back' : dry ? 'previewed' : 'imported'
      if (outcome === 'imported') {
        const { publishExport } = await import('./import-publish.ts')
        publishExport(world.disk, folder, path, opened)
      }
      const about = { path, folder, outcome, statement: opened.statement, signedBy: opened.signedBy, preview } as const
      if (input.flags.get('format')?.at(-1) === 'json') world.out(`${jsonText(importAnswer(about), 2)}\n`)
      else world.out(importText(about))
      if (outcome === 'held-back') world.say('The database is as it was. After a look: the same command with --accept.')
      return outcome === 'held-back' ? 1 : 0
    } finally {
      opened.close()
    }
  },
}

/** The keys that are trusted. Nobody to trust is no reason to trust everybody. */
async function trustOf(
  disk: Disk,
  path: string,
  words: readonly string[],
  unsigned: boolean,
): Promise<readonly TrustedKey[] | 'unsigned'> {
  const refused = (what: string, next: string) => new Problem('cli/usage', `Cannot import ${path}: ${what}`, { next })
  if (unsigned && words.length > 0)
    throw refused('both --trust and --unsigned are given', 'leave one of them out, also in the settings')
  if (unsigned) return 'unsigned'
  if (words.length === 0) throw refused('no key is trusted', 'name the public key of who exports: --trust FILE')
  const { isPublicKeyText, trustedPem, trustedText } = await import('./export-signature.ts')
  return words.map(word =>
    isPublicKeyText(word) ? trustedText(word) : trustedPem(disk.read(word, mostKeyBytes), word),
  )
}
