import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { Problem } from '#base'
import { type Bom, type Component, component, emptyBom } from './bom.ts'
import { type Creator, creatorOf, creatorText } from './creators.ts'
import { cyclonedxJson } from './formats/cyclonedx-json.ts'
import { spdxJson } from './formats/spdx-json.ts'
import { spdxTagValue } from './formats/spdx-tag-value.ts'
import { licenseForm, writtenExpression } from './licence-form.ts'
import { paperOf } from './paper.ts'
import { prepareFormats, readBom } from './read.ts'
import { idsOf } from './spdx-id.ts'
import { licenseWriter } from './spdx-license-write.ts'
import { type Loss, spdxLosses } from './spdx-losses.ts'

await prepareFormats()

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'

const formats = [spdxJson, spdxTagValue]

function again(format: typeof spdxJson, bom: Bom, version: string): Bom {
  return format.read({ ...paperOf('', [...format.write!(bom, version)].join('')), now: 4e15 })
}

/** CycloneDX to SPDX and back. */
function there(format: typeof spdxJson, bom: Bom, version: string): Bom {
  return again(cyclonedxJson, again(format, bom, version), '1.7')
}

const each = (bom: Bom, change: (one: Component) => Component): Bom => ({
  ...bom,
  subject: bom.subject && change(bom.subject),
  components: bom.components.map(change),
})

const tidied = (text: string) =>
  text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/<(\/?text>)/g, '< $1')
    .trim()

/** With the names of who made it changed; without those of whom none is left. */
const calling = (bom: Bom, change: (text: string) => string): Bom => ({
  ...bom,
  creators: (bom.creators ?? [])
    .map(
      (one): Creator => ({
        ...one,
        name: change(one.name),
        version: (one.version && change(one.version)) || undefined,
      }),
    )
    .filter(({ name }) => name !== ''),
})

/** What each row of the table does to a bill. */
const losing: Record<string, (bom: Bom) => Bom> = {
  'bom-ref'(bom) {
    const ids = idsOf(bom)
    const dependencies = bom.dependencies.map(({ ref, on }) => ({
      ref: ids.get(ref)!,
      on: on.map(one => ids.get(one)!),
    }))
    return each({ ...bom, dependencies }, one => ({ ...one, ref: ids.get(one.ref)! }))
  },
  'serial-number': bom => ({ ...bom, serial: undefined }),
  'timestamp-fraction': bom => ({ ...bom, timestamp: bom.timestamp && Math.floor(bom.timestamp / 1000) * 1000 }),
  'subject-alone': bom =>
    bom.subject && bom.components.length === 0 ? { ...bom, subject: undefined, components: [bom.subject] } : bom,
  'several-licenses': bom =>
    each(bom, one =>
      one.licenses.length < 2
        ? one
        : { ...one, licenses: [licenseWriter([one], text => text).expression(one.licenses)] },
    ),
  'license-unknown': bom =>
    each(bom, one => ({ ...one, licenses: one.licenses.filter(license => license !== 'NOASSERTION') })),
  'reference-to-nothing'(bom) {
    const known = new Set([...bom.components, ...(bom.subject ? [bom.subject] : [])].map(({ ref }) => ref))
    return {
      ...bom,
      dependencies: bom.dependencies
        .map(({ ref, on }) => ({ ref, on: on.filter(one => known.has(one)), none: on.length === 0 }))
        .filter(({ ref, on, none }) => known.has(ref) && (none || on.length > 0))
        .map(({ ref, on }) => ({ ref, on })),
    }
  },
  blanks: bom =>
    each(
      calling(bom, text => text.trim()),
      one => ({
        ...one,
        supplier: one.supplier?.trim() || undefined,
        licenses: one.licenses.map(text => (licenseForm(text) === 'expression' ? writtenExpression(text) : text)),
      }),
    ),
  'tool-name': bom => ({
    ...bom,
    creators: (bom.creators ?? []).flatMap(one =>
      one.kind === 'tool' ? (creatorOf(creatorText(one, text => text) ?? '') ?? []) : [one],
    ),
  }),
  'hash-streebog': bom =>
    each(bom, one => ({ ...one, hashes: one.hashes.filter(({ algorithm }) => !algorithm.startsWith('Streebog')) })),
  'hash-new': bom =>
    each(bom, one => ({ ...one, hashes: one.hashes.filter(({ algorithm }) => !/^(?:SHA3|BLAKE)/.test(algorithm)) })),
  'line-breaks': bom =>
    each(calling(bom, tidied), one => ({
      ...one,
      name: tidied(one.name),
      supplier: (one.supplier && tidied(one.supplier)) || undefined,
      licenses: one.licenses.map(tidied).filter(text => text !== ''),
    })),
}

const applies = (format: typeof spdxJson, version: string) => (loss: Loss) =>
  loss.formats.includes(format.id) && loss.versions.includes(version)

/** The reader of large bills keeps components as numbers: each is made plain, and its place left out. */
const plain = (one: Component): Component => ({
  ...component(one.ref, one.name, one.version, one.purl),
  type: one.type,
  group: one.group,
  cpe: one.cpe,
  supplier: one.supplier,
  orderNumber: one.orderNumber,
  scope: one.scope,
  hashes: [...one.hashes],
  licenses: [...one.licenses],
  label: one.label,
})

/** The parts that are compared, dependencies without their order. */
function compared({ timestamp, creators = [], subject, components, dependencies }: Bom): object {
  const merged = new Map<string, Set<string>>()
  for (const { ref, on } of dependencies) {
    const known = merged.get(ref) ?? new Set()
    for (const one of on) known.add(one)
    merged.set(ref, known)
  }
  const sorted = Array.from(merged, ([ref, on]) => ({ ref, on: [...on].sort() })).sort((a, b) =>
    a.ref < b.ref ? -1 : 1,
  )
  return {
    timestamp,
    creators,
    subject: subject && plain(subject),
    components: components.map(plain),
    dependencies: sorted,
  }
}

function expected(bom: Bom, losses: readonly Loss[]): object {
  const whole = each({ ...bom, dependencies: bom.dependencies.map(({ ref, on }) => ({ ref, on })) }, plain)
  // Refs change last: the other rows speak of the bill as it was.
  const rows = [...losses].sort((a, b) => Number(a.id === 'bom-ref') - Number(b.id === 'bom-ref'))
  return compared(rows.reduce((left, { id }) => losing[id]!(left), whole))
}

test('every row of the table of losses has its like here, with an id of its own', () => {
  assert.deepEqual(
    spdxLosses.map(({ id }) => id),
    Object.keys(losing),
  )
  for (const { formats: ids, versions } of spdxLosses) {
    assert.ok(ids.length > 0 && ids.every(id => formats.some(format => format.id === id)))
    assert.ok(versions.length > 0 && versions.every(version => spdxJson.writes!.includes(version)))
  }
})

/** For each row a bill that loses by it. */
const losers: Record<string, Bom> = Object.fromEntries(
  Object.entries({
    'bom-ref': bill(component('a b', 'a')),
    'serial-number': { ...bill(component('SPDXRef-a', 'a')), serial: 'urn:uuid:00000000-0000-4000-8000-000000000001' },
    'timestamp-fraction': { ...bill(component('SPDXRef-a', 'a')), timestamp: 1_770_000_000_123 },
    'subject-alone': { ...bill(), subject: component('SPDXRef-a', 'a') },
    'several-licenses': bill({ ...component('SPDXRef-a', 'a'), licenses: ['MIT', 'House rules'] }),
    'license-unknown': bill({ ...component('SPDXRef-a', 'a'), licenses: ['NOASSERTION'] }),
    'reference-to-nothing': {
      ...bill(component('SPDXRef-a', 'a')),
      dependencies: [{ ref: 'SPDXRef-a', on: ['SPDXRef-ghost'] }],
    },
    blanks: bill({ ...component('SPDXRef-a', 'a'), supplier: ' Mill ', licenses: ['MIT  or ISC'] }),
    'tool-name': {
      ...bill(component('SPDXRef-a', 'a')),
      creators: [{ kind: 'tool', name: 'mill-2', version: 'latest', mail: undefined }],
    },
    'hash-streebog': bill({
      ...component('SPDXRef-a', 'a'),
      hashes: [{ algorithm: 'Streebog-256', value: 'ab'.repeat(32) }],
    }),
    'hash-new': bill({ ...component('SPDXRef-a', 'a'), hashes: [{ algorithm: 'BLAKE3', value: 'ab'.repeat(32) }] }),
    'line-breaks': bill({ ...component('SPDXRef-a', ' a\nb '), licenses: ['House\nrules'] }),
  }).map(([id, bom]) => [id, bom as Bom]),
)

function bill(...components: Component[]): Bom {
  return { ...emptyBom('x'), components }
}

for (const format of formats) {
  for (const version of format.writes!) {
    const losses = spdxLosses.filter(applies(format, version))

    test(`${format.label} ${version}: each row of the table is a loss, and the only one of its bill`, () => {
      for (const loss of spdxLosses) {
        const bom = losers[loss.id]!
        const back = compared(there(format, bom, version))
        assert.deepEqual(back, expected(bom, losses), loss.id)
        if (loss.id === 'serial-number') assert.notEqual(there(format, bom, version).serial, bom.serial)
        else if (losses.includes(loss)) assert.notDeepEqual(back, compared(bom), loss.id)
        else assert.deepEqual(back, compared(bom), loss.id)
      }
    })

    test(`${format.label} ${version}: all else that the model keeps comes back`, () => {
      const pump: Component = {
        ...component('SPDXRef-pump', 'pump', 'NOASSERTION'),
        type: 'device-driver',
        group: '@mill',
        cpe: 'cpe:2.3:h:mill:pump:2:*:*:*:*:*:*:*',
        supplier: 'Mill & "Works" (Basel)',
        orderNumber: '6ES7 000-0AA00',
        scope: 'excluded',
        hashes: [{ algorithm: 'SHA-256', value: 'ab'.repeat(32) }],
        licenses: ['House rules (v2)'],
        label: 'from the nameplate',
      }
      const seal = { ...component('SPDXRef-seal', 'seal', '1', 'pkg:npm/%40mill/seal@1'), scope: 'optional' as const }
      const odd = { ...component('SPDXRef-odd', 'odd', '1\n2', 'no purl'), cpe: 'no cpe', licenses: ['NONE'] }
      const whole: Bom = {
        ...bill(pump, { ...seal, licenses: ['MIT OR (ISC AND 0BSD)'] }, odd),
        timestamp: 1_770_000_000_000,
        creators: [
          { kind: 'tool', name: 'mill-maker', version: 'v1.2.0-beta.1', mail: undefined },
          { kind: 'tool', name: 'hand', version: undefined, mail: undefined },
          { kind: 'organization', name: 'Mill (Basel)', version: undefined, mail: undefined },
          { kind: 'person', name: 'A. Miller (QA)', version: undefined, mail: 'a@mill.example' },
        ],
        subject: { ...component('SPDXRef-line', 'line-4'), type: 'platform' },
        dependencies: [
          { ref: 'SPDXRef-line', on: ['SPDXRef-pump', 'SPDXRef-odd'] },
          { ref: 'SPDXRef-odd', on: [] },
          { ref: 'SPDXRef-pump', on: ['SPDXRef-seal'] },
        ],
      }
      assert.deepEqual(compared(there(format, whole, version)), compared(whole))
    })
  }

  test(`${format.label}: real CycloneDX bills lose what the table lists and nothing else`, { skip }, () => {
    const index = JSON.parse(readFileSync(`${data}/boms/INDEX.json`, 'utf8')) as { path: string; kind: string }[]
    let compareds = 0
    for (const { path, kind } of index.filter(one => one.kind.startsWith('CycloneDX'))) {
      const bom = tried(`${data}/boms/${path}`)
      if (!bom) continue
      // JSON loses less: the same bill must come back whatever spelling it came in.
      assert.deepEqual(
        compared(there(format, bom, '2.3')),
        expected(bom, spdxLosses.filter(applies(format, '2.3'))),
        `${path} (${kind})`,
      )
      compareds++
    }
    assert.ok(compareds > 370)
  })
}

function tried(path: string): Bom | undefined {
  let bytes: Buffer = readFileSync(path)
  while (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes)
  try {
    return readBom({ ...paperOf(path, bytes), now: 4e15 })
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
