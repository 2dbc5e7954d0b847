import { Buffer } from 'node:buffer'
import { type Disk, Problem } from '#base'
import { passphraseSettings } from './signer.ts'

/** Where passphrases come from. No argument holds one: arguments are read by everybody on the machine. */
export interface PassphraseSource {
  readonly disk: Disk
  env(name: string): string | undefined
  secret?(question: string): Promise<Uint8Array | undefined>
  /** A file that holds it, if one was named. */
  readonly file: string | undefined
}

const mostBytes = 4096

/** Takes how one is asked for, in the words of a flag, to every command that may need one. */
export const passphraseFlag = {
  'passphrase-file': {
    about:
      'a file whose first line is the passphrase of the key; else MILLCERT_PASSPHRASE, COSIGN_PASSWORD or the terminal',
    value: 'FILE',
  },
} as const

/** The passphrase of a key: from the file, the environment or the terminal. Who asked fills it with zero. A Problem `trust/no-passphrase`. */
export async function passphraseOf(source: PassphraseSource, key: string): Promise<Uint8Array> {
  return given(source) ?? (await typed(source, `Passphrase of ${key}: `, key))
}

/** A passphrase for a key that is made: not empty, and typed twice where it is typed. */
export async function newPassphrase(source: PassphraseSource, key: string): Promise<Uint8Array> {
  const found = given(source) ?? (await typedTwice(source, key))
  if (found.length > 0) return found
  throw new Problem('trust/no-passphrase', `Cannot make ${key}: its passphrase is empty`, {
    at: key,
    next: 'for a key without one: --form plain',
  })
}

function given({ disk, env, file }: PassphraseSource): Uint8Array | undefined {
  if (file !== undefined) return firstLine(disk.read(file, mostBytes))
  const setting = passphraseSettings.map(name => env(name)).find(text => text !== undefined)
  return setting === undefined ? undefined : Buffer.from(setting)
}

/** The first line as a copy; the rest of the file is filled with zero. */
function firstLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0x0a)
  const whole = end < 0 ? bytes : bytes.subarray(0, end)
  const line = Uint8Array.from(whole.at(-1) === 0x0d ? whole.subarray(0, -1) : whole)
  bytes.fill(0)
  return line
}

async function typedTwice(source: PassphraseSource, key: string): Promise<Uint8Array> {
  const first = await typed(source, `Passphrase for ${key}: `, key)
  const second = await typed(source, 'The same once more: ', key)
  const same = Buffer.from(first).equals(second)
  second.fill(0)
  if (same) return first
  first.fill(0)
  throw new Problem('trust/no-passphrase', `Cannot make ${key}: two different passphrases were typed`, { at: key })
}

async function typed(source: PassphraseSource, question: string, key: string): Promise<Uint8Array> {
  const found = await source.secret?.(question)
  if (found) return found
  throw new Problem(
    'trust/no-passphrase',
    `Cannot open ${key}: it wants a passphrase, and there is no terminal to ask on`,
    {
      at: key,
      next: 'name a file that holds it with --passphrase-file, or set MILLCERT_PASSPHRASE',
    },
  )
}
