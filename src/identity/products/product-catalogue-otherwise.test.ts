import assert from 'node:assert/strict'
import { test } from 'node:test'
import { productCatalogue } from './product-catalogue.ts'

/** What an asset is found to be: `confidence rule: name`, a line each. */
function finder(vendor: string, names: readonly (string | { name: string; orderNumbers: string[] })[]) {
  const products = names.map(name => (typeof name === 'string' ? { name, orderNumbers: [] } : name))
  const catalogue = productCatalogue(
    vendor,
    products.map(product => ({ key: product.name, ...product })),
  )
  return (name: string, orderNumber?: string) =>
    catalogue
      .find({ name, ...(orderNumber !== undefined && { orderNumber }) })
      .map(({ key, confidence, rule }) => `${confidence} ${rule}: ${key}`)
}

const siemens = finder('siemens', [
  'SIMATIC S7-1500 CPU 1516-3 PN/DP (6ES7516-3AN01-0AB0)',
  'SIMATIC S7-1500 CPU 1516F-3 PN/DP (6ES7516-3FN01-0AB0)',
  'SIMATIC STEP 7 Professional V17',
  'SIMATIC WinCC Runtime Advanced',
  'SIMOTION SCOUT',
  'SIMATIC HMI Panel',
  'SINEC NMS',
  'SINEC INS',
  'SCALANCE X204-2',
  'SCALANCE X204IRT',
  'SCALANCE W1750D (JP)',
  'SINAMICS S150',
  'SINUMERIK Control Panel',
])

test('what a plant adds in front of a name and behind it is left away', () => {
  const written = [
    'Die SINEC NMS',
    '1x SINEC NMS',
    '2 Stk. SINEC NMS',
    '-K10 SINEC NMS',
    'SINEC NMS équipement',
    'SINEC NMS - Halle 3',
    'SINEC NMS Schrank A1',
    'SINEC NMS FW 2.9',
    'SINEC NMS S/N: VPL4711',
    'Siemens: Die SINEC NMS Baugruppe, 2 Stk.',
    'SINEC NMS, Siemens AG',
  ]
  for (const name of written) assert.deepEqual(siemens(name), ['likely name-more: SINEC NMS'], name)
  assert.deepEqual(siemens('SINEC NMS Operator'), [])
  assert.deepEqual(siemens('SINEC Building Expert'), [])
})

test('what looks like an addition may be of the name', () => {
  const find = finder('mitsubishi-electric', ['FR Configurator', 'FR Configurator SW3'])
  assert.deepEqual(find('FR Configurator SW3, 2 Stk.'), ['likely family: FR Configurator SW3'])
})

test('the words that a catalogue describes a model with are left away, a designation is not', () => {
  assert.deepEqual(siemens('SCALANCE X204-2, managed switch with four ports and diagnosis'), [
    'likely name-more: SCALANCE X204-2',
  ])
  assert.deepEqual(siemens('SCALANCE X204-2, LD'), [])
})

test('hyphens that were left out are put back where the maker has the number with them', () => {
  const wanted = ['likely name-spelling: SIMATIC S7-1500 CPU 1516-3 PN/DP (6ES7516-3AN01-0AB0)']
  assert.deepEqual(siemens('SIMATIC S71500 CPU 15163 PN/DP'), wanted)
  assert.deepEqual(siemens('SCALANCE X2042'), ['likely name-spelling: SCALANCE X204-2'])
  const both = finder('siemens', ['SCALANCE X204-2', 'SCALANCE X2042'])
  assert.deepEqual(both('SCALANCE X2042'), ['exact name: SCALANCE X2042'])
})

test('words in another order are the same name only when none is passed over', () => {
  const wanted = ['likely name-spelling: SIMATIC S7-1500 CPU 1516-3 PN/DP (6ES7516-3AN01-0AB0)']
  assert.deepEqual(siemens('CPU 1516-3 PN/DP SIMATIC S7-1500'), wanted)
  assert.deepEqual(siemens('X204-2 SCALANCE'), ['likely name-spelling: SCALANCE X204-2'])
  assert.deepEqual(siemens('SINAMICS S150 Control Unit'), [])
  assert.deepEqual(siemens('Simulator for SINEC NMS'), [])
})

test('words that the trade shortens are written out, a brand where one alone can be meant', () => {
  assert.deepEqual(siemens('SIMATIC WinCC RT Adv.'), ['likely name-spelling: SIMATIC WinCC Runtime Advanced'])
  assert.deepEqual(siemens('Scal. X204-2'), ['likely name-spelling: SCALANCE X204-2'])
  const two = finder('siemens', ['SIMATIC Manager', 'SIMATIC HMI', 'SIMOTION Manager', 'SIMOTION HMI'])
  assert.deepEqual(two('Sim. Manager'), [
    'possible name-spelling: SIMATIC Manager',
    'possible name-spelling: SIMOTION Manager',
  ])
})

test('a maker in front of a name is left away with all of its words', () => {
  assert.deepEqual(finder('fuji-electric', ['Alpha5 Smart Loader'])('Fuji Electric Alpha5 Smart Loader'), [
    'exact name: Alpha5 Smart Loader',
  ])
  assert.deepEqual(finder('modbustools', ['Modbus Slave'])('Modbus Tools Modbus Slave'), ['exact name: Modbus Slave'])
  assert.deepEqual(finder('adminer', ['Adminer'])('Adminer firmware'), ['exact name: Adminer'])
  assert.deepEqual(finder('wecon', ['PLC Editor'])('WECON PLC Editor'), ['exact name: PLC Editor'])
  const several = finder('johnson-controls', ['EntraPass Corporate Edition'])
  assert.deepEqual(several('Kantech, Johnson Controls EntraPass Corporate Edition'), [
    'likely name-more: EntraPass Corporate Edition',
  ])
})

test('an order number alone is of the families that its product is of', () => {
  const find = finder('siemens', [
    { name: 'SIMATIC S7-400 CPU 414-3 PN/DP V7', orderNumbers: ['6ES7414-3EM07-0AB0'] },
    'SIMATIC S7-400 CPU family (incl. SIPLUS variants)',
  ])
  const wanted = [
    'exact order-number: SIMATIC S7-400 CPU 414-3 PN/DP V7',
    'likely family: SIMATIC S7-400 CPU family (incl. SIPLUS variants)',
  ]
  assert.deepEqual(find('6ES7414-3EM07-0AB0'), wanted)
  assert.deepEqual(find('Steuerung', '6ES7414-3EM07-0AB0'), wanted)
})

test('a software controller is no controller', () => {
  const plain = finder('siemens', ['SIMATIC S7-1500'])
  assert.deepEqual(plain('SIMATIC S7-1500 Software Controller'), [])
  assert.deepEqual(finder('siemens', ['SIMATIC S7-1500 Software Controller'])('SIMATIC S7-1500'), [])
  assert.deepEqual(plain('SIMATIC S7-1500 Controller'), ['exact name: SIMATIC S7-1500'])
})

test('variants that say otherwise are other products', () => {
  const meters = finder('siemens', ['SENTRON PAC2200 (with MID Approval)'])
  assert.deepEqual(meters('SENTRON PAC2200 (without MID Approval)'), [])
  assert.deepEqual(siemens('SCALANCE W1750D ROW'), [])
  const coated = finder('siemens', ['SCALANCE X302-7 EEC (24V)'])
  assert.deepEqual(coated('SCALANCE X302-7 EEC (24V, coated)'), ['possible name-variant: SCALANCE X302-7 EEC (24V)'])
})

test('a model whose letters and figures say its family is of it', () => {
  const relays = finder('hitachi-energy', ['Relion 670 series', 'Relion 650 series', 'Relion 670/650'])
  assert.deepEqual(relays('REL670'), ['likely family: Relion 670 series', 'likely family: Relion 670/650'])
  assert.deepEqual(relays('Relion REL670').length, 2)
  assert.deepEqual(relays('RER 111'), [])
  const cpus = finder('siemens', ['SIMATIC S7-400 CPU family', 'SIMATIC S7-300 CPU family'])
  assert.deepEqual(cpus('CPU 414-3 PN/DP'), ['likely family: SIMATIC S7-400 CPU family'])
  assert.deepEqual(cpus('CPU 1512SP-1 PN'), [])
})
