import { type Spelling, spelling } from './spelling.ts'

const tails = ['Firmware', 'firmware', 'Gerät', '(Gerät)', 'Module', 'Baugruppe', 'unit', 'équipement', 'FW']
const articles = ['The ', 'Der ', 'Die ', 'Le ', '1x ', '1 Stk. ', 'Typ ', 'Type: ', 'Model ']
/** Brands that stand before a model everybody knows without them. */
const brand = /^(?:SIMATIC|SCALANCE|RUGGEDCOM|SIPROTEC 5|MELSEC|Modicon|Allen-Bradley|SINAMICS|SIMOTION)\s+(?=\S*\d)/i
const brandLetters: readonly (readonly [RegExp, string])[] = [
  [/\bSIMATIC\b/i, 'Sim.'],
  [/\bSCALANCE\b/i, 'Scal.'],
  [/\bController\b/i, 'Ctrl.'],
  [/\bCommunication\b/i, 'Comm.'],
  [/\bSwitch\b/i, 'Sw.'],
  [/\bRuntime\b/i, 'RT'],
  [/\bProfessional\b/i, 'Prof.'],
  [/\bAdvanced\b/i, 'Adv.'],
]

function fullWidth(text: string): string {
  return text.replace(/[!-~]/g, mark => String.fromCharCode(mark.charCodeAt(0) + 0xfee0))
}

/** How a product is written otherwise than in an advisory. */
export const productSpellings: readonly Spelling[] = [
  spelling('product', 'hyphens-dropped', text => text.replace(/(?<=[A-Za-z\d])-(?=[A-Za-z\d])/g, '')),
  spelling('product', 'hyphens-blank', text => text.replace(/(?<=[A-Za-z\d])-(?=[A-Za-z\d])/g, ' ')),
  spelling('product', 'hyphens-doubled', text => text.replace(/-/g, '--')),
  spelling('product', 'hyphens-typographic', (text, { random }) =>
    text.replace(/-/g, random.one(['–', '\u2011', '\u2010', '−'])),
  ),
  spelling('product', 'full-width', text => fullWidth(text).replace(/ /g, '\u3000')),
  spelling('product', 'full-width-digits', text => text.replace(/\d+/g, fullWidth)),
  spelling('product', 'no-break-blanks', (text, { random }) =>
    text.replace(/ /g, random.one(['\u00a0', '\u202f', '\u2009'])),
  ),
  spelling('product', 'blanks-doubled', text => `${text.replace(/ /g, '  ')} `),
  spelling('product', 'blanks-underscores', text => text.replace(/ /g, '_')),
  spelling('product', 'tail', (text, { random }) => `${text} ${random.one(tails)}`),
  spelling('product', 'article', (text, { random }) => random.one(articles) + text),
  spelling('product', 'brand-marked', text => text.replace(/^([A-Z][A-Za-z]{3,})(?=\s)/, '$1®')),
  spelling('product', 'brand-dropped', text => text.replace(brand, '')),
  spelling('product', 'brand-short', text =>
    brandLetters.reduce((left, [word, letters]) => left.replace(word, letters), text),
  ),
  spelling('product', 'model-first', modelFirst),
  spelling('product', 'brackets-square', text => text.replace(/\(/g, '[').replace(/\)/g, ']')),
  spelling('product', 'marks-dropped', text =>
    text
      .replace(/[(),"]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  ),
  spelling('product', 'slash-blanks', text => text.replace(/\s*\/\s*/g, ' / ')),
  spelling('product', 'accent', text => text.replace(/(?<=[A-Za-z])e(?=[a-z]{2})/, 'é')),
]

/** "SIMATIC S7-1500 CPU 1516-3 PN/DP" → "CPU 1516-3 PN/DP SIMATIC S7-1500". */
function modelFirst(text: string): string | undefined {
  const [, head, tail] =
    /^((?:SIMATIC|SIPLUS|SIPROTEC|SCALANCE|MELSEC|[A-Z][a-z]+)\s(?:\S*\d\S*\s)?)(\S*\s?\S*\d.*)$/.exec(text) ?? []
  return head === undefined || tail === undefined ? undefined : `${tail} ${head.trim()}`
}
