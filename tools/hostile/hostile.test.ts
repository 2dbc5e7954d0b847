import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const tools = process.env['MILLCERT_HOSTILE']
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-hostile-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/**
 * Cases of a set that are in formats read today; the others wait for their readers. SBM-09, a serial number used again for
 * other content, and ADV-07, an older revision of an advisory, can only be seen by who keeps what came before, and wait for the ledger.
 */
const sets: Record<string, RegExp> = {
  sboms: /^(CTL-0[1-4]|XML-|JSN-|SBM-(0[1-8]|1[0-9]|20)|TAG-|IDN-|PRL-|VER-|OUT-0[15])/,
  archives: /^(CTL-11|ARC-(01|1[67]|20|26|3\d))/,
  advisories: /^(CTL-4[0-2]|ADV-(0[1-689]|[123])|LCK-0[1-5])/,
}

for (const [set, ours] of Object.entries(sets)) {
  test(`hostile ${set}: every outcome as named`, { skip: tools ? false : 'MILLCERT_HOSTILE is not set' }, t => {
    const dir = join(folder, set)
    const made = spawnSync(process.execPath, [`${tools}/open/hostile-${set}.mjs`, dir], { encoding: 'utf8' })
    assert.equal(made.status, 0, made.stderr)
    const index = spawnSync('sh', ['-c', `cat '${dir}'/INDEX.*.json`], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    const cases = (JSON.parse(index.stdout) as { cases: { id: string }[] }).cases
      .map(({ id }) => id)
      .filter(id => ours.test(id))
    const { stdout, status } = spawnSync(
      process.execPath,
      [
        `${tools}/harness/run-set.mjs`,
        '--dir',
        dir,
        '--cmd',
        `${root}bin/millcert inspect --as {as} {file}`,
        '--only',
        cases.join(','),
        '--quiet',
      ],
      { encoding: 'utf8', maxBuffer: 2 ** 26 },
    )
    t.diagnostic(`${cases.length} cases, ${stdout.trim().split('\n').at(-1)}`)
    assert.equal(status, 0, stdout)
  })
}
