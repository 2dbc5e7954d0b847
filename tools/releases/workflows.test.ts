import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

interface Step {
  uses?: string
  run?: string
  with?: Record<string, unknown>
}

interface Workflow {
  on: Record<string, unknown>
  permissions: object
  jobs: Record<string, { permissions: Record<string, string>; 'timeout-minutes': number; steps: Step[] }>
}

const folder = fileURLToPath(new URL('../../.github/workflows', import.meta.url))
const texts = new Map(readdirSync(folder).map(name => [name, readFileSync(`${folder}/${name}`, 'utf8')]))
const workflows = [...texts].map(([name, text]) => [name, parse(text) as Workflow] as const)

test('workflows: no job may write, and the one that mints an identity runs for tags alone', () => {
  for (const [name, { on, permissions, jobs }] of workflows) {
    assert.deepEqual(permissions, {}, name)
    assert.ok(!('pull_request_target' in on) && !('workflow_run' in on), name)
    for (const [job, { permissions: own, 'timeout-minutes': most }] of Object.entries(jobs)) {
      const more = name === 'release.yml' && job === 'attest' ? { 'id-token': 'write' } : {}
      assert.deepEqual(own, { contents: 'read', ...more }, `${name} ${job}`)
      assert.ok(most > 0, `${name} ${job}`)
    }
  }
  const release = workflows.find(([name]) => name === 'release.yml')![1]
  assert.deepEqual(release.on, { push: { tags: ['v*'] } })
})

test('workflows: each action is one commit everywhere, and its version stands behind it', () => {
  const commits = new Map<string, string>()
  for (const [name, text] of texts)
    for (const line of text.split('\n').filter(one => /\buses:/.test(one))) {
      const [, action, commit] = /uses: ([\w-]+\/[\w-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)$/.exec(line) ?? []
      assert.ok(action && commit, `${name}: ${line}`)
      assert.equal(commits.get(action) ?? commit, commit, action)
      commits.set(action, commit)
    }
  assert.ok(commits.size > 0)
})

test('workflows: no text from outside becomes part of a script, and no credential stays in a checkout', () => {
  for (const [name, { jobs }] of workflows)
    for (const { uses, run, with: given } of Object.values(jobs).flatMap(({ steps }) => steps)) {
      assert.doesNotMatch(run ?? '', /\$\{\{/, name)
      if (uses?.startsWith('actions/checkout@')) assert.equal(given?.['persist-credentials'], false, name)
    }
})
