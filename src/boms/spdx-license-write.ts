import { digest } from '#base'
import type { Component } from './bom.ts'
import { licenseForm, writtenExpression } from './licence-form.ts'
import { saidNone, unsaid } from './spdx.ts'

/** A licence that the document brings along (SPDX 2.3, clause 10). */
export interface WrittenLicense {
  /** `LicenseRef-…`. */
  id: string
  /** Undefined where only the id is known. */
  name: string | undefined
}

export interface LicenseWriter {
  /** One expression for what a component is under: `NOASSERTION` where nothing is known. */
  expression(licenses: readonly string[]): string
  /** The licences that the expressions speak of and SPDX does not know, sorted by id. */
  readonly own: readonly WrittenLicense[]
}

/** `clean` takes from a text what the spelling cannot carry. */
export function licenseWriter(components: readonly Component[], clean: (text: string) => string): LicenseWriter {
  const names = new Map<string, string | undefined>()
  const known = new Map<string, string>()

  function expression(licenses: readonly string[]): string {
    const key = licenses.length === 1 ? licenses[0]! : JSON.stringify(licenses)
    const made = known.get(key)
    if (made !== undefined) return made
    const fresh = expressionOf(
      licenses.map(clean).filter(text => text !== '' && text !== unsaid),
      names,
    )
    known.set(key, fresh)
    return fresh
  }

  for (const { licenses } of components) expression(licenses)
  const own = Array.from(names, ([id, name]) => ({ id, name })).sort((a, b) => (a.id < b.id ? -1 : 1))
  return { expression, own }
}

function expressionOf(texts: readonly string[], names: Map<string, string | undefined>): string {
  if (texts.length === 0) return unsaid
  const [only] = texts
  if (texts.length === 1) return only === saidNone ? saidNone : termOf(only!, names, true)
  const terms = texts.map(text => termOf(text, names, false))
  return [...new Set(terms.map(term => (term.includes(' ') ? `(${term})` : term)))].join(' AND ')
}

/** `alone`: a reader then takes the name for the licence, and it must be there. */
function termOf(text: string, names: Map<string, string | undefined>, alone: boolean): string {
  // A licence of another document would need that document named.
  const form = /(?:^|[\s(])DocumentRef-/.test(text) ? 'name' : licenseForm(text)
  if (form === 'id') return text
  if (form === 'expression') {
    // Their names are not known here, unless they stand alone elsewhere.
    for (const [id] of text.matchAll(/\bLicenseRef-[A-Za-z0-9.-]+/g)) if (!names.has(id)) names.set(id, undefined)
    return writtenExpression(text)
  }
  const id = refOf(text)
  if (alone || !names.has(id)) names.set(id, alone ? text : undefined)
  return id
}

/** A function of the text alone, so that it is the same in every document and no two texts share one. */
function refOf(text: string): string {
  const letters = text
    .slice(0, 60)
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/^-|-$/g, '')
  return `LicenseRef-${letters === '' ? '' : `${letters}-`}${digest(text).slice('sha256:'.length, 'sha256:'.length + 12)}`
}
