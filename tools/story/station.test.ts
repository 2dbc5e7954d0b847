import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { onEachDatabase } from '../databases/each.ts'
import { bundle, firmware, own, policyOf } from '../databases/station.ts'
import { call, done, logIn, millcert, password, type Served, tokenFor, withSite } from './served.ts'

/** The account of somebody with a role at one site; gives a token of theirs. */
async function invited(served: Served, role: string, siteId: string): Promise<string> {
  const name = `${role}-${siteId.toLowerCase()}`
  const { id, link } = done(await served.post('/accounts', { body: { name, display: name } })).json
  done(await served.post(`/accounts/${id}/grant`, { body: { role, siteId } }))
  done(await served.post('/setup/finish', { body: { link, password }, token: '' }))
  return tokenFor(served, await logIn(served, name, password), { name: 'own', role, siteId })
}

onEachDatabase(
  'an engineer has a file looked at, an approver decides, and nobody of another site',
  async (database, context) => {
    const { served } = await withSite(database, context)
    done(await served.post('/sites', { body: { code: 'OT', name: 'Other' } }))
    const { id: vendor } = done(await served.post('/vendors', { body: { name: 'Pressworks' } })).json
    const wants = ['signature']
    done(await served.post(`/vendors/${vendor}/pin`, { body: { policy: policyOf(own.publicKey), wants } }))
    const [engineer, approver, foreign] = await Promise.all([
      invited(served, 'engineer', 'NH'),
      invited(served, 'approver', 'NH'),
      invited(served, 'approver', 'OT'),
    ])
    const as = (token: string) => (path: string, sending: Parameters<typeof call>[3]) =>
      call({ address: served.address, token }, 'POST', path, sending)
    const query = { siteId: 'NH', name: 'pump.bin', vendor: 'Pressworks' }
    assert.equal((await as(approver)('/intake/files', { query, file: firmware })).status, 403)
    assert.equal((await as(foreign)('/intake/files', { query, file: firmware })).status, 403)
    assert.equal((await as(engineer)(`/vendors/${vendor}/pin`, { body: { policy: null } })).status, 403)

    const held = done(await as(engineer)('/intake/files', { query, file: firmware })).json
    assert.deepEqual(
      [held.verdict, held.reasons.map((one: { check: string }) => one.check)],
      ['quarantine', ['signature']],
    )
    const decide = { body: { reason: 'asked them' } }
    assert.equal((await as(engineer)(`/intake/${held.id}/approve`, decide)).status, 403)
    assert.equal((await as(foreign)(`/intake/${held.id}/approve`, decide)).status, 404)
    assert.equal(done(await as(approver)(`/intake/${held.id}/approve`, decide)).json.state, 'accepted')

    const signature = bundle(firmware, own.privateKey)
    const paper = { query: { siteId: 'NH', name: 'pump.bin.sigstore.json' }, file: signature }
    const { digest } = done(await as(engineer)('/intake/papers', paper)).json
    const taken = done(await as(engineer)('/intake/files', { query: { ...query, papers: [digest] }, file: firmware }))
    assert.deepEqual([taken.json.verdict, taken.json.checks[2].outcome], ['accept', 'pass'])
    const shown = await call({ address: served.address, token: foreign }, 'GET', '/intake')
    assert.deepEqual(done(shown).json.files, [])
    const { json } = done(
      await call({ address: served.address, token: approver }, 'GET', '/intake', { query: { siteId: 'NH' } }),
    )
    assert.deepEqual(
      json.files.map(({ id }: { id: string }) => id),
      [taken.json.id, held.id],
    )
    await commands(served, engineer, digest)
  },
)

/** The same from a command line, whose exit codes tell the verdict. */
async function commands(served: Served, token: string, digest: string): Promise<void> {
  const cwd = dirname(served.data)
  writeFileSync(`${cwd}/pump.bin`, firmware)
  writeFileSync(`${cwd}/other.bin`, 'another')
  const code = async (...args: string[]) => {
    const words = ['intake', 'files', '--site', 'NH', '--vendor', 'Pressworks', '--server', served.address, ...args]
    const program = millcert(words, { cwd, env: { MILLCERT_TOKEN: token } })
    return { code: await program.ended, said: program.out() + program.err() }
  }
  const accepted = await code('pump.bin', '--papers', digest)
  assert.equal(accepted.code, 0, accepted.said)
  assert.match(accepted.said, /^pump.bin: accepted\.\n {2}pass {9}digest/)
  const held = await code('other.bin')
  assert.equal(held.code, 3, held.said)
  assert.match(held.said, /intake approve file-\S+ --reason TEXT/)
  const refused = await code('other.bin', '--papers', digest)
  assert.equal(refused.code, 4, refused.said)
}
