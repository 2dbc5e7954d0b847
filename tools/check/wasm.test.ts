import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compiled, compiledFiles } from '../wasm.ts'

for (const [file, path] of Object.entries(compiledFiles))
  test(`what stands in the repository is what wasm/${file} compiles to`, async () => {
    assert.equal(readFileSync(path, 'utf8'), await compiled(file), 'run npm run wasm')
  })
