import { type Disk, Problem, quoted } from '#base'

/**
 * Writes a text so that only one recipient reads it: age (age-encryption.org/v1) to a public key `age1…`. Nothing is written in the clear.
 * Throws a Problem for a key that is none.
 */
export async function writePrivately(disk: Disk, path: string, recipient: string, text: string): Promise<void> {
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
