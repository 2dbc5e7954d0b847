import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import * as grammars from './grammars/all.ts'
import { compareOrderNumbers, type OrderNumber, orderNumbersIn, readOrderNumber } from './order-number.ts'
import { covers } from './order-number-pattern.ts'

const data = process.env.MILLCERT_TESTDATA
const skip = data ? false : 'MILLCERT_TESTDATA is not set'
const members = Object.values(grammars)
const vendors = [...new Set(members.flatMap(grammar => grammar.vendors)), 'nobody']

function read(vendor: string, text: string): OrderNumber {
  const number = readOrderNumber(vendor, text)
  assert.ok(number, `${vendor}: ${text} is read`)
  return number
}

type Answer = ReturnType<typeof compareOrderNumbers>

/** Maker, answer, what an advisory states, what assets say. Every maker with a grammar must be among them. */
const comparisons: [string, Answer, string, ...string[]][] = [
  ['siemens', 'same', '6ES7516-3AN02-0AB0', '6ES7 516-3AN02-0AB0', '6es7516-3an02-0ab0', '6ES75163AN020AB0'],
  [
    'siemens',
    'same',
    '6ES7516-3AN02-0AB0',
    'MLFB: 6ES7516-3AN02-0AB0',
    '6ES7 516-3AN02-0AB0/V2.9',
    '6ES7516–3AN02–0AB0',
  ],
  ['siemens', 'same', '6GK7243-1BX30-0XE0', '6gk72431bx300xe0', 'Art.-Nr. 6GK7243-1BX30-0XE0'],
  ['siemens', 'same', 'J31032-K2017-H259', 'j31032 k2017 h259'],
  ['siemens', 'covers', '6ES7xxx', '6ES7516-3AN02-0AB0'],
  ['siemens', 'covers', '6ES7 5xx-xxxxx-xxxx', '6es7516-3an02-0ab0'],
  ['siemens', 'covers', '6ES7 5XX-XXXXX-XXXX', '6ES7516-3AN02-0AB0'],
  ['siemens', 'covers', '6ES7516-3AN*', '6ES7516-3AN02-0AB0'],
  ['siemens', 'covers', '6GK5324-0..00-.AR3', '6GK5324-0BA00-2AR3'],
  ['siemens', 'no', '6ES7516-3AN*', '6ES7516-3AK02-0AB0'],
  ['siemens', 'no', '6GK7243-1BX30-0XE0', '6GK7243-1BA30-0XE0'],
  ['siemens', 'no', '6GK5204-2BB10-2AA3', '6ES7204-2BB10-2AA3', '6GK5204-2BB10-2AA4'],
  ['siemens', 'variant', '6ES7516-3AN02-0AB0', '6AG1516-3AN02-2AB0', '6ES7516-3AN02-0AB0-Z A01+B02'],
  ['siemens', 'variant', '6AG1516-3AN02-2AB0', '6AG1516-3AN02-7AB0', '6AG2516-3AN02-4AB0'],
  ['siemens', 'variant', '6ES7 51x-xxxxx-xxxx', '6AG1516-3AN02-2AB0'],
  ['siemens', 'no', '6ES7516-3AN02-0AB0', '6AG1516-3AN01-2AB0', '6AG1516-3AN02-2AC0'],
  ['siemens', 'maybe', '6ES7516-3AN02-0AB0', '6ES7516-3AN02', '6ES7516', '6ES7516-xxxxx-xxxx'],
  ['rockwell-automation', 'same', '1756-L81E', '1756-l81e', '1756L81E', '1756 - L81E', '1756 L81E'],
  ['rockwell-automation', 'same', '1756-CNB/D', '1756-CNB/D 7.015', '1756-CNB Series D', 'Cat. No. 1756-CNB/D'],
  ['rockwell-automation', 'same', '2080-LC50-24QWB', '2080 LC50 24QWB'],
  ['rockwell-automation', 'same', '20-750-ENETR', '20-750-enetr'],
  ['rockwell-automation', 'variant', '1756-L81E', '1756-L81E/B'],
  ['rockwell-automation', 'variant', '1763-L16BWA Series A and B', '1763-L16BWA'],
  ['rockwell-automation', 'covers', '1763-L16BWA Series A and B', '1763-L16BWA/B'],
  ['rockwell-automation', 'covers', '1756-L8x', '1756-L81E', '1756-L81ES'],
  ['rockwell-automation', 'covers', '1756-L8z', '1756-L82E'],
  ['rockwell-automation', 'covers', '5069-L4', '5069-L46ERMW'],
  ['rockwell-automation', 'no', '1756-EN2T/A', '1756-EN2T/D', '1756-EN2TR', '1756-EN2TR/A'],
  ['rockwell-automation', 'no', '1763-L16BWA Series A and B', '1763-L16BWA/C'],
  ['schneider-electric', 'same', 'BMXP342020', 'BMX P34 2020', 'bmxp342020', 'BMX-P34-2020'],
  ['schneider-electric', 'same', '140CPU65150', '140 CPU 651 50'],
  ['schneider-electric', 'covers', 'BMXP34*', 'BMXP342020'],
  ['schneider-electric', 'covers', 'BMX P34x', 'BMX P34 2020'],
  ['schneider-electric', 'covers', 'BMEP58*S', 'BMEP584040S'],
  ['schneider-electric', 'covers', 'AP7xxx', 'AP7920', 'AP7920B'],
  ['schneider-electric', 'covers', 'ATV930', 'ATV930D15N4'],
  ['schneider-electric', 'covers', 'BMX NOE 0100 (H)', 'BMXNOE0100', 'BMXNOE0100H'],
  ['schneider-electric', 'no', 'BMEP58*S', 'BMEP584040'],
  ['schneider-electric', 'no', 'TM221CE16R', 'TM221CE16T'],
  ['phoenix-contact', 'same', '2702547', '27 02 547', '27 02 54 7', 'Article number 2702547'],
  ['wago', 'same', '750-8212/025-000', '750-8212 / 025-000', '7508212/025000'],
  ['wago', 'variant', '750-8212', '750-8212/025-000'],
  ['wago', 'covers', '750-831/xxx-xxx', '750-831/000-002'],
  ['wago', 'no', '750-8212/025-000', '750-8212/025-001', '750-8213/025-000'],
  ['mitsubishi-electric', 'covers', 'FX5U-xMy/z x=32,64,80, y=T,R, z=ES,DS', 'FX5U-32MT/ES', 'fx5u-80mr/ds'],
  [
    'mitsubishi-electric',
    'no',
    'FX5U-xMy/z x=32,64,80, y=T,R, z=ES,DS',
    'FX5U-32MT/ESS',
    'FX5UJ-32MT/ES',
    'FX5U-16MT/ES',
  ],
  ['mitsubishi-electric', 'covers', 'R04/08/16/32/120(EN)CPU', 'R04ENCPU', 'R120CPU', 'R04CPU'],
  ['mitsubishi-electric', 'no', 'R04/08/16/32/120(EN)CPU', 'R04PCPU', 'R02CPU', 'R12CPU'],
  ['mitsubishi-electric', 'covers', 'L26CPU-(P)BT', 'L26CPU-PBT', 'L26CPU-BT'],
  ['mitsubishi-electric', 'covers', 'RJ71C24(-R2/R4)', 'RJ71C24', 'RJ71C24-R4'],
  ['mitsubishi-electric', 'covers', 'FX5UJ-**M*/**', 'FX5UJ-24MT/ES'],
  ['mitsubishi-electric', 'same', 'Q03UDVCPU', 'q03udvcpu', 'Q03 UDVCPU'],
  ['mitsubishi-electric', 'maybe', 'QJ71E71-100', 'QJ71E71100'],
  ['omron', 'covers', 'CS1D-CPU[][]S', 'CS1D-CPU67S'],
  ['omron', 'covers', 'CS1D-CPU □ □ S', 'CS1D-CPU67S'],
  ['omron', 'no', 'CS1D-CPU[][]S', 'CS1D-CPU67SA', 'CS1H-CPU67S'],
  ['omron', 'covers', 'CP1L-EM □ □ D □ - □', 'CP1L-EM40DR-D', 'CP1L-EM40DT1-D'],
  ['omron', 'covers', 'CJ2H-CPU**(-EIP)', 'CJ2H-CPU64', 'CJ2H-CPU64-EIP'],
  ['omron', 'covers', 'CS1D-CPU**H/-CPU**P', 'CS1D-CPU65H', 'CS1D-CPU65P'],
  ['omron', 'same', 'NJ501-1300', 'nj501-1300'],
  ['abb', 'same', 'PM866AK01', 'pm866ak01'],
  ['abb', 'variant', '3BSE076939R1', '3BSE076939R2'],
  ['b-r-industrial-automation', 'variant', 'X20CP1586', 'X20cCP1586'],
  ['b-r-industrial-automation', 'no', 'X20CP1586', 'X20CP1585'],
  ['hitachi-energy', 'same', '1MRK002816-AB', '1mrk002816ab'],
  ['moxa', 'same', 'EDS-408A', 'EDS408A', 'eds-408a'],
  ['moxa', 'same', 'NPort 5110', 'NPort5110', 'nport-5110'],
  ['moxa', 'same', 'MGate MB3180', 'MB3180'],
  ['moxa', 'variant', 'EDS-408A', 'EDS-408A-T'],
  ['moxa', 'no', 'EDS-408A', 'EDS-408'],
  ['belden', 'same', 'RS20-0800T1T1SDAEHC', 'rs20-0800t1t1sdaehc'],
  ['hirschmann', 'same', '943 434-003', '943434003'],
  ['beckhoff', 'variant', 'CX5130-0155', 'CX5130'],
  ['beckhoff', 'no', 'CX5130-0155', 'CX5130-0125'],
  ['beckhoff', 'same', 'EL6695', 'el6695'],
  ['festo', 'same', 'CPX-E-CEC-C1', 'CPXECECC1'],
  ['emerson', 'variant', 'IC695CPE305', 'IC695CPE305-ABAB', 'IC695CPE305-AB'],
  ['general-electric', 'no', 'IC695CPE305', 'IC695CPE310'],
  ['automationdirect', 'same', 'D0-05DR', 'D005DR', 'd0-05dr'],
  ['automationdirect', 'no', 'EA9-T8CL', 'EA9-T15CL', 'EA9-T8CL-R'],
  ['jtekt', 'same', 'TCC-4637', 'Type=TCC-4637', 'tcc4637'],
  ['jtekt', 'no', 'TCC-4637', 'TCC-4737'],
  ['pilz', 'same', '772 100', '772100'],
  ['sick', 'same', '1047781', '1047781'],
  ['weidmueller', 'same', '1334950000', '1334950000'],
  ['bosch-rexroth', 'same', 'R911340711', 'r911340711'],
  ['bosch', 'same', 'F.01U.282.934', 'F01U282934'],
  ['danfoss', 'same', '131B0078', '131b0078'],
  ['delta-electronics', 'same', 'DVP12SE11R', 'dvp12se11r'],
  ['yokogawa', 'same', 'CP451-10', 'cp451-10'],
  ['honeywell', 'same', 'CC-PCNT01', 'CCPCNT01'],
  ['idec', 'same', 'FC6A-C40R1CE', 'FC6AC40R1CE'],
  ['panasonic', 'same', 'AFP7CPS41E', 'afp7cps41e'],
  ['weintek', 'same', 'cMT3072', 'CMT3072'],
  ['advantech', 'same', 'EKI-1524-CE', 'EKI 1524-CE', 'eki-1524-ce'],
  ['nobody', 'same', 'ABC-123', 'ABC123', 'abc-123'],
  ['nobody', 'maybe', '12-345X', '1-2345X'],
  ['nobody', 'no', 'ABC-123', 'ABC-1234'],
  ['nobody', 'covers', 'XR-2**', 'XR-204'],
]

test('numbers that advisories state are found in the spellings of inventories', () => {
  for (const [vendor, answer, stated, ...found] of comparisons)
    for (const text of found)
      assert.equal(
        compareOrderNumbers(vendor, read(vendor, stated), read(vendor, text)),
        answer,
        `${vendor}: ${stated} and ${text}`,
      )
})

test('every grammar has a number in the table', () => {
  const named = new Set(comparisons.map(([vendor]) => vendor))
  for (const { about, vendors } of members)
    assert.ok(
      vendors.some(vendor => named.has(vendor)),
      about,
    )
})

test('numbers are taken out of a name, with the brackets and words around them', () => {
  const found = (vendor: string, text: string) => {
    const { numbers, rest } = orderNumbersIn(vendor, text)
    return [...numbers.map(number => number.canonical), rest]
  }
  assert.deepEqual(found('siemens', 'SCALANCE X204-2 (6GK5204-2BB10-2AA3)'), ['6GK52042BB102AA3', 'SCALANCE X204-2'])
  assert.deepEqual(found('siemens', 'CPU 1516-3 PN/DP 6ES7 516-3AN02-0AB0, 6AG1 516-3AN02-2AB0'), [
    '6ES75163AN020AB0',
    '6AG15163AN022AB0',
    'CPU 1516-3 PN/DP',
  ])
  assert.deepEqual(found('siemens', 'SIPROTEC 5 7SJ85 (CP300)'), ['SIPROTEC 5 7SJ85 (CP300)'])
  assert.deepEqual(found('siemens', 'SIMATIC IPC627D V4.X'), ['SIMATIC IPC627D V4.X'])
  assert.deepEqual(found('rockwell-automation', '1756-L81E/B ControlLogix 5580 Controller'), [
    '1756L81E/B',
    'ControlLogix 5580 Controller',
  ])
  assert.deepEqual(found('rockwell-automation', 'FactoryTalk View SE 2023-R2'), ['FactoryTalk View SE 2023-R2'])
  assert.deepEqual(found('rockwell-automation', 'Stratix 5700'), ['Stratix 5700'])
  assert.deepEqual(found('schneider-electric', 'Schneider Electric BMX P34 2020 v2.9'), [
    'BMXP342020',
    'Schneider Electric v2.9',
  ])
  assert.deepEqual(found('schneider-electric', 'Modicon M580 (part numbers BMEP* and BMEH*)'), [
    'BMEP*',
    'BMEH*',
    'Modicon M580',
  ])
  assert.deepEqual(found('phoenix-contact', 'ILC 2050 BI (Article number 2403160)'), ['2403160', 'ILC 2050 BI'])
  assert.deepEqual(found('mitsubishi-electric', 'MELSEC iQ-R Series R120 SFCPU'), ['R120SFCPU', 'MELSEC iQ-R Series'])
  assert.deepEqual(found('jtekt', 'PC10G-CPU Type=TCC-6353'), ['TCC6353', 'PC10G-CPU'])
  assert.deepEqual(found('nobody', 'Gateway 6ES7516-3AN02-0AB0'), ['Gateway 6ES7516-3AN02-0AB0'])
})

test('versions, dates, addresses and names are no order numbers', () => {
  for (const text of [
    'V2.9.4',
    '2.9',
    '10.0.0.1',
    '2024-10-01',
    '2024-10',
    'FW V2.9',
    '',
    '-',
    '6ES7',
    'A1',
    'Gateway',
  ])
    for (const vendor of vendors) assert.equal(readOrderNumber(vendor, text), undefined, `${vendor}: ${text}`)
  for (const text of ['SIMATIC S7-1500 CPU family', 'HMI in line 2, left of the door'])
    assert.equal(readOrderNumber('siemens', text), undefined, text)
})

const pieces = ['6ES7', '516', '-3AN02', '-0AB0', '1756-', 'L81E', 'A', '0', '-', ' ']
const signs = ['x', 'X', '*', '[]', '□', '?', '(', ')', '.', '#', '{', ',', ' x=1,2', 'Series A and ']
const joined = (parts: readonly string[]) =>
  fc.array(fc.constantFrom(...parts), { maxLength: 20 }).map(all => all.join(''))

test('a canonical number is read as itself, or as what may be itself', () => {
  fc.assert(
    fc.property(fc.constantFrom(...vendors), joined(pieces), (vendor, text) => {
      const number = readOrderNumber(vendor, text)
      if (!number || number.pattern) return
      assert.equal(compareOrderNumbers(vendor, number, number), 'same')
      // A part longer than any of the maker's is kept apart by its hyphen, which is gone the second time.
      assert.match(compareOrderNumbers(vendor, number, read(vendor, number.canonical)), /^(?:same|maybe)$/)
    }),
    { numRuns: 3000 },
  )
})

test('no text throws, and what is taken out of it can be compared', () => {
  const any = fc.oneof(fc.string({ maxLength: 60 }), joined([...pieces, ...signs]))
  fc.assert(
    fc.property(fc.constantFrom(...vendors), any, any, (vendor, a, b) => {
      const numbers = [a, b].flatMap(text => [
        readOrderNumber(vendor, text) ?? [],
        orderNumbersIn(vendor, text).numbers,
      ])
      for (const stated of numbers.flat())
        for (const found of numbers.flat()) compareOrderNumbers(vendor, stated, found)
    }),
    { numRuns: 2000 },
  )
})

test('comparing two numbers without open places is the same both ways', () => {
  for (const vendor of vendors) {
    const texts = comparisons.flatMap(([named, , ...all]) => (named === vendor ? all : []))
    const numbers = texts.map(text => read(vendor, text)).filter(number => !number.pattern)
    for (const a of numbers)
      for (const b of numbers) {
        const there = compareOrderNumbers(vendor, a, b)
        assert.equal(there, compareOrderNumbers(vendor, b, a), `${a.text} and ${b.text}`)
      }
  }
})

test('the repetitions of every grammar are bounded', () => {
  for (const { about, inside, whole } of members) {
    for (const rule of [inside, whole]) {
      if (!rule) continue
      const outside = rule.source.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_')
      assert.doesNotMatch(outside, /[^(]\*|\+|\{\d+,\}/, about)
      assert.ok(rule.flags.includes('i') || !/[A-Z]/.test(outside), about)
    }
    if (inside) assert.ok(inside.global, about)
  }
})

test('long and hostile texts end', () => {
  const texts = ['6ES7'.repeat(5000), '-'.repeat(100_000), 'x=1,'.repeat(20_000), '*'.repeat(300), 'A*?'.repeat(100)]
  texts.push(
    '('.repeat(2000),
    `FX5U-xMy ${'x=1,2,3 '.repeat(200)}`,
    '1/2/'.repeat(80),
    '[]'.repeat(160),
    '\ufdfa'.repeat(300),
  )
  texts.push(' '.repeat(2000), ', '.repeat(1000), '1756-EN2T Series A and '.repeat(80), '6ES7 516 '.repeat(200))
  for (const vendor of vendors)
    for (const text of texts) {
      orderNumbersIn(vendor, text)
      const number = readOrderNumber(vendor, text)
      if (number) compareOrderNumbers(vendor, number, read(vendor, 'CPX12345A'))
    }
  assert.equal(covers(`${'*A'.repeat(150)}B`, 'A'.repeat(80)), false)
})

/** Every model number of the documents, by the maker above it. */
function modelNumbers(file: string): { vendor: string; text: string }[] {
  const found: { vendor: string; text: string }[] = []
  interface Branch {
    category?: string
    name?: string
    branches?: Branch[]
    product?: { product_identification_helper?: { model_numbers?: string[]; skus?: string[] } }
  }
  const walk = (branches: Branch[], vendor: string) => {
    for (const branch of branches) {
      const maker = branch.category === 'vendor' ? String(branch.name) : vendor
      const numbers = branch.product?.product_identification_helper
      for (const text of [...(numbers?.model_numbers ?? []), ...(numbers?.skus ?? [])])
        found.push({ vendor: maker, text })
      walk(branch.branches ?? [], maker)
    }
  }
  for (const line of gunzipSync(readFileSync(`${data}/advisories/${file}`))
    .toString()
    .split('\n'))
    if (line.includes('"product_identification_helper"')) walk(JSON.parse(line).product_tree?.branches ?? [], '')
  return found
}

/** How inventories write the same number, by rule: blanks, hyphens, case, a label, a version behind. */
function spellings(text: string): string[] {
  const parts = text.split('-')
  return [
    text.toLowerCase(),
    parts.join(''),
    parts.join(' '),
    parts.join(' - '),
    parts.join('\u2013'),
    ` ${text}\u00a0`,
  ].concat([`Order number: ${text}`, `${text}/V2.9`, text.replace(/^(\d[A-Z]{2}\d)/, '$1 ')])
}

test('every model number of published documents is read, in all spellings, and no two are one', { skip }, () => {
  const seen = new Map<string, string>()
  const texts = ['csaf-cisa-ot-2024-10.ndjson.gz', 'csaf-vendor-siemens.ndjson.gz'].flatMap(modelNumbers)
  assert.ok(texts.length > 10_000)
  for (const { vendor, text } of texts) {
    assert.equal(vendor, 'Siemens')
    const number = read('siemens', text)
    const known = seen.get(number.canonical)
    if (known === text) continue
    assert.equal(known, undefined, `${known} and ${text} are different numbers`)
    seen.set(number.canonical, text)
    if (number.pattern) continue
    for (const other of spellings(text))
      assert.equal(compareOrderNumbers('siemens', number, read('siemens', other)), 'same', other)
  }
  assert.ok(seen.size > 1000)
})
