import { jsonText, Problem, type Tool, visible } from '#base'
import { databaseFolder } from './manifest.ts'

/** A key in PEM is a few hundred bytes. */
export const mostKeyBytes = 64 * 1024

/** `db export`. What signs is loaded when it is called: the other commands of the room start without it. */
export const exportTool: Tool = {
  kind: 'tool',
  about: 'Write the advisory database into one signed file, to be carried to where there is no network',
  more: 'The same database and key give the same bytes. The answer names the public key, which the other side is told once to\ntrust. A key is made with: openssl genpkey -algorithm ed25519 -out key.pem',
  words: [{ name: 'FILE', about: 'the file to write', count: 'one' }],
  flags: {
    key: { about: 'the private key that signs: Ed25519, PEM', value: 'FILE' },
    unsigned: { about: 'write it without a signature; the other side has to ask for that too' },
    db: { about: 'the folder of the database', value: 'DIR' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['db export db.millcert --key key.pem', 'signed, for a plant that trusts the key'],
    ['db export /media/db.millcert --key key.pem --db /srv/db', 'onto the carrier itself'],
    ['db export db.millcert --unsigned', 'for a trial'],
  ],
  async run(world, input) {
    const [path] = input.words as [string]
    const keyFile = input.flags.get('key')?.at(-1)
    const folder = databaseFolder(world, input)
    refuseOdd(path, keyFile, input.flags.has('unsigned'))
    const { signerOf } = await import('./export-signature.ts')
    const { writeExport } = await import('./export-file.ts')
    const signer = keyFile === undefined ? undefined : signerOf(world.disk.read(keyFile, mostKeyBytes), keyFile)
    world.progress('exporting', 0, 0)
    const { manifest, bytes, digest } = writeExport(world.disk, folder, path, signer, world.version)
    if (input.flags.get('format')?.at(-1) === 'json') {
      const { schema: _, digest: database, ...rest } = manifest
      const feeds = rest.feeds.map(({ withdrawnIds: _, withdrawnAt: __, withdrawnNames: ___, ...feed }) => feed)
      const signed = { signedBy: signer?.keyId ?? null, publicKey: signer?.publicKey ?? null }
      const answer = { schema: 'millcert-db-export/1', file: path, bytes, digest, ...signed, folder, database }
      world.out(`${jsonText({ ...answer, builtAt: rest.builtAt, segments: rest.segments, feeds }, 2)}\n`)
      return 0
    }
    world.out(`${visible(path)}: ${(bytes / 1e6).toFixed(1)} MB, ${digest}\n`)
    world.out(`database ${manifest.digest}, built ${manifest.builtAt}, ${manifest.feeds.length} feeds\n`)
    world.out(signer ? `signed by ${signer.keyId}\npublic key ${signer.publicKey}\n` : 'not signed\n')
    return 0
  },
}

function refuseOdd(path: string, keyFile: string | undefined, unsigned: boolean): void {
  const refused = (what: string, next: string) =>
    new Problem('cli/usage', `Cannot export to ${path}: ${what}`, { next })
  if (path === '-') throw refused('it is written beside and renamed, and needs the name of a file', 'name a file')
  if (path === keyFile) throw refused('the key stands there', 'name another file')
  if (keyFile === undefined && !unsigned)
    throw refused(
      'no key is named that signs it',
      '--key FILE; make one: openssl genpkey -algorithm ed25519 -out key.pem',
    )
  if (keyFile !== undefined && unsigned)
    throw refused('both --key and --unsigned are given', 'leave one of them out, also in the settings')
}
