import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import {
  type Disk,
  type Input,
  jsonText,
  type Limits,
  Problem,
  type Program,
  parseJson,
  quoted,
  type Tool,
  visible,
} from '#base'
import { fileBundle, statementBundle } from './bundle-text.ts'
import { publicHalfOf } from './keys.ts'
import { type PassphraseSource, passphraseFlag, passphraseOf } from './passphrase.ts'
import { mostPemBytes } from './pem.ts'
import { privateKeyOf } from './private-key.ts'
import { commandSigner, keySigner, type Signer, type SignerInput } from './signer.ts'
import { isObject, readStatement, statementTypes } from './statement.ts'

/** A bundle that was made, before anything is written. */
export interface Made {
  /** What was signed. */
  file: string
  sha256: string
  /** Where it goes; undefined where it is the answer itself. */
  path: string | undefined
  bundle: string
}

/** The part of the world that signing takes. */
export type Place = PassphraseSource & { limits: Limits; start?(program: Program): Promise<Uint8Array> }

/** `sign`. */
export const signTool: Tool = {
  kind: 'tool',
  about: 'Sign files, or a statement about files, with a key: one Sigstore bundle each',
  more: 'No network and no account: what is written is checked with the public half of the key alone, by millcert verify and by\n`cosign verify-blob --key KEY.pub --bundle FILE.sigstore.json --insecure-ignore-tlog FILE`. Nothing in it says when it was signed.\n\nKeys: ECDSA over P-256 and Ed25519, in PKCS#8 or as cosign keeps them; the tools of Sigstore check files only with the first.\n\n`--signer exec:COMMAND` signs with what Millcert does not hold, a token or an HSM. The command is started without a shell and gets 32\nbytes on standard input, the SHA-256 of what is signed; for Ed25519 and with `--signer-input bytes`, the bytes themselves. It writes the\nsignature, and nothing else, to standard output: ECDSA in DER or as r and s (64 bytes), Ed25519 as 64 bytes, plain or in base64, and ends\nwith 0 within two minutes.',
  words: [{ name: 'FILE', about: 'a file to sign; - is standard input', count: 'any' }],
  flags: {
    key: { about: 'the private key that signs, PEM; with --signer the public half of its key', value: 'FILE' },
    signer: { about: 'a command that signs, as exec:"openssl pkeyutl -sign -inkey key.pem"', value: 'exec:COMMAND' },
    'signer-input': { about: 'what the command gets', value: 'WHAT', choices: ['digest', 'bytes'] },
    ...passphraseFlag,
    statement: { about: 'sign this in-toto statement; each FILE has to be a subject of it', value: 'FILE' },
    predicate: { about: 'sign a statement that says this, a JSON object, of every FILE', value: 'FILE' },
    'predicate-type': { about: 'what kind of predicate that is, an address', value: 'URI' },
    keyless: { about: 'sign with a key that is forgotten after, in the name of who logs in; opens connections' },
    'identity-token-file': {
      about: 'a token of the login service; else SIGSTORE_ID_TOKEN, else somebody is asked',
      value: 'FILE',
    },
    browser: { about: 'log in with a browser of this machine; else with any, by a code that is typed there' },
    fulcio: { about: 'the certificate authority of --keyless', value: 'URL' },
    rekor: { about: 'the transparency log of --keyless', value: 'URL' },
    'rekor-version': { about: 'the version of that log, 1 where it is left out', value: 'NUMBER', choices: ['1', '2'] },
    tsa: { about: 'the time stamping authority of --keyless; a log of version 2 needs one', value: 'URL' },
    'oidc-issuer': { about: 'the login service of --keyless', value: 'URL' },
    replace: { about: 'write over bundles that are there' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['sign pump.bin --key release.key', 'writes pump.bin.sigstore.json'],
    [
      'sign pump.bin --key release.pub --signer exec:"openssl pkeyutl -sign -inkey raw.pem"',
      'signed by another program',
    ],
    ['sign pump.bin --statement provenance.json --key release.key', 'a statement about the file'],
  ],
  async run(world, input) {
    const output = input.flags.get('output')?.at(-1)
    refuseOdd(input, output)
    const place: Place = { ...world, file: input.flags.get('passphrase-file')?.at(-1) }
    // What was entered into a log stays there: nothing is asked where the bundle has no place.
    if (input.flags.has('keyless') && output === undefined && !input.flags.has('replace'))
      refuseThere(
        world.disk,
        input.words.map(file => ({ file, path: `${file}.sigstore.json` })),
      )
    const keyless = input.flags.has('keyless')
      ? await (await import('./keyless-command.ts')).keylessMade(world, input)
      : undefined
    const signer = keyless ? undefined : await signerOf(place, input)
    const made = !signer
      ? keyless!.map(one => ({ ...one, path: output === undefined ? one.path : undefined }))
      : input.flags.has('statement') || input.flags.has('predicate')
        ? [await statementMade(place, signer, input, output)]
        : await filesMade(place, signer, input, output)
    if (!input.flags.has('replace')) refuseThere(world.disk, made)
    for (const { path, bundle } of made) if (path !== undefined) world.disk.write(path, [bundle, '\n'])
    if (output !== undefined) world.out(`${made[0]!.bundle}\n`)
    else if (input.flags.get('format')?.at(-1) === 'json') {
      const signed = made.map(({ file, sha256, path }) => ({ file, sha256, bundle: path }))
      const key = signer ? { kind: signer.open.kind, hint: signer.open.hint } : null
      world.out(`${jsonText({ schema: 'millcert-sign/1', key, signed }, 2)}\n`)
    } else for (const { file, path } of made) world.out(`${visible(file)}: signed, ${visible(path!)}\n`)
    return 0
  },
}

function refuseOdd({ words, flags }: Input, output: string | undefined): void {
  const refused = (what: string, next: string) => new Problem('cli/usage', `Cannot sign: ${what}`, { next })
  const said = flags.has('statement') || flags.has('predicate')
  if (flags.has('statement') && flags.has('predicate'))
    throw refused('both a statement and a predicate are named', 'leave one out')
  if (flags.has('predicate') !== flags.has('predicate-type'))
    throw refused('--predicate and --predicate-type go together', 'name the file and the address of its kind')
  if (words.length === 0 && !flags.has('statement')) throw refused('no file is named', 'millcert sign FILE --key KEY')
  if (words.length > 1 && output !== undefined && !said)
    throw refused(
      'one bundle goes into --output, and several files are named',
      'leave --output out: each gets its own beside it',
    )
  if ((words.includes('-') || (words.length > 1 && flags.has('predicate'))) && output === undefined)
    throw refused('there is no one file that the bundle could lie beside', 'name it with --output')
  if (flags.has('keyless')) {
    const odd = ['key', 'signer', 'statement', 'predicate'].find(name => flags.has(name))
    if (odd !== undefined) throw refused(`--keyless and --${odd} do not go together`, 'leave one of them out')
  } else if (!flags.has('key')) throw refused('no key is named', '--key FILE; make one: millcert keys make FILE')
}

function refuseThere(disk: Disk, made: readonly Pick<Made, 'file' | 'path'>[]): void {
  const there = made.find(({ path }) => path !== undefined && disk.stat(path))
  if (there)
    throw new Problem('trust/exists', `Cannot sign ${there.file}: ${there.path} is there already`, {
      at: there.path!,
      next: 'to write over it: --replace',
    })
}

/** Who signs, as the flags `key`, `signer`, `signer-input` and `passphrase-file` name them; `key` must stand there. */
export async function signerOf(place: Place, { flags }: Input): Promise<Signer> {
  const name = flags.get('key')!.at(-1)!
  const file = place.disk.read(name, mostPemBytes)
  const command = flags.get('signer')?.at(-1)
  if (command === undefined) return keySigner(await privateKeyOf(file, name, () => passphraseOf(place, name)))
  const { start } = place
  if (!command.startsWith('exec:') || !start)
    throw new Problem('cli/usage', `Cannot take --signer ${quoted(command)}: exec:COMMAND is wanted`)
  const input = flags.get('signer-input')?.at(-1) as SignerInput | undefined
  return commandSigner(command.slice('exec:'.length), publicHalfOf(file, name), { start, input })
}

async function filesMade(place: Place, signer: Signer, { words }: Input, output: string | undefined): Promise<Made[]> {
  const made: Made[] = []
  for (const file of words) {
    const signature = await signer.sign(place.disk.chunks(file), file)
    const path = output === undefined ? `${file}.sigstore.json` : undefined
    made.push({ file, sha256: signature.sha256.toString('hex'), path, bundle: fileBundle(signer, signature) })
  }
  return made
}

async function statementMade(place: Place, signer: Signer, input: Input, output: string | undefined): Promise<Made> {
  const subjects = input.words.map(file => ({ file, sha256: sha256Of(place.disk, file) }))
  const given = input.flags.get('statement')?.at(-1)
  const file = given ?? input.words[0]!
  const bytes =
    given === undefined ? madeStatement(place, input, subjects) : place.disk.read(given, place.limits.element)
  const statement = readStatement(bytes, place.limits, file)
  for (const subject of subjects)
    if (!statement.subjects.some(({ digest }) => digest['sha256'] === subject.sha256))
      throw new Problem(
        'trust/no-subject',
        `Cannot sign ${file}: none of its subjects has the digest of ${subject.file}`,
        {
          at: file,
          wanted: `sha256 ${subject.sha256}`,
        },
      )
  const path = given === undefined ? `${file}.intoto.sigstore.json` : `${file}.sigstore.json`
  const bundle = await statementBundle(signer, bytes, file)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { file, sha256, path: output === undefined ? path : undefined, bundle }
}

function madeStatement(
  { disk, limits }: Place,
  { flags }: Input,
  subjects: readonly { file: string; sha256: string }[],
): Uint8Array {
  const name = flags.get('predicate')!.at(-1)!
  const predicate = parseJson(disk.read(name, limits.element), limits, name)
  if (!isObject(predicate))
    throw new Problem('trust/not-a-predicate', `Cannot read ${name}: a JSON object is wanted`, { at: name })
  const subject = subjects.map(({ file, sha256 }) => ({ name: file.replace(/^.*[/\\]/, ''), digest: { sha256 } }))
  const predicateType = flags.get('predicate-type')!.at(-1)!
  return Buffer.from(jsonText({ _type: statementTypes[0], subject, predicateType, predicate }))
}

function sha256Of(disk: Disk, file: string): string {
  const hash = createHash('sha256')
  for (const piece of disk.chunks(file)) hash.update(piece)
  return hash.digest('hex')
}
