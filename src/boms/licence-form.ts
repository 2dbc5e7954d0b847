import { type LicenceExpression, licencesIn, parseLicence, showLicence } from './licence-expression.ts'
import { knownLicenses } from './license.ts'

/** What a text about a licence is: an id of the SPDX License List, an expression of such, or what somebody calls a licence. */
export type LicenseForm = 'id' | 'expression' | 'name'

const operator = /(?<=[\s)])(?:and|or|with)(?=[\s(])/gi

/**
 * Deprecated ids are ids. A lone word that is not on the list is a name, unless it is a LicenseRef or ends in a version and `+`;
 * and operators in small letters are those of SPDX only between ids that are on it: `Mill and Sons` is a name.
 */
export function licenseForm(text: string): LicenseForm {
  if (knownLicenses().has(text)) return 'id'
  const plain = text.trim()
  if (knownLicenses().has(plain)) return 'expression'
  // Most names end here.
  if (!/[\s()+]|^(?:License|Document)Ref-/.test(plain)) return 'name'
  const found = parseLicence(text)
  if ('fault' in found) return 'name'
  if (found.kind === 'licence') return found.known || isClear(plain) ? 'expression' : 'name'
  const loud = [...text.matchAll(operator)].every(([word]) => word === word.toUpperCase())
  return loud || allKnown(found) ? 'expression' : 'name'
}

function isClear(text: string): boolean {
  return /^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-|\d\+$/.test(text)
}

function allKnown(expression: LicenceExpression): boolean {
  return licencesIn(expression).every(({ known, id }) => known || id.startsWith('LicenseRef-'))
}

/** An expression as SPDX 2.3 writes it (annex D): operators in capitals, one blank between words, no outer ones. Ids stay. */
export function writtenExpression(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(operator, word => word.toUpperCase())
}

/**
 * A licence where its format asks for an id or an expression of SPDX: ids and operators in the list's own spelling when every id
 * is on it, none renamed and no bracket lost; else as written.
 */
export function statedLicence(text: string): string {
  if (knownLicenses().has(text)) return text
  const found = parseLicence(text)
  if ('fault' in found || !allKnown(found)) return text
  const spelled = new Map(licencesIn(found).map(one => [showLicence(one).toLowerCase(), showLicence(one)]))
  return writtenExpression(text.replace(/[^\s()]+/g, word => spelled.get(word.toLowerCase()) ?? word))
}

/** Licences of which the user may take any: one expression, where each is an id or an expression; else all, as they stand. */
export function anyOf(texts: readonly string[]): string[] {
  const stated = [...new Set(texts.map(statedLicence))]
  if (stated.length < 2 || stated.some(text => licenseForm(text) === 'name')) return stated
  const found = parseLicence(stated.map(text => `(${text})`).join(' OR '))
  return 'fault' in found ? stated : [showLicence(found)]
}
