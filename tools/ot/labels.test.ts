// 300 version texts of advisories, labelled by a person, against what readVersionRange makes of them.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  bareIntervals,
  bareVersion,
  type LabelledText,
  type Reading,
  readsRight,
  readVersionLabels,
} from './version-labels.ts'

const products = new URL('../../src/identity/products/', import.meta.url)
const labels = readVersionLabels(readFileSync(new URL('version-range.labels.txt', products), 'utf8'))

interface VersionRangeModule {
  readVersionRange(text: string, range: boolean): Reading
  inVersionRange(range: Reading, version: string | undefined): { says: 'in' | 'out' | 'undecided' }
}

const path = fileURLToPath(new URL('version-range.ts', products))
const skip = existsSync(path) ? false : 'no reader of version ranges yet'
const reader = () => import(path) as Promise<VersionRangeModule>

/** Fewer than one in fifty may be wrong. */
function atMostTwoInHundred(wrong: readonly string[], of: number): void {
  assert.ok(wrong.length <= of * 0.02, `${wrong.length} of ${of} wrong:\n${wrong.join('\n')}`)
}

test('the file has 300 different texts, each with a label that can be read', () => {
  assert.equal(labels.length, 300)
  assert.equal(new Set(labels.map(({ text }) => text)).size, 300)
})

test('what means nothing in a version makes no difference', () => {
  assert.equal(bareVersion('FW_V1.2.0'), bareVersion('1.2'))
  assert.equal(bareVersion('1.02.20 (build 286)'), bareVersion('1.02.20 286'))
  assert.notEqual(bareVersion('V17 Update 8'), bareVersion('V17'))
  const lines = [
    { from: '5.1.0', to: '5.1.1' },
    { from: '5.1.1', to: '5.1.2' },
  ]
  assert.equal(bareIntervals(lines), bareIntervals([{ from: 'V5.1', to: 'V5.1.2' }]))
})

test('a reading that says more or less than the text is wrong', () => {
  const [labelled] = readVersionLabels('< V2\t<V2\trange')
  assert.ok(labelled)
  const said = (reading: Partial<Reading>) =>
    readsRight(labelled, { intervals: [], all: false, unclear: [], ...reading })
  assert.ok(said({ intervals: [{ to: '2.0' }] }))
  assert.ok(!said({ intervals: [{ to: '2', toIncluded: true }] }))
  assert.ok(!said({ intervals: [{ to: '2' }], unclear: ['x'] }))
  assert.ok(!said({ all: true }))
  assert.ok(!said({}))
})

test('at least 98 in 100 texts are read as a person reads them', { skip }, async () => {
  const { readVersionRange } = await reader()
  const wrong = labels.flatMap(labelled => {
    const reading = readVersionRange(labelled.text, labelled.range)
    if (readsRight(labelled, reading)) return []
    return [`${JSON.stringify(labelled.text)} is ${labelled.label}, read ${JSON.stringify(reading)}`]
  })
  atMostTwoInHundred(wrong, labels.length)
})

/** Versions at the edges of a label with what may be said of them. */
function edges(labelled: LabelledText): { version: string; may: readonly string[] }[] {
  const [first] = labelled.meanings
  if (first === undefined || labelled.meanings.length > 1) return []
  if (first.kind === 'all') return [{ version: '1.0', may: ['in'] }]
  if (first.kind === 'unclear') return [{ version: '1.0', may: ['undecided'] }]
  const inside = first.kind === 'if-unclear' ? ['undecided'] : ['in']
  const outside = first.kind === 'plain' ? ['out'] : first.kind === 'if-unclear' ? ['out', 'undecided'] : ['undecided']
  return first.intervals.flatMap(({ from, fromIncluded, to, toIncluded }) => {
    const low = from === undefined ? [] : [{ version: from, may: fromIncluded === false ? outside : inside }]
    const high = to === undefined ? [] : [{ version: to, may: toIncluded === true ? inside : outside }]
    return [...low, ...high].filter(({ may }) => may === inside || first.intervals.length === 1)
  })
}

test('at least 98 in 100 texts answer right at the very versions they name', { skip }, async () => {
  const { readVersionRange, inVersionRange } = await reader()
  const wrong = labels.flatMap(labelled => {
    const range = readVersionRange(labelled.text, labelled.range)
    const asked = edges(labelled).map(edge => ({ ...edge, says: inVersionRange(range, edge.version).says }))
    const missed = asked.find(({ may, says }) => !may.includes(says))
    return missed === undefined
      ? []
      : [`${missed.version} in ${JSON.stringify(labelled.text)}: ${missed.says}, not ${missed.may.join(' or ')}`]
  })
  atMostTwoInHundred(wrong, labels.length)
})
