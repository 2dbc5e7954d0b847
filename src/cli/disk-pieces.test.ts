import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { disk } from './disk.ts'

test('a copy of a piece of a file keeps its bytes when the next piece is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pieces-'))
  try {
    const path = join(folder, 'paper')
    const written = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)
    writeFileSync(path, written)
    const pieces = Array.from(disk.chunks(path, 300), piece => piece.slice())
    assert.deepEqual(
      pieces.map(({ length }) => length),
      [300, 300, 300, 100],
    )
    assert.deepEqual(new Uint8Array(Buffer.concat(pieces)), written)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
