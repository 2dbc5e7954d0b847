import type { Signature, Signer } from '#trust'
import type { Built } from './build.ts'
import type { BuiltFile } from './build-bills.ts'
import { bundleEnd } from './release-manifest.ts'

/** Who signs a release, and how bundles are written. */
export interface Signing {
  signer: Signer
  fileBundle(signer: Signer, signature: Signature): string
  statementBundle(signer: Signer, statement: Uint8Array, name: string): Promise<string>
}

/**
 * A bundle beside each file and the manifest. The provenance is signed as a statement, so that its bundle vouches for every file by
 * itself; all others are signed as files.
 */
export async function signRelease(
  { signer, fileBundle, statementBundle }: Signing,
  files: readonly Built[],
  manifest: BuiltFile,
): Promise<BuiltFile[]> {
  const made: BuiltFile[] = []
  for (const file of [...files, { ...manifest, kind: undefined }]) {
    const { path, bytes, kind } = file
    const bundle =
      kind === 'provenance'
        ? await statementBundle(signer, bytes, path)
        : fileBundle(signer, await signer.sign([bytes], path))
    made.push({ path: `${path}${bundleEnd}`, bytes: Buffer.from(`${bundle}\n`) })
  }
  return made
}
