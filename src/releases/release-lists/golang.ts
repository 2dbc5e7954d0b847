import { Problem } from '#base'
import { type Interval, inInterval, orders } from '#identity'
import { textIn } from '../lock-json-file.ts'
import { answerOf, escapedModule } from '../lock-registry.ts'
import { type AskList, type Release, type ReleaseList, timeIn, wordIn } from '../release-list.ts'
import { isPrerelease } from '../update-version.ts'

/** Newer versions whose time is asked for, each by a question of its own. */
const mostAsked = 8

/**
 * A proxy of Go (go.dev/ref/mod, "GOPROXY protocol"): the list of versions, the time of those that matter, retractions and deprecation in
 * the go.mod of the newest. The next major version is a module of its own. Who published it tells nothing of. Carried answers lie as in
 * Go's own download cache.
 */
export const golang: ReleaseList = {
  id: 'golang',
  origin: 'https://proxy.golang.org',
  async releases(name, version, ask) {
    const found = await listOf(name, ask)
    if (found === undefined) return undefined
    const newest = found[0]
    const mod = newest === undefined ? undefined : await documentOf(name, `${newest}.mod`, ask)
    const { deprecated, retracted } = withdrawnIn(mod ?? '')
    const newer = found.filter(one => (orders.go.compare(one, version) ?? 0) > 0 && !isPrerelease(orders.go, one))
    const dated = new Set([version, ...newer.slice(0, mostAsked)])
    const releases: Release[] = []
    for (const one of found) {
      const at = dated.has(one) ? await timeOf(name, one, ask) : undefined
      releases.push(releaseOf(one, at, deprecated ?? retracted(one)))
    }
    return [...releases, ...(await nextMajor(name, ask))]
  },
}

function releaseOf(version: string, at: number | undefined, withdrawn: string | undefined): Release {
  return { version, at, withdrawn, attested: undefined, publisher: undefined, maintainers: undefined }
}

/** Versions, newest first, releases before pre-releases as `go get` prefers them; undefined where there is no such module. */
async function listOf(name: string, ask: AskList): Promise<string[] | undefined> {
  const text = await documentOf(name, 'list', ask)
  const versions = text?.split(/\s+/).filter(one => one !== '' && orders.go.compare(one, one) === 0)
  const early = (one: string) => Number(isPrerelease(orders.go, one))
  return versions?.sort((a, b) => early(a) - early(b) || orders.go.compare(b, a) || (a < b ? -1 : 1))
}

function documentOf(name: string, document: string, ask: AskList): Promise<string | undefined> {
  const path = `${escapedModule(name)}/@v/${escapedModule(document)}`
  return ask({ path: `/${path}`, accept: 'text/plain, application/json', file: path })
}

/** Undefined, too, where the answer is not carried: a time that nobody knows keeps a release waiting. */
async function timeOf(name: string, version: string, ask: AskList): Promise<number | undefined> {
  const text = await ifCarried(documentOf(name, `${version}.info`, ask))
  const info = text === undefined ? undefined : answerOf(text)
  return textIn(info, 'Version') === version ? timeIn(textIn(info, 'Time')) : undefined
}

/** The newest release of the module of the next major version, which has a path of its own (go.dev/ref/mod, "Major version suffixes"). */
async function nextMajor(name: string, ask: AskList): Promise<Release[]> {
  if (name.startsWith('gopkg.in/')) return []
  const [, path = name, number = '1'] = /^(.+)\/v([1-9]\d{0,3})$/.exec(name) ?? []
  const next = `${path}/v${Number(number) + 1}`
  const newest = (await ifCarried(listOf(next, ask)))?.find(one => !isPrerelease(orders.go, one))
  return newest === undefined ? [] : [releaseOf(newest, await timeOf(next, newest, ask), undefined)]
}

async function ifCarried<T>(asked: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Problem && error.code === 'releases/not-carried') return undefined
    throw error
  }
}

/** Lines of a go.mod that are looked at. */
const mostLines = 20_000

/** What a module's newest go.mod takes back (go.dev/ref/mod, "retract directive", "Module deprecation"). */
function withdrawnIn(mod: string): { deprecated: string | undefined; retracted(version: string): string | undefined } {
  const ranges: { run: Interval; why: string }[] = []
  let deprecated: string | undefined
  let above: string[] = []
  let block = ''
  for (const line of mod.split(/\r?\n/, mostLines)) {
    const [, code = '', comment] = /^([^/]*(?:\/(?!\/)[^/]*)*)(?:\/\/(.*))?$/.exec(line) ?? []
    const words = code.trim()
    if (/^module\b/.test(words)) deprecated = above.map(one => wordIn(/^Deprecated:(.*)$/.exec(one)?.[1])).find(Boolean)
    above = words !== '' || comment === undefined ? [] : [...above, comment.trim()]
    if (words === ')') block = ''
    else if (/^\w+ ?\($/.test(words)) block = words.replace(/ ?\($/, '')
    else if (block === 'retract' || words.startsWith('retract ')) {
      const run = runOf(words.replace(/^retract /, '').trim())
      const why = wordIn(comment)
      if (run) ranges.push({ run, why: why === undefined ? 'retracted' : `retracted: ${why}` })
    }
  }
  return {
    deprecated: deprecated === undefined ? undefined : `deprecated: ${deprecated}`,
    retracted: version => ranges.find(({ run }) => inInterval(orders.go, run, version) === true)?.why,
  }
}

function runOf(text: string): Interval | undefined {
  const [, from, to] = /^\[\s*(\S+)\s*,\s*(\S+)\s*\]$/.exec(text) ?? [undefined, text, text]
  return from === '' || /\s/.test(from!) ? undefined : { from: from!, to: to!, toIncluded: true }
}
