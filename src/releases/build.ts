import { createHash } from 'node:crypto'
import { Problem, quoted } from '#base'
import type { BuiltFile, ReleaseName } from './build-bills.ts'
import { type Artefact, type ArtefactKind, insidePath } from './release-manifest.ts'

/** A file of a release with what it is. */
export interface Built extends BuiltFile {
  kind: ArtefactKind
}

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What the manifest says of a file. */
export function artefactOf({ path, kind, bytes }: Built): Artefact {
  return { path, kind, sha256: sha256(bytes), size: bytes.length }
}

/** Checksums as `sha256sum -c` reads them, sorted by path. */
export function checksums(files: readonly BuiltFile[]): Uint8Array {
  const lines = files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, bytes }) => `${sha256(bytes)}  ${path}\n`)
  return Buffer.from(lines.join(''))
}

/** Refuses a name or version that cannot be part of a file's name on every system. */
export function checkName({ name, version }: ReleaseName): void {
  for (const [what, text] of [
    ['name', name],
    ['version', version],
  ] as const)
    if (!insidePath(text) || text.includes('/') || !/^[\w@][\w.+@-]*$/.test(text) || text.length > 100)
      throw new Problem(
        'releases/bad-name',
        `Cannot release as ${quoted(text)}: it is no ${what} that file names can hold`,
        {
          found: text,
          wanted: 'letters, digits, dots, hyphens and plus signs',
        },
      )
}

/** What build these are told apart by: SLSA provenance v1, `buildType`. The parameters are those of the command. */
export const buildType = 'urn:millcert:release-build:1'
