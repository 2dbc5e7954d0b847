import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits } from '#base'
import { keepAnswers } from './sigstore-certificates.ts'
import { materialOf, sigstoreLibraries } from './sigstore-material.ts'
import { readTrustedRoot } from './trusted-root.ts'

const data = process.env.MILLCERT_TESTDATA

test('what is kept with certificates is what the library answers, and is asked for once', {
  skip: data ? false : 'MILLCERT_TESTDATA is not set',
}, async () => {
  const libraries = await sigstoreLibraries()
  const bytes = readFileSync(`${data}/suites/sigstore-root-signing/targets/trusted_root.json`)
  const material = () => materialOf(libraries, readTrustedRoot(bytes, defaultLimits, 'trusted_root.json'))
  const [kept, plain] = [material(), material()]
  keepAnswers(kept, undefined)
  const certificatesOf = ({ certificateAuthorities, timestampAuthorities }: typeof kept) =>
    [...certificateAuthorities, ...timestampAuthorities].flatMap(({ certChain }) => certChain)
  const [all, others] = [certificatesOf(kept), certificatesOf(plain)]
  assert.ok(all.length > 4)
  for (const [at, one] of all.entries()) {
    assert.deepEqual(one.root.toDER(), others[at]!.root.toDER())
    assert.equal(one.root.toDER(), one.root.toDER(), 'encoded once')
    assert.deepEqual(one.publicKey, others[at]!.publicKey)
    for (const [by, issuer] of all.entries()) {
      const wanted = answer(() => others[at]!.verify(others[by]!))
      for (let asked = 0; asked < 2; asked++)
        assert.equal(
          answer(() => one.verify(issuer)),
          wanted,
        )
      assert.equal(one.equals(issuer), others[at]!.equals(others[by]!))
    }
    const copy = one.clone()
    copy.extensions.pop()
    assert.notDeepEqual(copy.tbsCertificate.toDER(), one.tbsCertificate.toDER(), 'a copy is encoded by itself')
  }
})

/** The library throws for a key of a kind that the signature is not of. */
function answer(ask: () => boolean): boolean | string {
  try {
    return ask()
  } catch (error) {
    return (error as Error).message
  }
}
