import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type OutputOptions } from 'rolldown'
import { scanPieces } from './scan-pieces.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const program: BuildOptions = { input: { main: `${root}src/cli/main.ts` }, platform: 'node', logLevel: 'silent' }
const output: OutputOptions = { format: 'cjs' }
const scan = `${root}src/matching/operations.ts`
const lighter = { database: `${root}src/cli/own-commands.ts` }

test('a scan loads a handful of files, and what needs less than a scan does not load what only a scan needs', async () => {
  const codeSplitting = await scanPieces(program, output, scan, lighter)
  const made = await build({ ...program, output: { ...output, codeSplitting }, write: false })
  const chunks = made.output.filter(one => one.type === 'chunk')
  const loaded = (path: string, names = new Set<string>()): Set<string> => {
    const load = (name: string) => {
      const chunk = chunks.find(({ fileName }) => fileName === name)
      if (chunk === undefined || names.has(name)) return
      names.add(name)
      for (const imported of chunk.imports) load(imported)
    }
    load(chunks.find(({ moduleIds }) => moduleIds.includes(path))!.fileName)
    return names
  }
  const start = loaded(`${root}src/cli/main.ts`)
  const wanted = loaded(scan, new Set(start))
  assert.ok(wanted.size <= 6, [...wanted].join(' '))
  const only = chunks.find(({ moduleIds }) => moduleIds.includes(scan))!.fileName
  assert.ok(!start.has(only))
  assert.ok(!loaded(lighter.database, new Set(start)).has(only))
})

test('a path that no import of its own loads is refused', async () => {
  await assert.rejects(
    scanPieces(program, output, `${root}src/matching/judge.ts`, {}),
    /judge\.ts is loaded by no import/,
  )
})
