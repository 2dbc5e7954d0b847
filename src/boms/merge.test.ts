import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeBoms } from './merge.ts'
import { paperOf } from './paper.ts'
import { readBom } from './read.ts'

/** A bill as most generators write it: its components are read from their bytes. */
function bill(name: string, hash: string, licence: string) {
  const purl = 'pkg:npm/valve@1.0.0'
  const one = {
    ...{ type: 'library', 'bom-ref': `${name}-1`, name: 'valve', version: '1.0.0', purl },
    hashes: [{ alg: 'SHA-256', content: hash.repeat(32) }],
    licenses: [{ license: { id: licence } }],
  }
  const own = { type: 'library', 'bom-ref': `${name}-2`, name, version: '2.0.0', purl: `pkg:npm/${name}@2.0.0` }
  const text = JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [one, own] })
  return { bom: readBom(paperOf(`${name}.json`, text)), location: `${name}.json` }
}

test('a package of two bills is one component with what either says of it, and nothing of the others is lost', () => {
  const { components } = mergeBoms([bill('pump', 'aa', 'MIT'), bill('press', 'bb', 'Apache-2.0')])
  const packages = components.filter(({ purl }) => purl !== undefined)
  assert.deepEqual(
    packages.map(({ ref, name, version, licenses }) => [ref, name, version, licenses]),
    [
      ['pkg:npm/valve@1.0.0', 'valve', '1.0.0', ['MIT', 'Apache-2.0']],
      ['pkg:npm/pump@2.0.0', 'pump', '2.0.0', []],
      ['pkg:npm/press@2.0.0', 'press', '2.0.0', []],
    ],
  )
  assert.deepEqual(
    packages[0]!.hashes.map(({ value }) => value),
    ['aa'.repeat(32), 'bb'.repeat(32)],
  )
})
