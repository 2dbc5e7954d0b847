import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Permission, SiteId } from '#ledger'
import { covers, type Grant, permits, type Role, roles, scopeOf, withinBoth } from './roles.ts'

const north = 'site-north' as SiteId
const south = 'site-south' as SiteId

/** What each role may write, approve and administer, and whether it reads what is guarded: the whole matrix. */
const matrix: Record<Role, { guarded: boolean; may: readonly Permission[] }> = {
  viewer: { guarded: false, may: [] },
  engineer: { guarded: false, may: ['plant.write', 'boms.write', 'lots.write', 'imports.write'] },
  approver: { guarded: false, may: ['plant.approve', 'findings.approve', 'tomorrow.approve'] },
  security: { guarded: false, may: ['findings.write', 'feeds.write', 'vendors.write'] },
  auditor: { guarded: true, may: [] },
  admin: { guarded: true, may: [] },
  integration: { guarded: false, may: ['boms.write', 'lots.write', 'imports.write'] },
}
const nouns = ['plant', 'boms', 'lots', 'imports', 'vendors', 'findings', 'feeds', 'answers', 'tomorrow']
const every = [...nouns, 'journal', 'access'].flatMap(noun =>
  (['read', 'write', 'approve', 'admin'] as const).map(verb => `${noun}.${verb}` as const),
)

test('each role gives what the matrix says, and nothing else', () => {
  for (const role of roles)
    for (const permission of every) {
      const [noun, verb] = permission.split('.') as [string, string]
      const { guarded, may } = matrix[role]
      const reads = verb === 'read' && (nouns.includes(noun) || guarded)
      const approves = role === 'approver' && verb === 'approve'
      const expected = role === 'admin' || reads || approves || may.includes(permission)
      assert.equal(permits(role, permission), expected, `${role} ${permission}`)
    }
})

test('a role gives its permissions at its sites alone', () => {
  const grants: Grant[] = [
    { role: 'engineer', site: north },
    { role: 'viewer', site: south },
  ]
  assert.deepEqual(scopeOf(grants, 'plant.write'), new Set([north]))
  assert.deepEqual(scopeOf(grants, 'plant.read'), new Set([north, south]))
  assert.deepEqual(scopeOf(grants, 'journal.read'), new Set())
  assert.deepEqual(scopeOf([], 'plant.read'), new Set())
  assert.equal(scopeOf([...grants, { role: 'auditor', site: 'everywhere' }], 'plant.read'), 'everywhere')
  assert.deepEqual(scopeOf([...grants, { role: 'auditor', site: 'everywhere' }], 'plant.write'), new Set([north]))
})

test('two scopes leave what both have', () => {
  assert.deepEqual(withinBoth('everywhere', new Set([north])), new Set([north]))
  assert.deepEqual(withinBoth(new Set([north]), new Set([south])), new Set())
  assert.equal(withinBoth('everywhere', 'everywhere'), 'everywhere')
})

test('nobody hands out more than they have', () => {
  const engineer: Grant[] = [{ role: 'engineer', site: north }]
  assert.ok(covers(engineer, { role: 'integration', site: north }))
  assert.ok(covers(engineer, { role: 'viewer', site: north }))
  for (const grant of [
    { role: 'integration', site: south },
    { role: 'viewer', site: 'everywhere' },
    { role: 'admin', site: north },
    { role: 'auditor', site: north },
    { role: 'security', site: north },
    { role: 'approver', site: north },
  ] as const)
    assert.equal(covers(engineer, grant), false, JSON.stringify(grant))
  const admin: Grant[] = [{ role: 'admin', site: 'everywhere' }]
  for (const role of roles)
    assert.ok(covers(admin, { role, site: 'everywhere' }) && covers(admin, { role, site: south }))
  // Every role but the administrator's together are not the administrator.
  const rest = roles.filter(role => role !== 'admin').map(role => ({ role, site: 'everywhere' }) as const)
  assert.equal(covers(rest, { role: 'admin', site: north }), false)
})
