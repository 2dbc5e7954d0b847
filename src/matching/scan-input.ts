import { type Note, Problem } from '#base'

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

/** Which of some paths a Problem of reading them is about. */
export function pathOf({ message }: Problem, paths: readonly string[]): string | undefined {
  return paths.find(path => message.startsWith(`Cannot read ${path}: `))
}

/** Refuses a feed of advisories, read as `format`, where something to scan is wanted. */
export function feedScanned(path: string, format: string): Problem {
  return new Problem(
    'matching/feed-scanned',
    `Cannot scan ${path}: it is a feed of advisories (${format}), which says what is known and not what is there`,
    { at: path, next: `millcert db build --from ${path}` },
  )
}

/** The Problem of a path where nothing is; of one that is written as an image is named, with the way to get that image. */
export function notThere(problem: Problem, path: string): Problem {
  if (!looksLikeImage(path)) return problem
  return new Problem(problem.code, `${problem.message}, and images are taken from no registry and no daemon`, {
    at: path,
    next: `docker save ${path} -o image.tar, then millcert scan image.tar`,
  })
}

/** `alpine:3.18`, `registry.example/line/hmi@sha256:…`: as images are named, and hardly a file. */
function looksLikeImage(path: string): boolean {
  return /^[a-z0-9][a-z0-9._-]*(?::\d+)?(?:\/[a-z0-9._-]+)*(?::\w[\w.-]{0,127}|@sha256:[0-9a-f]{64})$/.test(path)
}
