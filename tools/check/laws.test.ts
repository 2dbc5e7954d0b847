import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { breaches, sourceFile, sourceFiles } from './laws.ts'
import { longFunctions } from './long-functions.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const files = sourceFiles(root)

test('the house keeps its laws', () => {
  assert.deepEqual(breaches(files), [])
})

test('half of the files are short, nearly all are', () => {
  const lines = files
    .filter(({ path }) => !path.includes('.test.'))
    .map(({ text }) => text.split('\n').length)
    .sort((a, b) => a - b)
  const at = (part: number) => lines[Math.floor(lines.length * part)]!
  assert.ok(at(0.5) <= 90, `median ${at(0.5)}`)
  assert.ok(at(0.95) <= 250, `95th ${at(0.95)}`)
})

const breach = (path: string, text: string, expected: RegExp) =>
  assert.match(breaches([...files, sourceFile(path, text)]).join('\n'), expected)

test('each law is broken by what breaks it', () => {
  breach('src/base/x.ts', "import { parsePurl } from '#identity'\n", /#identity is not below base/)
  breach('src/identity/x.ts', "export type X = import('#boms').Bom\n", /#boms is not below identity/)
  breach('src/advisories/x.ts', "export type { Asset } from '#vendors'\n", /#vendors is not below advisories/)
  breach('src/matching/x.ts', "import { a } from '../boms/bom.ts'\n", /reaches into another room/)
  breach('src/matching/x.ts', "import { a } from '#boms/graph'\n", /is no door/)
  breach('src/matching/x.ts', "import { a } from '#boms/operations'\n", /only operations may call/)
  breach('src/boms/x.ts', "import { readFileSync } from 'node:fs'\n", /node:fs touches the world/)
  breach('src/boms/x.ts', 'export const now = () => Date.now()\n', /Date\.now\( touches the world/)
  breach(
    'src/boms/x.ts',
    "import type { World } from '#base'\nexport type W = World\n",
    /only operations are handed the World/,
  )
  breach('src/boms/formats/new-one.ts', 'export const newOne = 1\n', /no line in all\.ts/)
  breach('src/boms/formats/new-one.ts', "import { x } from './requirements.ts'\n", /imports the member/)
  breach('src/boms/utils.ts', '', /a name that says nothing/)
  breach('src/boms/BomReader.ts', '', /not kebab-case/)
  breach('src/boms/x.ts', 'x\n'.repeat(401), /over 400/)
  breach('src/kitchen/x.ts', '', /is no room/)
  const body = '  x\n'.repeat(49)
  breach('src/boms/x.ts', `function f() {\n${body}}\n`, /1 functions over 50 lines \(51\), 0 are known/)
  breach('src/boms/x.ts', `const f = {\n  run() {\n${body}}\n}\n`, /1 functions over 50 lines/)
  assert.deepEqual(breaches([sourceFile('src/boms/x.ts', `const f = () => {\n${body.slice(4)}}\n`)]), [])
  const [[path] = ['']] = Object.entries(longFunctions)
  assert.match(breaches([sourceFile(path, 'export const x = 1\n')]).join('\n'), /only 0 long functions now/)
})

test('every file with long functions that the list names is there', () => {
  const paths = files.map(({ path }) => path)
  assert.deepEqual(
    Object.keys(longFunctions).filter(path => !paths.includes(path)),
    [],
  )
})
