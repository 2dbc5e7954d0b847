import { inspectFeed } from '#advisories/operations'
import { type Note, Problem, type World } from '#base'
import { loadPapers, type Papers } from '#boms/operations'

/** Paths each once, however often and in whichever way they are written, and a note for each that was left out. */
export function distinctPaths(paths: readonly string[]): { paths: string[]; notes: Note[] } {
  const kept = new Map<string, string>()
  const notes: Note[] = []
  for (const path of paths) {
    const plain = plainPath(path)
    const before = kept.get(plain)
    if (before === undefined) kept.set(plain, path)
    else notes.push({ code: 'path-twice', message: `${path} is ${before} again: it is scanned once`, at: path })
  }
  return { paths: [...kept.values()], notes }
}

/** Without what changes nothing: `./a//b/` is `a/b`. A `..` may follow a link, and stays. */
function plainPath(path: string): string {
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`
}

/** What `loadPapers` gives; where a path is no paper that can be scanned but something else that is known, the Problem says what. */
export async function papersAt(world: World, paths: readonly string[], withBoms: boolean): Promise<Papers> {
  try {
    return await loadPapers(world, paths, withBoms)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { code, message } = error
    const path = paths.find(one => message.startsWith(`Cannot read ${one}: `))
    if (path === undefined) throw error
    if (code === 'boms/unknown-format') await refuseFeed(world, path)
    if (code === 'base/not-found' && looksLikeImage(path))
      throw new Problem(code, `${message}, and images are taken from no registry and no daemon`, {
        at: path,
        next: `docker save ${path} -o image.tar, then millcert scan image.tar`,
      })
    throw error
  }
}

async function refuseFeed(world: World, path: string): Promise<void> {
  let format: string | undefined
  try {
    format = (await inspectFeed(world, path))?.format
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
  if (format === undefined) return
  throw new Problem(
    'matching/feed-scanned',
    `Cannot scan ${path}: it is a feed of advisories (${format}), which says what is known and not what is there`,
    { at: path, next: `millcert db build --from ${path}` },
  )
}

/** `alpine:3.18`, `registry.example/line/hmi@sha256:…`: as images are named, and hardly a file. */
function looksLikeImage(path: string): boolean {
  return /^[a-z0-9][a-z0-9._-]*(?::\d+)?(?:\/[a-z0-9._-]+)*(?::\w[\w.-]{0,127}|@sha256:[0-9a-f]{64})$/.test(path)
}
