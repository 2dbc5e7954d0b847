import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Database, openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import {
  type Bom,
  type BomFormat,
  bomRows,
  type Component,
  type ComponentRow,
  component,
  componentOf,
  emptyBom,
} from '#boms'
import { memoryWorld } from '../../tools/memory/world.ts'
import { contextsOf, subjectOf } from './context.ts'
import { cpeLook } from './cpe-look.ts'
import { judge } from './judge.ts'
import { subjectsOf } from './subject.ts'

const full = (rest: string) => `cpe:2.3:${rest}${':*'.repeat(11 - rest.split(':').length)}`

async function database(): Promise<Database> {
  const osv = (id: string, ecosystem: string, name: string) => ({
    id,
    modified: '2026-11-20T00:00:00Z',
    affected: [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] }],
  })
  const nvd = {
    cve: {
      id: 'CVE-2026-1',
      lastModified: '2026-11-20T00:00:00.000',
      vulnStatus: 'Analyzed',
      configurations: [
        {
          operator: 'AND',
          nodes: [
            { operator: 'OR', cpeMatch: [{ vulnerable: true, criteria: full('a:maker:viewer') }] },
            { operator: 'OR', cpeMatch: [{ vulnerable: false, criteria: full('o:maker:system:2') }] },
          ],
        },
      ],
    },
  }
  const records = [osv('DEBIAN-1', 'Debian:12', 'openssl'), osv('GHSA-1', 'npm', 'x')]
  const world = memoryWorld({
    'osv.ndjson': `${records.map(one => JSON.stringify(one)).join('\n')}\n`,
    'nvd.ndjson': `${JSON.stringify(nvd)}\n`,
  })
  await db.build.run(world, {
    words: [],
    flags: new Map([
      ['from', ['osv.ndjson', 'nvd.ndjson']],
      ['db', ['db']],
    ]),
  })
  return openDatabase(world.disk, 'db')!
}

function billOf(components: Component[], notes: Bom['notes'] = []): Bom {
  return { ...emptyBom('test', notes), components }
}

/** The components as they come back from where they are kept. */
function keptOf(bom: Bom, kind: BomFormat['kind']) {
  const digest = 'sha256:0' as const
  const { pieces, entries } = bomRows(bom, { digest, size: 0, kind }, contextsOf(bom, kind))
  const rows = pieces.flatMap(({ rows }) => JSON.parse(rows) as (string | null)[][]).map(rowOf)
  return entries.flatMap(({ components }) => [...components]).map(index => componentOf(rows[index]!))
}

function rowOf(values: (string | null)[]): ComponentRow {
  const [type, group_name, name, version, purl, package_key, cpe, supplier, order_number, facts, context] = values
  const key = { id: 0, key: '', name_key: '' }
  return {
    ...key,
    type,
    group_name,
    name,
    version,
    purl,
    package_key,
    cpe,
    supplier,
    order_number,
    facts,
    context,
  } as ComponentRow
}

const deb = (name: string, more = '') => {
  const purl = `pkg:deb/debian/${name}@1?arch=amd64&distro=debian-12${more}`
  return component(name, name, '1', purl)
}
const system: Component = { ...component('os', 'Debian'), type: 'operating-system' }
const viewer: Component = { ...component('v', 'viewer', '1'), cpe: full('a:maker:viewer:1') }
const systemOf = (version: string): Component => ({
  ...component(`s${version}`, 'system', version),
  type: 'operating-system',
  cpe: full(`o:maker:system:${version}`),
})
const many = Array.from({ length: 60 }, (_, n) => ({ ...component(`n${n}`, `n${n}`), cpe: full(`a:maker:n${n}:1`) }))
const app: Component = { ...component('own', 'own'), type: 'application' }

const bills: [what: string, bom: Bom, kind: BomFormat['kind']][] = [
  ['sources are named elsewhere', billOf([deb('openssl'), deb('libssl3', '&upstream=openssl'), system]), 'bom'],
  ['no source is named', billOf([deb('openssl'), component('x', 'x', '1', 'pkg:npm/x@1')]), 'bom'],
  ['a system without its packages', billOf([system]), 'bom'],
  [
    'packages of an unknown system',
    billOf([component('bash', 'bash', '5')], [{ code: 'distribution-unknown', message: 'unknown' }]),
    'bom',
  ],
  ['a condition that holds', billOf([viewer, systemOf('2')]), 'bom'],
  ['a condition that fails', billOf([viewer, systemOf('1')]), 'bom'],
  ['a condition about what is not listed', billOf([viewer]), 'bom'],
  ['a condition among many names', billOf([viewer, systemOf('2'), ...many]), 'bom'],
  ['a condition that fails among many names', billOf([viewer, systemOf('1'), ...many]), 'bom'],
  ['a package URL and a name', billOf([{ ...viewer, purl: 'pkg:generic/viewer@1' }, systemOf('2')]), 'bom'],
  ['rows that stand alone', billOf([viewer, systemOf('2'), component('p', 'p')]), 'inventory'],
  ['members of the own project', billOf([app]), 'lockfile'],
]

for (const [what, bom, kind] of bills)
  test(`a kept component is judged as in its bill: ${what}`, async () => {
    const data = await database()
    const told = (subjects: Iterable<Parameters<typeof judge>[0]>) =>
      [...subjects].map(subject => {
        const { matches, undecided, looked } = judge(subject, data, undefined, { cpes: cpeLook(data) })
        const bare = [...matches, ...undecided].map(one => {
          const { ref: _, at: __, paths: ___, ...seen } = one.component
          return { ...one, component: seen, advisories: one.advisories }
        })
        return JSON.parse(JSON.stringify({ bare, looked: looked ?? null }))
      })
    const inBill = told(subjectsOf([{ bom, kind, location: undefined }]))
    assert.deepEqual(told(keptOf(bom, kind).map(subjectOf)), inBill)
  })

test('most components are the same in every bill', () => {
  const plain = component('x', 'x', '1', 'pkg:npm/x@1')
  const contexts = contextsOf(billOf([plain, system, deb('openssl', '&upstream=o')]), 'bom')
  assert.equal(contexts(plain), '')
  assert.notEqual(contexts(deb('openssl')), '')
})
