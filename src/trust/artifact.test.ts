import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Artifact } from './artifact.ts'
import { digestArtifact } from './file-artifact.ts'

/** A file in memory, given in small pieces. */
export function memoryArtifact(name: string, bytes: Uint8Array): Artifact {
  return {
    name,
    size: bytes.length,
    digest: algorithm => {
      try {
        return createHash(algorithm).update(bytes).digest('hex')
      } catch {
        return undefined
      }
    },
    *pieces() {
      for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
    },
    bytes: max => (bytes.length <= max ? bytes : undefined),
  }
}

test('a digest stands for a file where it is one, and is refused where it is too short', () => {
  assert.equal(digestArtifact('firmware.bin'), undefined)
  assert.equal(digestArtifact(`sha256:${'0'.repeat(64)}`)?.digest('sha256'), '0'.repeat(64))
  assert.equal(digestArtifact(`sha256:${'0'.repeat(64)}`)?.digest('sha512'), undefined)
  assert.throws(() => digestArtifact('sha256:00'), { code: 'trust/bad-digest' })
})
