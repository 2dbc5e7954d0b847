import assert from 'node:assert/strict'
import { test } from 'node:test'
import { productCatalogue } from './product-catalogue.ts'

function found(vendor: string, family: string | string[], name: string, version?: string): string {
  const names = Array.isArray(family) ? family : [family]
  const catalogue = productCatalogue(
    vendor,
    names.map(each => ({ key: each, name: each, orderNumbers: [] })),
  )
  const answers = catalogue.find({ name, ...(version !== undefined && { version }) })
  return answers.map(({ confidence, rule }) => `${confidence} ${rule}`).join(', ') || 'nothing'
}

test('a family is the set of its members, whose figures its noughts stand for', () => {
  const x200 = 'SCALANCE X-200 switch family (incl. SIPLUS NET variants)'
  assert.equal(found('siemens', x200, 'SCALANCE X204-2'), 'likely family')
  assert.equal(found('siemens', x200, 'X208PRO'), 'likely family')
  assert.equal(found('siemens', x200, 'SIPLUS NET SCALANCE X202-2P IRT'), 'likely family')
  assert.equal(found('siemens', x200, 'SCALANCE XF204'), 'nothing')
  assert.equal(found('siemens', x200, 'SCALANCE X308-2'), 'nothing')
  assert.equal(found('siemens', x200, 'SCALANCE X2041'), 'nothing')
  assert.equal(found('siemens', 'SCALANCE SC-600 family', 'SCALANCE SC642-2C'), 'likely family')
  assert.equal(found('siemens', 'SIMATIC RTU 3000 family', 'SIMATIC RTU3041C'), 'likely family')
  assert.equal(found('siemens', 'SIMATIC RF600R family', 'SIMATIC RF680R'), 'likely family')
  assert.equal(found('siemens', 'SIMATIC RF600R family', 'SIMATIC RF650M'), 'nothing')
  assert.equal(found('rockwell-automation', 'Micro800 family', 'Micro850'), 'likely family')
  assert.equal(found('moxa', 'UC-3100 Series', 'UC-3101-T'), 'likely family')
})

test('a model whose name ends in noughts is no family', () => {
  assert.equal(found('siemens', 'RUGGEDCOM RS900', 'RUGGEDCOM RS910'), 'nothing')
  assert.equal(found('rockwell-automation', 'Stratix 8000 Managed Switches', 'Stratix 8300'), 'nothing')
  assert.equal(found('rockwell-automation', 'MicroLogix 1400', 'MicroLogix 1410'), 'nothing')
  assert.equal(found('siemens', 'SICAM A8000 CP-8000', 'SICAM A8000 CP-8031'), 'nothing')
})

test('without a hyphen or a word for it a family is doubtful', () => {
  assert.equal(found('siemens', 'SCALANCE W1700', 'SCALANCE W1788-2 M12'), 'nothing')
  assert.equal(
    found('siemens', ['SCALANCE W1700', 'SCALANCE W-1700 family'], 'SCALANCE W1788-2 M12'),
    'possible family, likely family',
  )
  assert.equal(found('siemens', 'SCALANCE W-1700', 'SCALANCE W1788-2 M12'), 'likely family')
})

test('a family within a family has members of its own', () => {
  const both = ['SCALANCE X-200 family', 'SCALANCE X-200IRT family']
  assert.equal(found('siemens', both[1]!, 'SCALANCE X202-2P IRT'), 'likely family')
  assert.equal(found('siemens', both, 'SCALANCE X202-2P IRT'), 'likely family')
  assert.equal(found('siemens', both, 'SCALANCE X204-2'), 'likely family')
})

test("Siemens' CPU families hold their CPUs, the related ones in other housings and SIPLUS where it says so", () => {
  const cpus = 'SIMATIC S7-1500 CPU family (incl. related ET200 CPUs and SIPLUS variants)'
  assert.equal(found('siemens', cpus, 'SIMATIC S7-1500 CPU 1511-1 PN'), 'likely family')
  assert.equal(found('siemens', cpus, 'S7-1516'), 'likely family')
  assert.equal(found('siemens', cpus, 'CPU 1516'), 'likely family')
  assert.equal(found('siemens', cpus, 'SIMATIC ET 200SP CPU 1512SP-1 PN'), 'likely family')
  assert.equal(found('siemens', cpus, 'SIPLUS S7-1500 CPU 1511-1 PN'), 'likely family')
  assert.equal(found('siemens', cpus, 'SIMATIC S7-1200 CPU 1214C'), 'nothing')
  assert.equal(found('siemens', cpus, 'SIMATIC S7-1500 Software Controller CPU 1507S'), 'nothing')
  assert.equal(found('siemens', cpus, 'SIMATIC CP 1543-1'), 'nothing')
  assert.equal(found('siemens', 'SIMATIC S7-1500 CPU family', 'SIPLUS S7-1500 CPU 1511-1 PN'), 'nothing')
})

test('a module of another kind beside the CPUs is none of their family', () => {
  const large = 'SIMATIC S7-1500 CPU family (incl. related ET200 CPUs and SIPLUS variants)'
  const small = 'SIMATIC S7-1200 CPU family (incl. SIPLUS variants)'
  const others = [
    ...['SIPLUS S7-1500 PM 1507', 'SIMATIC S7-1500 CP 1543-1', 'S7-1500 CP1543-1', 'CP 1543-1 (S7-1500)'],
    ...['SIMATIC S7-1500 TM Count 2x24V', 'S7-1500 DI 32x24VDC HF', 'SIMATIC S7-1500 Power Supply 60W'],
    ...['SIMATIC S7-1500 IM 155-5 PN ST', 'S7-1500 Kommunikationsprozessor 1543-1'],
  ]
  for (const name of others) assert.equal(found('siemens', large, name), 'nothing', name)
  for (const name of [
    'SIMATIC S7-1200 SM 1221',
    'SIPLUS S7-1200 CB 1241',
    'SIPLUS S7-1200 CP 1243-1',
    'S7-1200 SB 1222',
  ])
    assert.equal(
      found('siemens', [small, 'SIMATIC S7-1200 CPU V4 family', 'SIMATIC S7-1200 CPU', 'Desigo BC'], name),
      'nothing',
      name,
    )
  for (const name of ['S7-1516', 'SIMATIC S7-1500 CPU 1516-3 with CP 1543-1', 'S7-1516 with CP 1543-1'])
    assert.equal(found('siemens', large, name), 'likely family', name)
  assert.equal(found('siemens', small, 'S7-1214C DC/DC/DC, 14 DI/10 DQ'), 'likely family')
  // Where the family is of all its modules, they are in it.
  assert.equal(found('siemens', 'SIMATIC S7-1500 family', 'SIMATIC S7-1500 CP 1543-1'), 'likely family')
})

test('the interface modules with a CPU are of the S7-300', () => {
  const cpus = 'SIMATIC S7-300 CPU family (incl. related ET200 CPUs and SIPLUS variants)'
  assert.equal(found('siemens', cpus, 'SIMATIC ET 200pro IM154-8F PN/DP CPU'), 'likely family')
  assert.equal(found('siemens', cpus, 'SIMATIC S7-300 CPU 315-2 PN/DP'), 'likely family')
  assert.equal(found('siemens', cpus, 'SIMATIC ET 200SP IM155-6 PN HF'), 'nothing')
  assert.equal(found('siemens', cpus, 'SIMATIC S7-400 CPU 416-3 PN/DP'), 'nothing')
})

test('a family with a version line holds what is in the line', () => {
  assert.equal(
    found('siemens', 'SIMATIC S7-400 PN/DP V7 CPU family', 'SIMATIC S7-400 CPU 416-3 PN/DP V7'),
    'likely family',
  )
  assert.equal(found('siemens', 'SIMATIC S7-400 PN/DP V7 CPU family', 'SIMATIC S7-400 CPU 416-3 PN/DP V6'), 'nothing')
})

test('x stands for a figure, and what a family includes is in it', () => {
  assert.equal(found('eaton', 'EMAxxx series', 'EMA100'), 'nothing', 'letters alone say too little')
  assert.equal(found('hitachi-energy', 'AFS65x', 'AFS650'), 'likely family')
  assert.equal(found('hitachi-energy', 'AFS65x', 'AFS670'), 'nothing')
  assert.equal(found('hitachi-energy', 'AFS650', 'AFS65x'), 'nothing', 'an inventory writes no families')
  const m800 = 'SCALANCE M-800 family (incl. S615, MUM-800 and RM1224)'
  assert.equal(found('siemens', m800, 'SCALANCE M876-4 (EU)'), 'likely family')
  assert.equal(found('siemens', m800, 'SCALANCE S615'), 'likely family')
  assert.equal(found('siemens', m800, 'SCALANCE MUM856-1'), 'likely family')
  assert.equal(found('siemens', m800, 'SCALANCE S612'), 'nothing')
})

test('a series holds what begins with its name', () => {
  assert.equal(found('moxa', 'EDS-408A series', 'EDS-408A-MM-SC'), 'likely family')
  assert.equal(found('moxa', 'EDS-408A', 'EDS-408A-MM-SC'), 'nothing', 'where no series is named')
  assert.equal(found('moxa', 'EDS-408A series', 'EDS-4080'), 'nothing')
  assert.equal(found('siemens', 'SIPROTEC 5', 'SIPROTEC 5 7SJ85 (CP300)'), 'likely family')
  assert.equal(found('siemens', 'SIPROTEC 5', 'SIPROTEC 4 7SJ61'), 'nothing')
  assert.equal(found('mitsubishi-electric', 'MELSEC iQ-R series', 'MELSEC iQ-R R120CPU'), 'likely family')
  assert.equal(
    found('siemens', 'SIPROTEC 5 relays with CPU variants CP300', 'SIPROTEC 5 7SJ85 (CP300)'),
    'likely family',
  )
  assert.equal(found('siemens', 'SIPROTEC 5 relays with CPU variants CP300', 'SIPROTEC 5 7SJ85 (CP200)'), 'nothing')
})

test('a model with a qualifier in front, or other software, is in no family of the plain one', () => {
  const armor = found('rockwell-automation', 'Compact GuardLogix 5370 controllers', 'Armor Compact GuardLogix 5370')
  assert.equal(armor, 'nothing')
  assert.equal(found('moxa', 'MXview One Series', 'MXview One Central Manager'), 'nothing')
})

test('where a family leaves members out a person must look', () => {
  const except = 'SIMATIC ET200SP family (incl. SIPLUS variants, except IM155-6 PN ST)'
  assert.equal(found('siemens', except, 'SIMATIC ET 200SP IM155-6 PN HF'), 'possible family')
})
