import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

// What stops the release in the end (tools/releases/own.test.ts) is told in seconds to who just wrote it.
test('the tree has no secret and nothing of a real factory, says its own gate', context => {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-tree-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const words = ['src/cli/main.ts', 'release', 'gate', '.', '--db', folder, '--format', 'json', '--quiet']
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' })
  const { checks } = JSON.parse(stdout || '{"checks":[]}') as {
    checks: { id: string; outcome: string; findings: unknown[] }[]
  }
  const told = checks.filter(({ id }) => id === 'secrets' || id === 'factory-data')
  assert.deepEqual(
    told.map(({ id, outcome, findings }) => [id, outcome, findings]),
    [
      ['secrets', 'pass', []],
      ['factory-data', 'pass', []],
    ],
    stderr,
  )
})
