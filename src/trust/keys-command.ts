import { jsonText, Problem, type Tool, visible } from '#base'
import { publicHalfOf } from './keys.ts'
import { newPassphrase, passphraseFlag, passphraseOf } from './passphrase.ts'
import { mostPemBytes, onePem, pemOf } from './pem.ts'
import type { SigningKind } from './pkcs8.ts'
import { type KeyForm, newKey, privateKeyOf } from './private-key.ts'

const kinds: readonly SigningKind[] = ['ecdsa-p256', 'ed25519']
const forms: readonly KeyForm[] = ['cosign', 'pkcs8', 'plain']
const kindWords: Readonly<Record<SigningKind, string>> = { 'ecdsa-p256': 'ECDSA over P-256', ed25519: 'Ed25519' }

const format = { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] }

/** `keys make`. */
export const keysMakeTool: Tool = {
  kind: 'tool',
  about: 'Make a key that signs, in two files: the private half under a passphrase, and the public half beside it',
  more: 'The public half is what others are told once to trust. A key of ecdsa-p256 is what every tool of Sigstore checks; ed25519 gives the\nsame signature each time. `cosign` is the form that cosign reads, `pkcs8` the one of OpenSSL and most others.',
  words: [{ name: 'FILE', about: 'the file of the private half; the public one ends in .pub', count: 'one' }],
  flags: {
    kind: { about: 'the kind of key, ecdsa-p256 where it is left out', value: 'KIND', choices: kinds },
    form: {
      about: 'how it is kept, cosign where it is left out; plain is under no passphrase',
      value: 'FORM',
      choices: forms,
    },
    ...passphraseFlag,
    format,
  },
  examples: [
    ['keys make release.key', 'asks for a passphrase; release.pub is for everybody'],
    ['keys make release.key --kind ed25519 --form pkcs8', 'for tools that read PKCS#8'],
    ['keys make release.key --passphrase-file pass.txt', 'where nobody types'],
  ],
  async run(world, input) {
    const [path] = input.words as [string]
    const form = (input.flags.get('form')?.at(-1) ?? 'cosign') as KeyForm
    const kind = (input.flags.get('kind')?.at(-1) ?? 'ecdsa-p256') as SigningKind
    const publicPath = `${path.replace(/\.(?:key|pem)$/, '')}.pub`
    for (const there of [path, publicPath])
      if (world.disk.stat(there))
        throw new Problem('trust/exists', `Cannot make ${path}: ${there} is there, and a key is not written over`, {
          at: there,
          next: 'name another file',
        })
    const source = { ...world, file: input.flags.get('passphrase-file')?.at(-1) }
    const passphrase = form === 'plain' ? new Uint8Array(0) : await newPassphrase(source, path)
    const { label, bytes, open } = await newKey(kind, form, passphrase, world.random)
    passphrase.fill(0)
    const pem = pemOf(label, bytes)
    bytes.fill(0)
    world.disk.write(path, [pem])
    pem.fill(0)
    world.disk.write(publicPath, [open.pem])
    if (input.flags.get('format')?.at(-1) === 'json') {
      const answer = { privateKey: path, publicKey: publicPath, kind, form, hint: open.hint }
      world.out(`${jsonText({ schema: 'millcert-keys-make/1', ...answer }, 2)}\n`)
    } else {
      world.out(
        `${visible(path)}: a private key of ${kindWords[kind]}, ${form === 'plain' ? 'not sealed' : 'sealed'}\n`,
      )
      world.out(`${visible(publicPath)}: its public half, ${open.hint}\n`)
    }
    return 0
  },
}

/** `keys show`. */
export const keysShowTool: Tool = {
  kind: 'tool',
  about: 'Tell what a key is, and write its public half',
  words: [{ name: 'FILE', about: 'a private or a public key', count: 'one' }],
  flags: { ...passphraseFlag, format },
  examples: [
    ['keys show release.key', 'its public half, to be handed out'],
    ['keys show vendor.pub --format json', 'which kind it is, and how bundles call it'],
    ['keys show release.key --output release.pub', 'into a file'],
  ],
  async run(world, input) {
    const [path] = input.words as [string]
    const file = world.disk.read(path, mostPemBytes)
    const source = { ...world, file: input.flags.get('passphrase-file')?.at(-1) }
    const isPrivate = onePem(file)?.label.endsWith('PRIVATE KEY') === true
    const open = isPrivate
      ? (await privateKeyOf(file, path, () => passphraseOf(source, path))).open
      : publicHalfOf(file, path)
    if (input.flags.get('format')?.at(-1) === 'json')
      world.out(
        `${jsonText({ schema: 'millcert-keys-show/1', file: path, private: isPrivate, kind: open.kind, hint: open.hint, publicKey: open.pem }, 2)}\n`,
      )
    else {
      world.out(open.pem)
      world.say(
        `${visible(path)}: ${isPrivate ? 'the private' : 'a public'} key of ${kindWords[open.kind]}, ${open.hint}`,
      )
    }
    return 0
  },
}
