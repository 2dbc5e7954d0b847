import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { buildPages } from '../web.ts'

const folder = fileURLToPath(new URL('../../dist/web', import.meta.url))
/** Compressed script that the first page may need, in bytes; and of that what has the rest fetched side by side. */
const most = 250_000
const mostToStart = 12_000

before(() => buildPages())

/** A file of the build, as Vite's manifest has it. */
interface Chunk {
  file: string
  imports?: string[]
  dynamicImports?: string[]
  isEntry?: boolean
}

const manifest = () => JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>

/** The files that some need before they run. */
function needed(names: readonly string[], chunks: Record<string, Chunk>, found = new Set<string>()): Set<string> {
  for (const name of names) {
    const { file, imports = [] } = chunks[name]!
    if (found.has(file)) continue
    found.add(file)
    needed(imports, chunks, found)
  }
  return found
}

const compressed = (files: Iterable<string>) =>
  [...files].reduce((sum, file) => {
    const path = join(folder, file)
    return sum + (statSync(`${path}.br`, { throwIfNoEntry: false }) ?? statSync(path)).size
  }, 0)

test('the first page needs little script', () => {
  const chunks = manifest()
  const entry = Object.keys(chunks).find(name => chunks[name]!.isEntry)!
  const words = Object.keys(chunks).find(name => /words\/de\.ts$/.test(name))!
  const first = Object.keys(chunks).filter(name => /^main\.tsx$|pages\/(?:ask|sign-in)\.tsx$/.test(name))
  const bytes = compressed(needed([entry, words, ...first], chunks))
  console.log(`script of the first page: ${bytes} bytes compressed`)
  assert.ok(bytes <= most, `${bytes} bytes, ${most} wanted at most`)
  const start = compressed(needed([entry], chunks))
  assert.ok(start <= mostToStart, `${start} bytes to start, ${mostToStart} wanted at most`)
})

test('a page has nothing in it that its policy refuses, and tells the licences of what it is made of', () => {
  const index = readFileSync(join(folder, 'index.html'), 'utf8')
  assert.doesNotMatch(index, /<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=/)
  assert.doesNotMatch(index, /https?:/)
  const licences = readFileSync(join(folder, 'licenses.md'), 'utf8')
  for (const name of ['react', 'react-dom', '@tanstack/react-router', '@tanstack/react-query', '@base-ui/react'])
    assert.match(licences, new RegExp(`^## ${name} `, 'm'))
})
