import {
  type Digest,
  type Disk,
  defaultLimits,
  digester,
  type Network,
  Problem,
  parseJson,
  quoted,
  type Reply,
} from '#base'

/** What is known of an original that was fetched before. */
export interface Fetched {
  url: string
  etag: string | null
  lastModified: string | null
  digest: Digest
  bytes: number
}

/** What a part of an answer belongs to; it stands beside the part. */
interface PartOf {
  url: string
  etag: string | null
  lastModified: string | null
}

/** What fetching asks for and where it puts it. */
export interface Order {
  url: string
  /** Where the whole file goes; a part of it lies beside as `.part`, what it belongs to as `.part.json`. */
  path: string
  /** What there is of it already, when the file is still there. */
  known: Fetched | undefined
  mostBytes: number
  onProgress(done: number, total: number): void
}

const tooLargeCode = 'base/network-too-large'

/** Fetches go on where they were cut so often; each time some bytes must have come. */
const mostResumes = 5

/**
 * Fetches one file: asks only for what is newer (ETag, Last-Modified), goes on where an earlier fetch was cut (Range with
 * If-Range, RFC 9110 §13.1.5 and §14.2), and puts the file in place only when it is whole. Undefined when nothing is newer.
 * A Problem (`base/network`, `base/network-missing` where there is no such file, `base/network-too-large`, `base/network-slow`) for anything that is no whole answer; what stood at the
 * path still stands there then.
 */
export async function download(disk: Disk, network: Network, order: Order): Promise<Fetched | undefined> {
  for (let resumes = 0; ; resumes++) {
    const before = partSize(disk, order.path)
    try {
      return await attempt(disk, network, order)
    } catch (error) {
      if (error instanceof Problem && error.code === tooLargeCode) dropPart(disk, order.path)
      const grown = partSize(disk, order.path) > before
      if (!(error instanceof Problem) || error.code !== 'base/network' || !grown || resumes >= mostResumes) throw error
    }
  }
}

async function attempt(disk: Disk, network: Network, order: Order): Promise<Fetched | undefined> {
  const { url, path, known } = order
  const part = partAt(disk, order)
  const headers: Record<string, string> = part
    ? { range: `bytes=${part.size}-`, 'if-range': part.of.etag ?? part.of.lastModified! }
    : conditions(known?.url === url ? known : undefined)
  const reply = await network.get(url, headers, order.mostBytes)
  try {
    if (reply.status === 304 && !part && known?.url === url) return undefined
    const from = startOf(reply, part)
    if (reply.status === 416 && part) {
      dropPart(disk, path)
      reply.close()
      return await attempt(disk, network, order)
    }
    if (from === undefined) {
      if (part && reply.status === 206) dropPart(disk, path)
      throw refusedStatus(order, reply)
    }
    if (reply.header('content-encoding') !== undefined && reply.header('content-encoding') !== 'identity')
      throw wrong(order, `the answer is coded as ${quoted(reply.header('content-encoding'))}, which nobody asked for`)
    return await received(disk, order, reply, from)
  } finally {
    reply.close()
  }
}

/** Where the body of an answer starts: undefined when it is neither the whole file nor what follows the part of the same one. */
function startOf(reply: Reply, part: { size: number; of: PartOf } | undefined): number | undefined {
  if (reply.status === 200) return 0
  if (reply.status !== 206 || !part) return undefined
  const range = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(reply.header('content-range') ?? '')
  const etag = reply.header('etag')
  return Number(range?.[1]) === part.size && (etag === undefined || part.of.etag === null || etag === part.of.etag)
    ? part.size
    : undefined
}

/** Headers that ask for a file only when it is another one than is known. */
export function conditions(known: Fetched | undefined): Record<string, string> {
  return {
    ...(known?.etag != null && { 'if-none-match': known.etag }),
    ...(known?.etag == null && known?.lastModified != null && { 'if-modified-since': known.lastModified }),
  }
}

async function received(disk: Disk, order: Order, reply: Reply, from: number): Promise<Fetched> {
  const { url, path } = order
  const of = { url, etag: reply.header('etag') ?? null, lastModified: reply.header('last-modified') ?? null }
  const total = wholeLength(reply, from)
  if (from === 0) dropPart(disk, path)
  disk.write(`${path}.part.json`, [`${JSON.stringify(of)}\n`])
  let size = from
  const file = disk.append(`${path}.part`)
  try {
    // Somebody else may be fetching the same: what two write into one file is neither's.
    if (file.size !== from) throw wrong(order, 'another fetch writes the same file')
    for await (const piece of reply.body) {
      if (size + piece.length > order.mostBytes) throw tooLarge(order)
      file.write(piece)
      size += piece.length
      order.onProgress(size, total ?? 0)
    }
  } finally {
    file.close()
  }
  const whole = total === undefined || total === size
  if (!whole || size === 0 || disk.stat(`${path}.part`)?.size !== size) {
    dropPart(disk, path)
    throw wrong(order, size === 0 ? 'the answer is empty' : `${size} bytes came of ${total ?? size}`)
  }
  const hash = digester()
  for (const piece of disk.chunks(`${path}.part`)) hash.add(piece)
  disk.rename(`${path}.part`, path)
  dropPart(disk, path)
  return { ...of, digest: hash.digest(), bytes: size }
}

/** How long the whole file is, as the answer states it. */
function wholeLength(reply: Reply, from: number): number | undefined {
  const text = from > 0 ? /\/(\d+)$/.exec(reply.header('content-range') ?? '')?.[1] : reply.header('content-length')
  return text === undefined ? undefined : Number(text)
}

/** The part of an earlier fetch, when it is of the same address and there is something by which a server knows the file again. */
function partAt(disk: Disk, { path, url }: Order): { size: number; of: PartOf } | undefined {
  const size = partSize(disk, path)
  if (size === 0) return undefined
  let of: Partial<PartOf> | null
  try {
    of = parseJson(disk.read(`${path}.part.json`, 64 * 1024), defaultLimits, path) as Partial<PartOf> | null
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    of = null
  }
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
  // A weak tag does not promise equal bytes (RFC 9110 §8.8.1).
  const etag = text(of?.etag)?.startsWith('W/') ? null : text(of?.etag)
  const lastModified = text(of?.lastModified)
  if (of?.url !== url || (etag === null && lastModified === null)) {
    dropPart(disk, path)
    return undefined
  }
  return { size, of: { url, etag, lastModified } }
}

function partSize(disk: Disk, path: string): number {
  return disk.stat(`${path}.part`)?.size ?? 0
}

function dropPart(disk: Disk, path: string): void {
  for (const name of [`${path}.part`, `${path}.part.json`]) if (disk.stat(name)) disk.remove(name)
}

/** Why an answer is no file. */
export function refusedStatus(order: Pick<Order, 'url'>, reply: Reply): Problem {
  const { status } = reply
  if (status >= 300 && status < 400 && status !== 304) {
    const to = reply.header('location')
    const where = to === undefined ? 'elsewhere' : `to ${quoted(withoutSecrets(to))}`
    return wrong(order, `the answer is ${status}, ${where}: redirects are not followed`)
  }
  if (status === 206) return wrong(order, 'the answer is another part than asked for')
  if (status === 404 || status === 410)
    return new Problem('base/network-missing', `Cannot fetch ${withoutSecrets(order.url)}: the answer is ${status}`, {
      at: order.url,
    })
  const later = reply.header('retry-after')
  return wrong(
    order,
    `the answer is ${status}${later === undefined ? '' : `, to be asked again after ${quoted(later)}`}`,
  )
}

/** An address without what may let somebody in: name, password, query. */
function withoutSecrets(url: string): string {
  return url.replace(/^(\w*:?\/\/)[^/]*@/, '$1').replace(/[?#].*$/s, '')
}

function wrong({ url }: Pick<Order, 'url'>, why: string): Problem {
  return new Problem('base/network', `Cannot fetch ${withoutSecrets(url)}: ${why}`, { at: url })
}

function tooLarge({ url, mostBytes }: Order): Problem {
  return new Problem(tooLargeCode, `Cannot fetch ${withoutSecrets(url)}: larger than the limit of ${mostBytes} bytes`, {
    at: url,
  })
}
