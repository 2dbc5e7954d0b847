import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { creatorOf, creatorText, eachOnce } from './creators.ts'
import { creatorsOf, writtenCreators } from './cyclonedx-creators.ts'

const same = (text: string) => text

test('creators: of SPDX, with version and mail', () => {
  const shown = (text: string) => {
    const found = creatorOf(text)
    return found && [found.kind, found.name, found.version, found.mail]
  }
  assert.deepEqual(shown('Tool: mill-maker-v1.2.0-beta.1'), ['tool', 'mill-maker', 'v1.2.0-beta.1', undefined])
  assert.deepEqual(shown('Tool: hand'), ['tool', 'hand', undefined, undefined])
  assert.deepEqual(shown('Organization: Mill (Basel)'), ['organization', 'Mill (Basel)', undefined, undefined])
  assert.deepEqual(shown('Person: A. Miller (a@mill.example)'), ['person', 'A. Miller', undefined, 'a@mill.example'])
  assert.deepEqual(shown('Organization: Mill ()'), ['organization', 'Mill', undefined, undefined])
  for (const text of ['Tool: millcert', 'Tool:', 'Person: ()', 'Nobody: x', ''])
    assert.equal(shown(text), undefined, text)
})

test('creators: what is written for SPDX is read as the same, and written again in the same words', () => {
  const kind = fc.constantFrom('tool' as const, 'organization' as const, 'person' as const)
  const text = fc.oneof(fc.string(), fc.constantFrom('a-1', '-2', 'x (y)', '()', 'a b-3', '(a@b)', 'millcert'))
  const mail = fc.constantFrom(undefined, 'a@mill.example')
  fc.assert(
    fc.property(kind, text, fc.option(text, { nil: undefined }), mail, (kind, name, version, mail) => {
      const first = creatorText({ kind, name, version, mail: kind === 'tool' ? undefined : mail }, same)
      const again = first === undefined ? undefined : creatorOf(first)
      if (again) assert.equal(creatorText(again, same), first)
    }),
  )
})

test('creators: of CycloneDX, tools in each of their shapes; no shape is a fault', () => {
  const tool = { name: 'maker', version: '1' }
  for (const tools of [[tool], { components: [tool] }, { services: [tool] }, [tool, tool, { vendor: 'x' }, null]])
    assert.deepEqual(creatorsOf({ tools }), [{ kind: 'tool', name: 'maker', version: '1', mail: undefined }])
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (tools, authors, manufacturer) => {
      const found = creatorsOf({ tools, authors, manufacturer } as never)
      const { tools: made, authors: people } = writtenCreators(found, same) ?? {}
      assert.ok((made?.components.length ?? 0) + (people?.length ?? 0) <= found.length)
    }),
  )
})

test('creators: each once; a second organisation is an author where there is room for one', () => {
  const mill = { kind: 'organization' as const, name: 'Mill', version: undefined, mail: undefined }
  assert.equal(eachOnce([mill, { ...mill }]).length, 1)
  const written = writtenCreators([mill, { ...mill, name: 'Works', mail: 'w@mill.example' }, mill], same)
  assert.deepEqual(written, {
    tools: undefined,
    authors: [{ name: 'Works', email: 'w@mill.example' }],
    manufacturer: { name: 'Mill', contact: undefined },
  })
})

test('creators: an organisation and a person of one name are one author, a tool with two addresses is one tool', () => {
  const mill = { kind: 'organization' as const, name: 'Mill', version: undefined, mail: undefined }
  const works = { ...mill, name: 'Works' }
  const saw = { ...mill, kind: 'tool' as const, name: 'saw', version: '1' }
  const written = writtenCreators(
    [mill, works, { ...works, kind: 'person' }, saw, { ...saw, mail: 'w@mill.example' }],
    same,
  )
  assert.deepEqual(written?.authors, [{ name: 'Works', email: undefined }])
  assert.deepEqual(written?.tools, { components: [{ type: 'application', name: 'saw', version: '1' }] })
})
