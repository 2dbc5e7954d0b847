import { type LicenceExpression, parseLicence } from '#boms'

/** Which licences a maker may pass on: ids of the SPDX License List; with none allowed, every one that is not denied is. */
export interface LicenceRule {
  allow: readonly string[]
  deny: readonly string[]
}

/**
 * Whether a component may be passed on under what is stated of it (SPDX 2.3, annex D): of `OR` one that may is enough, of `AND` all
 * must. Several statements stand beside each other as with `AND`. `unknown` where nothing is stated, or no expression.
 */
export function licenceChoice(licences: readonly string[], rule: LicenceRule): 'allowed' | 'denied' | 'unknown' {
  if (licences.length === 0) return 'unknown'
  const parts = licences.map(text => parseLicence(text))
  const known = parts.filter((part): part is LicenceExpression => !('fault' in part))
  if (known.some(part => !mayPass(part, rule))) return 'denied'
  return known.length === parts.length ? 'allowed' : 'unknown'
}

function mayPass(expression: LicenceExpression, rule: LicenceRule): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.parts.every(part => mayPass(part, rule))
    case 'or':
      return expression.parts.some(part => mayPass(part, rule))
    case 'with':
      return mayPass(expression.licence, rule)
    case 'licence': {
      const named = (ids: readonly string[]) => ids.some(id => id.toLowerCase() === expression.id.toLowerCase())
      return !named(rule.deny) && (rule.allow.length === 0 || named(rule.allow))
    }
  }
}
