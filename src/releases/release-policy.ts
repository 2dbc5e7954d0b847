import { Problem, quoted } from '#base'
import { insidePath } from './release-manifest.ts'

/** What a release has to be, `[release]` of a policy file; who may sign it stands beside it, as for one file. */
export interface ReleasePolicy {
  /** What is released must be called so; undefined: anything. */
  name: string | undefined
  /**
   * Files of a release that somebody else made, by pattern: `*` stands for any part but a slash. Each must be there exactly once. Empty:
   * release.json declares them.
   */
  artefacts: readonly string[]
  /** How the signature of a file is called; `{file}` is the file. */
  signature: string
  /** The one of these files whose statement must name all others; undefined: none is wanted. */
  provenance: string | undefined
  /** Files that may lie there beside what is declared. */
  also: readonly string[]
  /** No older version is taken. */
  oldest: string | undefined
}

const fields = ['name', 'artefacts', 'signature', 'provenance', 'also', 'oldest'] as const

/** The section of a document that was parsed from TOML. A field that is not known is refused: a misspelt rule would be no rule. */
export function releasePolicy(document: unknown, path: string): ReleasePolicy {
  const section = (document as { release?: unknown }).release ?? {}
  if (typeof section !== 'object' || section === null || Array.isArray(section))
    throw bad(path, 'release is no section', '[release]')
  const given = section as Record<string, unknown>
  const odd = Object.keys(given).find(name => !fields.some(known => known === name))
  if (odd !== undefined) throw bad(path, `release has no field ${quoted(odd)}`, fields.join(', '))
  const text = (name: (typeof fields)[number]) => {
    const value = given[name]
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      throw bad(path, `release.${name} is ${quoted(value)}`, 'a text')
    return value as string | undefined
  }
  const list = (name: 'artefacts' | 'also') => {
    const value = given[name] ?? []
    if (!Array.isArray(value) || value.some(one => typeof one !== 'string' || !insidePath(one.replaceAll('*', 'x'))))
      throw bad(path, `release.${name} is ${quoted(value)}`, 'a list of paths inside the folder')
    return value as string[]
  }
  const signature = text('signature') ?? '{file}.sigstore.json'
  if (!signature.includes('{file}') || !insidePath(signature.replace('{file}', 'x')) || signature === '{file}')
    throw bad(path, `release.signature is ${quoted(signature)}`, '{file} with an ending, as {file}.bundle')
  return {
    name: text('name'),
    artefacts: list('artefacts'),
    signature,
    provenance: text('provenance'),
    also: list('also'),
    oldest: text('oldest'),
  }
}

/** Whether a path is meant by a pattern, `*` for any part but a slash. */
export function isMeant(path: string, pattern: string): boolean {
  const parts = pattern.split('*').map(part => part.replaceAll(/[\\^$.+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*')}$`).test(path)
}

function bad(path: string, what: string, wanted: string): Problem {
  return new Problem('releases/bad-policy', `Cannot use ${path}: ${what}; wanted: ${wanted}`, { at: path, wanted })
}
