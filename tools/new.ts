// npm run new -- <kind> <id>: the file, its test, its test data and its line in all.ts of a new member.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Kind, kinds, memberFiles } from './new-member.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const [kind, id] = process.argv.slice(2)

function fail(message: string): never {
  console.error(`new: ${message}`)
  process.exit(2)
}

if (kind === undefined || !Object.hasOwn(kinds, kind))
  fail(
    `${kind === undefined ? 'a kind is missing' : `${JSON.stringify(kind)} is no kind`}; one of ${Object.keys(kinds).join(', ')}`,
  )
if (id === undefined || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id))
  fail(`an id in kebab-case is wanted, as in: npm run new -- ${kind} my-format`)
const { folder } = kinds[kind as Kind]
const files = memberFiles(kind as Kind, id, readFileSync(`${root}${folder}/all.ts`, 'utf8'))
for (const { path, added } of files) if (added && existsSync(`${root}${path}`)) fail(`${path} is there already`)
for (const { path, text } of files) {
  mkdirSync(dirname(`${root}${path}`), { recursive: true })
  writeFileSync(`${root}${path}`, text)
  console.log(path)
}
console.log('Now fill them in; npm test says what is missing.')
