import type { OrderNumberGrammar } from '../order-number-grammar.ts'

/** Digit or letter at each place of the sixteen: 6ES7 516-3AN02-0AB0. The last block is free in its middle. */
const shape = 'DLLDDDDDLLDDDAAD'

export const siemens: OrderNumberGrammar = {
  vendors: ['siemens'],
  about:
    'Siemens: machine-readable product designation (MLFB), blocks of 7, 5 and 4 places, -Z with options; older numbers J31032-K2017-H259',
  inside:
    /(?<![A-Z0-9])(?:[1-9][A-Z]{2}\d ?\d{3}[ -]{0,3}\d[A-Z]{2}\d{2}(?:[ -]{0,3}\d[A-Z0-9]{2}\d(?![A-Z0-9]))?(?: ?- ?Z(?![A-Z0-9])(?: ?[A-Z]\d{2}(?:\+[A-Z]\d{2}){0,20})?)?|[1-9][A-Z]{2}[\dX*._] ?[\dX*._]{3}(?<=[X*._][\dX]{0,2})(?:[ -]{0,3}[\dX*._][A-Z*._]{2}[\dX*._]{2}(?:[ -]{0,3}[\dX*._][A-Z0-9*._]{2}[\dX*._])?)?|[A-Z]\d{4,5}[ -]{1,3}[A-Z]\d{2,5}[ -]{1,3}[A-Z]\d{1,4})(?![A-Z0-9])/gi,
  whole:
    /^(?:[A-Z]\d{4,5}[ -]{0,3}[A-Z]\d{2,5}[ -]{0,3}[A-Z]\d{1,4}|[1-9][A-Z]{2}[\dX*._]{1,4}|[1-9][A-Z]{2}[\dX*._] ?[\dX*._]{3}[ -]{0,3}[\dX*._][A-Z*._]{0,2}[\dX*._]{0,2}(?:[ -]{0,3}[\dA-Z*._]{1,4})?(?: ?- ?Z(?: ?[A-Z]\d{2}(?:\+[A-Z]\d{2}){0,20})?)?)$/i,
  notation,
  finish,
  variants: (a, b) => isSiplus(a) || isSiplus(b) || a.slice(0, 16) === b.slice(0, 16),
  hyphenless: true,
  cut: true,
}

/**
 * Stars, dots and X are open places. X is a letter of real numbers (…-0XE0), so a large one is open only where a digit
 * belongs, or where the digits of its block are open too; a small one beside large letters is always.
 */
function notation(text: string): string {
  const closed = text.replace(/[ -]/g, '')
  if (!/[x*._]/i.test(closed) || /^[A-Z]\d/i.test(closed)) return closed
  const small = !/[a-wyz]/.test(closed)
  let open = ''
  for (let i = 0; i < closed.length; i++) {
    const sign = closed[i]!
    const digit = shape[i] === 'D'
    const free = /[x]/i.test(sign) && (digit || (small && sign === 'x') || blockOpen(closed, i))
    open += sign === '*' ? '*' : free || sign === '.' || sign === '_' ? '?' : sign
  }
  return closed.length < shape.length && /[?*]$/.test(open) ? `${open}*` : open
}

/** Whether the digits of the block around a place are open: `-XXXX`. */
function blockOpen(text: string, at: number): boolean {
  const [start, end] = at < 7 ? [3, 6] : at < 12 ? [7, 11] : [12, 15]
  return /[x]/i.test(text[start!] ?? '') && /[x]/i.test(text[end!] ?? '')
}

/** SIPLUS numbers keep the blocks of the product they are made from, but for the family and the first digit of the last block. */
function finish(canonical: string): string {
  const base = canonical.slice(0, 16)
  if (canonical.length > 16 && canonical[16] !== 'Z') return canonical
  return base.length === 16 && /^6(?:ES7|GK[1-9]|AV\d|ED1|EP\d|AG[12]|NH\d|DL\d|SL\d)/.test(base)
    ? `${base.slice(4, 12)}${base.slice(13)}`
    : base
}

function isSiplus(canonical: string): boolean {
  return /^6AG[12]/.test(canonical)
}
