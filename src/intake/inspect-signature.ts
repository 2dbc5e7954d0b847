import { type Limits, Problem } from '#base'
import { placesBeside, toldOf } from '#trust'
import { type Inspection, inspectionOf } from './inspection.ts'

/** What of a signature file is wanted: any, or one with a statement in it. */
export type SignatureKind = 'signature' | 'attestation'

/** What a signature file says, without a verdict; a Problem where it is none, or carries no statement where one is wanted. */
export async function signatureInspection(
  bytes: Uint8Array,
  name: string,
  limits: Limits,
  as: SignatureKind,
): Promise<Inspection> {
  const found = await toldOf(bytes, name, limits)
  if (!found || (as === 'attestation' && found.counts['statements'] === 0))
    throw new Problem('intake/wrong-kind', `Cannot read ${name}: it is not ${wanted[as]}`, { at: name })
  return { ...inspectionOf(found.format, { ...found.counts }, found.notes), signatures: found.told }
}

const wanted = {
  signature: 'a signature in a format that is read (Sigstore, cosign, DSSE, minisign, OpenPGP, CMS, checksums)',
  attestation: 'a signed in-toto statement (Sigstore bundle or DSSE envelope)',
}

/** Whether a file is called as signature files are. */
export function isSignatureName(name: string): boolean {
  return placesBeside('').some(ending => name.endsWith(ending))
}
