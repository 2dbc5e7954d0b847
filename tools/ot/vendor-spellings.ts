import { type Spelling, spelling } from './spelling.ts'

const legalForm = /[\s,]+(?:Inc\.?|LLC|L\.L\.C\.|Ltd\.?|GmbH|AG|Co\.?|Corp\.?|Corporation|S\.A\.|SE)(?=$|[\s,])/gi

/** What people write for a maker in a hurry. Order: the maker's name as advisories begin it, what is written. */
const shortNames: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^siemens/i, ['Siemens A.G.', 'SIEMENS Digital Industries']],
  [/^schneider electric/i, ['Schneider Elec.', 'Schneider-Electric', 'SCHNEIDER ELECTRIC INDUSTRIES SAS']],
  [/^rockwell automation/i, ['A-B', 'Allen Bradley', 'Rockwell Autom.', 'Rockwell Automation/Allen-Bradley']],
  [/^mitsubishi electric/i, ['Mitsubishi El.', 'MELCO', 'Mitsubishi Electric Europe B.V.']],
  [/^phoenix contact/i, ['PxC', 'Phoenix', 'Phönix Contact']],
  [/^hitachi energy/i, ['Hitachi-Energy', 'Hitachi ABB Power Grids']],
  [/^general electric/i, ['GE', 'G.E.']],
  [/^emerson/i, ['Emerson Process Management', 'EMERSON ELECTRIC CO.']],
  [/^b&r /i, ['B+R', 'B & R', 'Bernecker + Rainer']],
  [/^wago/i, ['WAGO Kontakttechnik', 'Wago GmbH & Co. KG']],
  [/^omron/i, ['OMRON Corp.', 'Omron Electronics']],
  [/^yokogawa/i, ['Yokogawa Electric', 'YOKOGAWA Deutschland GmbH']],
  [/^pepperl/i, ['Pepperl + Fuchs', 'P+F']],
  [/^automation ?direct/i, ['AutomationDirect.com', 'Koyo / AutomationDirect']],
  [/^moxa/i, ['MOXA Inc.', 'Moxa Technologies']],
  [/^abb\b/i, ['ABB Ltd', 'ABB Automation', 'Asea Brown Boveri']],
]

const countries = [
  'Deutschland GmbH',
  'Deutschland',
  '(Germany)',
  'France SAS',
  'Italia S.p.A.',
  'USA',
  'Co., Ltd. (Japan)',
  'UK Ltd',
]

/** How a maker's name differs from the one an advisory gives. */
export const vendorSpellings: readonly Spelling[] = [
  spelling('vendor', 'vendor-bare', text => text.replace(legalForm, '')),
  spelling('vendor', 'vendor-country', (text, { random }) => `${text.replace(legalForm, '')} ${random.one(countries)}`),
  spelling('vendor', 'vendor-short', (text, { random }) => {
    const known = shortNames.find(([begins]) => begins.test(text.trim()))
    return known && random.one(known[1])
  }),
  spelling('vendor', 'vendor-accent', text =>
    text
      .replace(/Electric\b/, 'Électric')
      .replace(/oe/, 'ö')
      .replace(/ue(?=[a-z])/, 'ü')
      .replace(/ae(?=[a-z])/, 'ä'),
  ),
  spelling('vendor', 'vendor-hyphen', text => text.replace(/(\w) (\w)/, '$1-$2')),
  spelling('vendor', 'vendor-blanks', text => ` ${text.replace(/ /g, '\u00a0')}  `),
  {
    id: 'vendor-in-both',
    field: 'vendor',
    write: asset => ({ ...asset, product: `${asset.vendor.replace(legalForm, '').trim()} ${asset.product}` }),
  },
]
