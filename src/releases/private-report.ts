import { type Disk, type Input, Problem, quoted, type Tool } from '#base'

/**
 * Writes a text so that only one recipient reads it: age (age-encryption.org/v1) to a public key `age1…`. Nothing is written in the clear.
 * Throws a Problem for a key that is none.
 */
async function writePrivately(disk: Disk, path: string, recipient: string, text: string): Promise<void> {
  const { Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  try {
    encrypter.addRecipient(recipient)
  } catch {
    throw new Problem('releases/bad-recipient', `Cannot encrypt for ${quoted(recipient)}: it is no age public key`, {
      at: recipient,
      wanted: 'age1 with 58 characters behind it',
      next: 'make a pair of keys with age-keygen, and name the public one',
    })
  }
  disk.write(path, [await encrypter.encrypt(text)])
}

/** Flags of commands whose answer not everybody may read. */
export const privateFlags: Tool['flags'] = {
  'private-report': { about: 'write the whole answer to a file that only the recipient can read', value: 'FILE' },
  recipient: { about: 'whom the private report is encrypted for: a public key of age', value: 'KEY' },
}

/** Whether anybody may read the log, and what keeps the whole answer where it was asked for; without a recipient nothing is written. */
export function readersOf(disk: Disk, input: Input): { open: boolean; keep(text: string): Promise<void> } {
  const report = input.flags.get('private-report')?.at(-1)
  const recipient = input.flags.get('recipient')?.at(-1)
  if ((report === undefined) !== (recipient === undefined))
    throw new Problem(
      'cli/usage',
      'Cannot write a private report: --private-report FILE and --recipient KEY go together',
      { wanted: '--private-report report.age --recipient age1…' },
    )
  return {
    open: input.flags.has('public-log'),
    async keep(text) {
      if (report !== undefined && recipient !== undefined) await writePrivately(disk, report, recipient, text)
    },
  }
}
