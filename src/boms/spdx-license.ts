import { quoted } from '#base'
import { licenseForm } from './licence-form.ts'
import { saidNone, unsaid } from './spdx.ts'
import { type Gathering, isRaw, type Raw, textOf, wrongType } from './spdx-gather.ts'

const none: readonly never[] = []

/** A longer expression is kept as written and never taken apart. */
const longestExpression = 4096

/**
 * What a package is under: the licence concluded, else the one declared. Where both are unknown nothing is; `NONE` says that
 * there is none, and stays where neither says more.
 */
export function licensesOf(it: Gathering, raw: Raw): readonly string[] {
  const concluded = stated(it, raw, 'licenseConcluded', 'packageLicenseConcluded')
  const declared = stated(it, raw, 'licenseDeclared', 'packageLicenseDeclared')
  const text = concluded === undefined || concluded === saidNone ? (declared ?? concluded) : concluded
  if (text === undefined) return none
  const known = it.licenses.get(text)
  if (known !== undefined) return known
  const list = [text]
  it.licenses.set(text, list)
  return list
}

function stated(it: Gathering, raw: Raw, key: string, draft: string): string | undefined {
  const text = textOf(it, raw[key] ?? raw[draft], key)?.trim()
  if (text === undefined || text === '' || text === unsaid) return undefined
  if (text.length > longestExpression || (/[\s()]/.test(text) && licenseForm(text) === 'name'))
    it.notes.add(
      'license-malformed',
      text.length > longestExpression
        ? `licence expression of ${text.length} characters: kept as written`
        : `${quoted(text)} is no licence expression: taken as a name`,
      it.place(`/${key}`),
    )
  return text
}

/** A licence that the document brings along (clause 10): its name is kept, its text is not. */
export function takeLicense(it: Gathering, raw: unknown): void {
  if (!isRaw(raw)) throw wrongType(it, raw, '', 'a licence')
  const id = textOf(it, raw['licenseId'], 'licenseId')
  const name = textOf(it, raw['name'], 'name')
  if (id?.startsWith('LicenseRef-') && name !== undefined && name !== unsaid) it.licenseNames.set(id, name)
}

/** A package under a licence of the document's own is under what that is called. */
export function nameLicenses(it: Gathering): void {
  if (it.licenseNames.size === 0) return
  const named = new Map<string, readonly string[]>()
  for (const [id, list] of it.licenses) {
    const name = it.licenseNames.get(id)
    if (name !== undefined) named.set(id, list.length === 1 ? [name] : list)
  }
  for (const component of it.bom.components) {
    const [first] = component.licenses
    const list = first === undefined ? undefined : named.get(first)
    if (list !== undefined) component.licenses = list
  }
}
