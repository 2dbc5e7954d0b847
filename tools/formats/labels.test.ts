import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Feed } from '../../src/advisories/feed.ts'
import * as feeds from '../../src/advisories/feeds/all.ts'
import type { AdvisoryFormat } from '../../src/advisories/format.ts'
import * as advisoryFormats from '../../src/advisories/formats/all.ts'
import { bomFormats } from '../../src/boms/read.ts'
import { realWorld } from '../../src/cli/world.ts'
import { inspect } from '../../src/intake/operations.ts'
import { labelsOf } from './labels.ts'

const data = process.env['MILLCERT_TESTDATA']
const known = new Set([
  ...bomFormats.map(({ id }) => id),
  ...Object.values<AdvisoryFormat>(advisoryFormats).map(({ id }) => id),
  ...Object.values<Feed>(feeds).flatMap(({ reader }) => reader?.id ?? []),
])

test('inspect names at least 500 labelled files, 99 of 100 right and none wrong', {
  skip: data ? false : 'MILLCERT_TESTDATA is not set: the labelled files are not there',
}, async context => {
  const labels = labelsOf(data!, known)
  assert.ok(labels.length >= 500, `${labels.length} files`)
  const wrong: string[] = []
  let right = 0
  for (const { path, format } of labels) {
    let told = ''
    const { world } = realWorld({ quiet: true, output: undefined, limits: [], now: '2026-11-21' })
    const silent = {
      ...world,
      out(text: string | Uint8Array) {
        told += text
      },
      say() {},
    }
    await inspect.run(silent, { words: [path], flags: new Map() })
    const found = JSON.parse(told.trim().split('\n').at(-1)!) as { status: string; format: string }
    const named = found.format === 'unknown' ? undefined : found.format
    if (named === format) right++
    else if (named !== undefined) wrong.push(`${path.slice(data!.length + 1)}: ${named}, not ${format ?? 'none'}`)
    else context.diagnostic(`not named: ${path.slice(data!.length + 1)} (${format})`)
  }
  context.diagnostic(`${labels.length} files, ${right} right`)
  assert.deepEqual(wrong, [])
  assert.ok(right / labels.length >= 0.99, `${right} of ${labels.length}`)
})
