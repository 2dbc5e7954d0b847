import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Kind, kinds, memberFiles } from './new-member.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

for (const kind of Object.keys(kinds) as Kind[])
  test(`npm run new -- ${kind}: file, test data and line stand where the room looks for them`, () => {
    const all = readFileSync(`${root}${kinds[kind].folder}/all.ts`, 'utf8')
    const files = memberFiles(kind, 'mill-list', all)
    assert.ok(files.every(({ path, added }) => existsSync(`${root}${path}`) !== added))
    const list = files.at(-1)!
    assert.equal(list.path, `${kinds[kind].folder}/all.ts`)
    assert.deepEqual(
      list.text.split('\n').filter(line => !all.includes(`${line}\n`)),
      ["export { millList } from './mill-list.ts'"].concat(all.endsWith('\n') ? [] : ['']),
    )
    assert.match(files[0]!.text, /export const millList\b/)
  })

test('npm run new: the lines of a list stay sorted by file', () => {
  const all = "export { a } from './a.ts'\nexport { z } from './z.ts'\n"
  assert.equal(
    memberFiles('feed', 'm', all).at(-1)!.text,
    "export { a } from './a.ts'\nexport { m } from './m.ts'\nexport { z } from './z.ts'\n",
  )
})
