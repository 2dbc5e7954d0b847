import { digest, type Network, Problem, quoted } from '#base'
import { conditions, type Fetched, refusedStatus } from './download.ts'

/** A small file as it came: held in memory, since it is looked at before it goes anywhere. */
export interface Came {
  readonly bytes: Uint8Array
  readonly fetched: Fetched
}

/** Asks for the papers and documents of one source, and for nothing else. */
export interface CsafClient {
  /** Whether the source may send somebody there at all. */
  mayAsk(url: string): boolean
  /** Whether a token goes there: what is not for everybody is only asked for with one. */
  hasToken(url: string): boolean
  /**
   * A file, undefined when it is the one that is known. Problems as those of `download`, and `base/network-refused` for what may not be
   * asked, `base/network-too-large` when all that came of the source is more than may be.
   */
  get(url: string, known: Fetched | undefined, mostBytes: number): Promise<Came | undefined>
}

export interface CsafAsking {
  mayAsk(url: string): boolean
  hasToken(url: string): boolean
  /** Where a file is to be had: at a mirror, or at its own address. Undefined for what cannot lie there. */
  placed(url: string): string | undefined
  /** A network for one origin. */
  open(origin: string): Network
  /** Bytes of one update of the source. */
  mostBytes: number
}

export function csafClient({ mayAsk, hasToken, placed, open, mostBytes }: CsafAsking): CsafClient {
  let spent = 0
  const client: CsafClient = {
    mayAsk,
    hasToken: url => hasToken(placed(url) ?? url),
    async get(url, known, most) {
      const address = mayAsk(url) ? placed(url) : undefined
      if (address === undefined)
        throw new Problem(
          'base/network-refused',
          `Cannot fetch ${quoted(url)}: the source may not send anybody there`,
          { at: url, next: 'name the origin with --csaf-origin if it is meant' },
        )
      const network = open(new URL(address).origin)
      const came = await twice(() => attempt(network, address, known, Math.min(most, mostBytes - spent)))
      spent += came?.bytes.length ?? 0
      return came
    },
  }
  return client
}

/** Why an answer broke off after it had begun: it is asked for once more. */
const cutCode = 'base/network'

async function twice(run: () => Promise<Came | undefined | { cut: Problem }>): Promise<Came | undefined> {
  for (let left = 1; ; left--) {
    const came = await run()
    if (came === undefined || !('cut' in came)) return came
    if (left === 0) throw came.cut
  }
}

async function attempt(
  network: Network,
  url: string,
  known: Fetched | undefined,
  mostBytes: number,
): Promise<Came | undefined | { cut: Problem }> {
  const asked = conditions(known?.url === url ? known : undefined)
  const reply = await network.get(url, asked, mostBytes)
  try {
    if (reply.status === 304 && Object.keys(asked).length > 0) return undefined
    if (reply.status !== 200) throw refusedStatus({ url }, reply)
    const coding = reply.header('content-encoding')
    if (coding !== undefined && coding !== 'identity')
      throw failed(url, `the answer is coded as ${quoted(coding)}, which nobody asked for`)
    const pieces: Uint8Array[] = []
    try {
      for await (const piece of reply.body) pieces.push(piece)
    } catch (error) {
      if (error instanceof Problem && error.code === cutCode) return { cut: error }
      throw error
    }
    const bytes = joined(pieces)
    if (bytes.length === 0) throw failed(url, 'the answer is empty')
    const etag = reply.header('etag') ?? null
    const lastModified = reply.header('last-modified') ?? null
    return { bytes, fetched: { url, etag, lastModified, digest: digest(bytes), bytes: bytes.length } }
  } finally {
    reply.close()
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

function failed(url: string, why: string): Problem {
  return new Problem('base/network', `Cannot fetch ${url}: ${why}`, { at: url })
}

/** Does something with each of many, at most so many at a time, in their order as far as that goes; stops starting when told to. */
export async function pooled<T>(
  items: readonly T[],
  most: number,
  run: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const work = async () => {
    for (let index = next++; index < items.length; index = next++) await run(items[index]!, index)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work))
}
