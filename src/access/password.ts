import { argon2, timingSafeEqual } from 'node:crypto'
import { Problem } from '#base'

/** What a hash costs: memory in KiB, passes over it, lanes. */
export interface PasswordCost {
  memory: number
  passes: number
  lanes: number
}

/** The least that OWASP's password storage cheat sheet names for Argon2id: 19 MiB, two passes, one lane. */
export const passwordCost: PasswordCost = { memory: 19 * 1024, passes: 2, lanes: 1 }

/** More than any cost we ever write: a row of the database cannot make the machine work for ever. */
const dearest: PasswordCost = { memory: 1 << 20, passes: 16, lanes: 16 }
const hashLength = 32

/**
 * A password's hash in the PHC string form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
 *
 * @param random gives bytes of chance for the salt
 */
export async function hashPassword(
  password: string,
  random: (bytes: number) => Uint8Array,
  cost: PasswordCost = passwordCost,
): Promise<string> {
  const salt = random(16)
  const hash = await run(password, salt, cost, hashLength)
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.lanes}$${unpadded(salt)}$${unpadded(hash)}`
}

/**
 * Whether a password is the one of a kept hash. Without a hash, or with one that is none, it works as long for a password that nobody
 * has, and says no.
 */
export async function passwordIs(password: string, kept: string | undefined): Promise<boolean> {
  const { cost, salt, hash, real } = parts(kept) ?? nobodys
  const made = await run(password, salt, cost, hash.length)
  return timingSafeEqual(made, hash) && real
}

/** Whether a hash costs less than one made now: it is made again when its password is next known. */
export function isCheap(kept: string, cost: PasswordCost = passwordCost): boolean {
  const found = parts(kept)?.cost
  return found === undefined || found.memory < cost.memory || found.passes < cost.passes || found.lanes < cost.lanes
}

interface Parts {
  cost: PasswordCost
  salt: Buffer
  hash: Buffer
  real: boolean
}

const nobodys: Parts = { cost: passwordCost, salt: Buffer.alloc(16), hash: Buffer.alloc(hashLength), real: false }
const form = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

function parts(kept: string | undefined): Parts | undefined {
  const found = form.exec(kept ?? '')
  if (found === null) return undefined
  const [memory, passes, lanes] = found.slice(1, 4).map(Number) as [number, number, number]
  const over = memory > dearest.memory || passes > dearest.passes || lanes > dearest.lanes
  if (over || lanes < 1 || passes < 1 || memory < 8 * lanes) return undefined
  const [salt, hash] = found.slice(4).map(text => Buffer.from(text, 'base64')) as [Buffer, Buffer]
  return { cost: { memory, passes, lanes }, salt, hash, real: true }
}

const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** Hashes at once: the pool of threads they run in also reads files and looks names up. */
const atOnce = 2
const mostWaiting = 64
let running = 0
const waiting: (() => void)[] = []

/** One hash, away from the thread that answers. Throws `access/busy` where too many wait. */
async function run(password: string, nonce: Uint8Array, cost: PasswordCost, tagLength: number): Promise<Buffer> {
  if (running >= atOnce) {
    if (waiting.length >= mostWaiting)
      throw new Problem('access/busy', 'Cannot check a password now: too many are being checked', {
        next: 'try again in a few seconds',
      })
    await new Promise<void>(resolve => void waiting.push(resolve))
  } else running++
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      const message = Buffer.from(password.normalize('NFKC'))
      argon2(
        'argon2id',
        { message, nonce, parallelism: cost.lanes, tagLength, memory: cost.memory, passes: cost.passes },
        (error, hash) => (error === null ? resolve(hash) : reject(error)),
      )
    })
  } finally {
    // The place goes to who waits longest, and is free only when nobody does.
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}
