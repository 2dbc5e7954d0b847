import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-json-answers-'))
after(() => rmSync(folder, { recursive: true, force: true }))

// A line that ends where the terminal is told so, and one that is read from its end.
const odd = 'a\u009b2J\u202egnp'
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069]/

function answer(...args: string[]): { text: string; json: unknown } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [main, ...args, '--now', '2026-11-21T10:00:00Z'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      XDG_CACHE_HOME: join(folder, 'cache'),
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
    encoding: 'utf8',
  })
  assert.ok(status !== null && status < 128, `${args.join(' ')}: ${status} ${stderr}`)
  assert.doesNotMatch(stderr, obeyed)
  return { text: stdout, json: args.includes('json') ? JSON.parse(stdout) : undefined }
}

test('answers in JSON show what a terminal would obey in names of files and folders, and mean the same names', () => {
  const from = join(folder, `in-${odd}`)
  mkdirSync(from)
  writeFileSync(
    join(from, `${odd}.json`),
    JSON.stringify({
      schema_version: '1.6.0',
      id: 'GHSA-aaaa-bbbb-cccc',
      modified: '2026-01-01T00:00:00Z',
      affected: [{ package: { ecosystem: 'npm', name: 'left' }, versions: ['1.0.0'] }],
    }),
  )
  const db = join(folder, `db-${odd}`)
  const file = join(folder, `${odd}.mcdb`)
  const json = ['--format', 'json']
  for (const args of [
    ['db', 'build', '--from', from, '--db', db, ...json],
    ['db', 'status', '--db', db, ...json],
    ['db', 'export', file, '--unsigned', '--db', db, ...json],
    ['db', 'import', file, '--unsigned', '--db', `${db}2`, '--dry-run', ...json],
    ['doctor', '--db', db, ...json],
  ]) {
    const { text, json } = answer(...args)
    assert.doesNotMatch(text, obeyed, args.join(' '))
    assert.ok(JSON.stringify(json).includes(odd), `${args.join(' ')}: ${text}`)
  }
  for (const args of [
    ['db', 'build', '--from', from, '--db', db],
    ['db', 'status', '--db', db],
    ['db', 'export', file, '--unsigned', '--db', db],
    ['db', 'import', file, '--unsigned', '--db', `${db}2`, '--dry-run'],
    ['db', 'import', file, '--unsigned', '--db', `${db}2`],
    ['db', 'import', file, '--unsigned', '--db', `${db}2`],
    ['doctor', '--db', db],
  ])
    assert.doesNotMatch(answer(...args).text, obeyed, args.join(' '))
})
