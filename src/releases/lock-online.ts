import { Buffer } from 'node:buffer'
import { decodeText, type Network, Problem } from '#base'
import { parsePurl } from '#identity'
import type { Finding, LockReport, Pin } from './lock-finding.ts'
import { isElsewhere } from './lock-pins.ts'
import { type Published, type Registry, type SilentOrigins, silentOrigins } from './lock-registry.ts'
import * as all from './registries/all.ts'

export const registries: readonly Registry[] = Object.values(all)

/** One answer: the versions of one package with many are the most there is. */
const mostBytes = 32 * 1024 ** 2
/** Questions under way at a time. */
const together = 6

/** How registries are reached: their origins by the type of their packages. */
export interface Reaching {
  network: Network
  origins: ReadonlyMap<string, string>
  progress(label: string, done: number, total: number): void
}

/** What came of asking. */
export interface Verified {
  right: number
  /** Questions that no registry answered. */
  failed: number
  findings: Finding[]
}

/** Every package of a registry once, with all the places that pin it. */
interface Question {
  registry: Registry
  /** Where it is asked. */
  origin: string
  pin: Pin
  places: { file: string; pin: Pin }[]
}

/**
 * Compares every recorded hash with what the registry says of that version. A hash that the registry does not have is a mismatch, also
 * where it has others of those recorded: an installer would take a file for it that nobody published.
 */
export async function verifyOnline({ pins }: Pick<LockReport, 'pins'>, reaching: Reaching): Promise<Verified> {
  const { questions, rest } = questionsOf(pins, reaching.origins)
  const verified: Verified = { right: 0, failed: 0, findings: rest }
  const silent = silentOrigins()
  let done = 0
  const waiting = [...questions].reverse()
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await ask(next, reaching, silent, verified)
      reaching.progress('asking registries', ++done, questions.length)
    }
  }
  await Promise.all(Array.from({ length: together }, work))
  verified.findings.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))
  return verified
}

function questionsOf(
  pins: LockReport['pins'],
  origins: Reaching['origins'],
): { questions: Question[]; rest: Finding[] } {
  const questions = new Map<string, Question>()
  const rest: Finding[] = []
  for (const place of pins) {
    const { pin, file } = place
    if (pin.hashes.length === 0 && pin.sums.length === 0) continue
    const purl = pin.purl === undefined ? undefined : parsePurl(pin.purl)
    const type = purl && 'type' in purl ? purl.type : undefined
    const registry = registries.find(({ id }) => id === type)
    const origin = registry && (origins.get(registry.id) ?? registry.origin)
    if (!registry || !origin || isElsewhere(pin, origin)) {
      const why = registry
        ? 'it is of another place than the registry'
        : `no registry of ${type ?? 'its kind'} is asked`
      rest.push(found('hash-unverified', file, pin, why))
      continue
    }
    const before = questions.get(pin.purl!)
    if (before) before.places.push(place)
    else questions.set(pin.purl!, { registry, origin, pin, places: [place] })
  }
  return { questions: [...questions.values()], rest }
}

function found(rule: Finding['rule'], file: string, { name, version }: Pin, why: string): Finding {
  const what = rule === 'hash-mismatch' ? 'has another hash than is recorded' : 'was not verified'
  return { rule, file, line: undefined, name, version, message: `${name} ${version} ${what}: ${why}` }
}

async function ask(question: Question, reaching: Reaching, silent: SilentOrigins, verified: Verified) {
  const { registry, origin, pin, places } = question
  const failed = (why: string) => {
    for (const { file, pin: one } of places) verified.findings.push(found('hash-unverified', file, one, why))
  }
  const path = registry.path(pin)
  if (path === undefined) return failed('it has no version')
  if (silent.has(origin)) {
    verified.failed++
    return failed(`${origin} did not answer`)
  }
  let published: Published | undefined
  try {
    const text = await fetched(reaching.network, origin + path, 'application/json, text/plain', mostBytes)
    published = text === undefined ? undefined : registry.read(text, pin)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    silent.add(origin)
    verified.failed++
    return failed(error.message)
  }
  if (published === undefined) return failed(`${origin} does not know it`)
  for (const { file, pin: one } of places) {
    const { right, wrong } = compared(one, published)
    verified.right += right
    if (wrong !== undefined)
      verified.findings.push(found('hash-mismatch', file, one, `${origin} does not have ${wrong}`))
    else if (right === 0)
      verified.findings.push(found('hash-unverified', file, one, `${origin} has hashes of other kinds`))
  }
}

/** The body of an answer as text; undefined for a package or version that is not there. */
export async function fetched(
  network: Network,
  url: string,
  accept: string,
  most: number,
): Promise<string | undefined> {
  const bytes = await fetchedBytes(network, url, accept, most)
  return bytes && decodeText(bytes)
}

/** The body of an answer; undefined for a package or version that is not there. */
export async function fetchedBytes(
  network: Network,
  url: string,
  accept: string,
  most: number,
): Promise<Uint8Array | undefined> {
  const reply = await network.get(url, { accept }, most)
  if (reply.status === 404 || reply.status === 410 || reply.status === 451) {
    reply.close()
    return undefined
  }
  if (reply.status !== 200) {
    reply.close()
    throw new Problem('base/network', `Cannot fetch ${url}: answered ${reply.status}`, { at: url })
  }
  const pieces: Uint8Array[] = []
  for await (const piece of reply.body) pieces.push(piece.slice())
  return Buffer.concat(pieces)
}

/** Recorded hashes that the registry has, and the first that it does not have although it has others of that kind. */
function compared(pin: Pin, published: Published): { right: number; wrong: string | undefined } {
  let right = 0
  let wrong: string | undefined
  for (const { algorithm, value } of pin.hashes) {
    const same = published.hashes.filter(hash => hash.algorithm === algorithm)
    if (same.some(hash => hash.value === value)) right++
    else if (same.length > 0) wrong ??= `${algorithm} ${value}`
  }
  for (const sum of pin.sums)
    if (published.sums.includes(sum)) right++
    else if (published.sums.length > 0) wrong ??= sum
  return { right, wrong }
}
