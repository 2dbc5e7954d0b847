import { Buffer } from 'node:buffer'
import { Problem } from '#base'
import type { Envelope, Signed } from '../envelopes.ts'
import { openpgpChecks } from '../openpgp-check.ts'
import { detachedPackets, signersOf } from '../openpgp-packets.ts'

interface SignedOpenpgp extends Signed {
  /** The signature packets, without armour. */
  readonly packets: Uint8Array
}

const mostBytes = 1024 ** 2

/** A detached signature of OpenPGP (RFC 9580), armoured or binary: `.asc` and `.sig` beside files, and beside documents of CSAF. */
export const openpgp: Envelope<SignedOpenpgp> = {
  id: 'openpgp',
  label: 'OpenPGP signature',
  proves: 'The holder of a pinned OpenPGP key signed the file, and that key was neither revoked nor had run out',
  provesNot:
    'When it was signed: the time in it is what the signer says; and nothing of names in the key that others may have put there',
  suffixes: ['.asc', '.sig', '.gpg'],
  sniff: ({ bytes, text }) =>
    /^\s*-----BEGIN PGP (?:SIGNATURE|SIGNED MESSAGE|MESSAGE)-----/.test(text) || detachedPackets(bytes) !== undefined,
  async read(bytes, _limits, name) {
    const wrong = (what: string) => new Problem('trust/not-openpgp', `Cannot read ${name}: ${what}`, { at: name })
    if (bytes.length > mostBytes) throw wrong(`it has more than ${mostBytes} bytes`)
    const text = Buffer.from(bytes).toString('latin1').trimStart()
    if (/^-----BEGIN PGP (?:SIGNED )?MESSAGE-----/.test(text))
      throw wrong('it carries what was signed along; a signature by itself is wanted')
    const packets = text.startsWith('-----BEGIN PGP SIGNATURE-----') ? await unarmored(text, wrong) : bytes
    const ids = signersOf(packets)
    if (ids === undefined) throw wrong('it is not one or some signatures and nothing else')
    return {
      about: { kind: 'file', digests: [] },
      by: { kind: 'key', hint: ids.join(', ') },
      said: {},
      packets,
    }
  },
  wants: () => [],
  check: ({ packets }, { artifact, policy, now }) => openpgpChecks(packets, artifact, policy, now),
}

/** The library checks the armour and its sum. */
async function unarmored(text: string, wrong: (what: string) => Problem): Promise<Uint8Array> {
  if (text.indexOf('-----BEGIN', 5) >= 0) throw wrong('there is more than one armoured part in it')
  const { unarmor } = await import('openpgp')
  try {
    const { data } = await unarmor(text)
    return Uint8Array.from(data as Uint8Array)
  } catch {
    throw wrong('its armour is broken')
  }
}
