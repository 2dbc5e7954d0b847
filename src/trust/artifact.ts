/**
 * The file that somebody vouches for. It may be larger than memory: it is read in pieces, once for each question that needs
 * its bytes, and each digest is computed once.
 */
export interface Artifact {
  /** Its name without folders, as `subject` and lists of checksums may call it. */
  readonly name: string
  /** Bytes; undefined where only its digest is known. */
  readonly size: number | undefined
  /**
   * Lower-case hex under a lower-case algorithm of node:crypto; `gitCommit` and the like are not computed. Undefined where it cannot be
   * told: an algorithm that is not known, or another one than the digest that stands for the file.
   */
  digest(algorithm: string): string | undefined
  /** All bytes from the start; a piece is valid until the next one. Undefined where only its digest is known. */
  pieces(): Iterable<Uint8Array> | undefined
  /** The whole of it where it has at most `max` bytes; undefined otherwise. For signatures that cannot be checked in pieces. */
  bytes(max: number): Uint8Array | undefined
}
