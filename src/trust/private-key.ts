import { createPrivateKey, type KeyObject } from 'node:crypto'
import { Problem } from '#base'
import { noKey, type PublicHalf, publicHalf } from './keys.ts'
import { onePem, type Pem } from './pem.ts'
import { keyOfPkcs8, newPkcs8, type SigningKind, sealedFault, sealPkcs8 } from './pkcs8.ts'

/** A key that signs, as node:crypto holds it: nothing of it is ever a text of ours. */
export interface PrivateKey {
  readonly object: KeyObject
  readonly open: PublicHalf
}

/** Gives the passphrase of a key when one is needed. Who asked fills it with zero. */
export type AskPassphrase = () => Promise<Uint8Array>

/** Ways to keep a private key: `cosign` and `pkcs8` under a passphrase, `plain` under none. */
export type KeyForm = 'cosign' | 'pkcs8' | 'plain'

/**
 * A private key in PEM: PKCS#8, plain or encrypted, SEC 1 as OpenSSL writes it, or cosign's. The file's bytes are filled with zero,
 * and so is the passphrase. Problems: `trust/not-a-key`, `trust/wrong-passphrase`; neither says anything of what was read.
 */
export async function privateKeyOf(file: Uint8Array, name: string, ask: AskPassphrase): Promise<PrivateKey> {
  const pem = onePem(file)
  try {
    if (!pem) throw noKey(name, 'it is not one block of PEM', 'PEM with a private key is wanted')
    return signing(await keyIn(pem, name, ask), name)
  } finally {
    file.fill(0)
    pem?.bytes.fill(0)
  }
}

function signing(object: KeyObject, name: string): PrivateKey {
  return { object, open: publicHalf(object, name) }
}

async function keyIn(pem: Pem, name: string, ask: AskPassphrase): Promise<KeyObject> {
  if (pem.headed)
    throw noKey(
      name,
      'it is encrypted in an old way',
      `put it into another form: openssl pkcs8 -topk8 -in ${name} -out key.pem`,
    )
  if (pem.label === 'PRIVATE KEY') return orNoKey(keyOfPkcs8(pem.bytes), name)
  if (pem.label === 'EC PRIVATE KEY') return orNoKey(keyOfSec1(pem.bytes), name)
  if (pem.label === 'ENCRYPTED PRIVATE KEY') {
    const fault = sealedFault(pem.bytes)
    if (fault) throw noKey(name, fault, `put it into another form: openssl pkcs8 -topk8 -in ${name} -out key.pem`)
    return opened(name, ask, async passphrase => keyOfPkcs8(pem.bytes, passphrase))
  }
  const { cosignLabels, openCosignKey } = await import('./cosign-key.ts')
  if ((cosignLabels as readonly string[]).includes(pem.label))
    return opened(name, ask, async passphrase => {
      const pkcs8 = openCosignKey(pem.bytes, passphrase, name)
      const key = pkcs8 && keyOfPkcs8(pkcs8)
      pkcs8?.fill(0)
      return key
    })
  const next =
    pem.label === 'PUBLIC KEY' ? 'name the private key that belongs to it' : 'PKCS#8 or a key of cosign is wanted'
  throw noKey(name, `it is a ${pem.label}`, next)
}

function orNoKey(key: KeyObject | undefined, name: string): KeyObject {
  if (!key) throw noKey(name, 'what is in its PEM is no private key, or is cut short')
  return key
}

function keyOfSec1(bytes: Buffer): KeyObject | undefined {
  try {
    return createPrivateKey({ key: bytes, format: 'der', type: 'sec1' })
  } catch {
    return undefined
  }
}

async function opened(
  name: string,
  ask: AskPassphrase,
  open: (passphrase: Uint8Array) => Promise<KeyObject | undefined>,
): Promise<KeyObject> {
  const passphrase = await ask()
  try {
    const key = await open(passphrase)
    if (key) return key
  } finally {
    passphrase.fill(0)
  }
  throw new Problem(
    'trust/wrong-passphrase',
    `Cannot open the key ${name}: the passphrase is not the one it was sealed with`,
    {
      at: name,
      next: 'or the file was damaged: bring it back from where it was kept',
    },
  )
}

/** A new key as the PEM of its private half, in the form that is wanted, and its public half. */
export async function newKey(
  kind: SigningKind,
  form: KeyForm,
  passphrase: Uint8Array,
  random: (bytes: number) => Uint8Array,
): Promise<{ label: string; bytes: Uint8Array; open: PublicHalf }> {
  const pkcs8 = newPair(kind, random)
  try {
    const open = publicHalf(orNoKey(keyOfPkcs8(pkcs8), 'that was made'), 'that was made')
    if (form === 'plain') return { label: 'PRIVATE KEY', bytes: Uint8Array.from(pkcs8), open }
    if (form === 'pkcs8') return { label: 'ENCRYPTED PRIVATE KEY', bytes: sealPkcs8(pkcs8, passphrase, random), open }
    const { cosignLabels, sealCosignKey } = await import('./cosign-key.ts')
    return { label: cosignLabels[0], bytes: sealCosignKey(pkcs8, passphrase, random), open }
  } finally {
    pkcs8.fill(0)
  }
}

function newPair(kind: SigningKind, random: (bytes: number) => Uint8Array): Uint8Array {
  for (;;) {
    const chance = random(32)
    const pkcs8 = newPkcs8(kind, chance)
    chance.fill(0)
    if (pkcs8) return pkcs8
  }
}
