import type { Permission, Scope, SiteId } from '#ledger'

/** What somebody is at a site. */
export const roles = ['viewer', 'engineer', 'approver', 'security', 'auditor', 'admin', 'integration'] as const
export type Role = (typeof roles)[number]

/** A role at one site, or everywhere. */
export interface Grant {
  readonly role: Role
  readonly site: SiteId | 'everywhere'
}

/** A part of a permission, or `*` for any. */
interface Rule {
  noun: string
  verb: string
}

/** What nobody reads by looking around: who did what, and who may what. */
const guarded = ['journal', 'access']
const verbs = ['read', 'write', 'approve', 'admin'] as const

const rule = (text: string): Rule => {
  const [noun, verb] = text.split('.') as [string, string]
  return { noun, verb }
}

/** What each role gives; a noun that is new is covered by `*`. `looks` stands for reading all that is not guarded. */
const given: Record<Role, { looks: boolean; rules: readonly Rule[] }> = {
  viewer: { looks: true, rules: [] },
  engineer: { looks: true, rules: ['plant.write', 'boms.write', 'lots.write', 'imports.write'].map(rule) },
  approver: { looks: true, rules: [rule('*.approve')] },
  security: { looks: true, rules: ['findings.write', 'feeds.write', 'vendors.write'].map(rule) },
  auditor: { looks: true, rules: [rule('*.read')] },
  admin: { looks: true, rules: [rule('*.*')] },
  integration: { looks: true, rules: ['boms.write', 'lots.write', 'imports.write'].map(rule) },
}

/** Whether a role gives a permission. */
export function permits(role: Role, permission: Permission): boolean {
  const { noun, verb } = rule(permission)
  const { looks, rules } = given[role]
  if (looks && verb === 'read' && !guarded.includes(noun)) return true
  return rules.some(one => (one.noun === '*' || one.noun === noun) && (one.verb === '*' || one.verb === verb))
}

/** Where grants give a permission: the empty set where nowhere. */
export function scopeOf(grants: readonly Grant[], permission: Permission): Scope {
  const giving = grants.filter(({ role }) => permits(role, permission))
  if (giving.some(({ site }) => site === 'everywhere')) return 'everywhere'
  return new Set(giving.map(({ site }) => site as SiteId))
}

/** What two scopes have in common. */
export function withinBoth(one: Scope, other: Scope): Scope {
  if (one === 'everywhere') return other
  if (other === 'everywhere') return one
  return one.intersection(other)
}

/** Every permission that a rule names, and one of a noun that none names, `other`. */
export const witnesses: readonly Permission[] = [
  ...new Set([...Object.values(given).flatMap(({ rules }) => rules.map(({ noun }) => noun)), ...guarded, 'other']),
]
  .filter(noun => noun !== '*')
  .flatMap(noun => verbs.map(verb => `${noun}.${verb}` as const))

/** Whether somebody with these grants may hand out one more: all that it gives, they have there themselves. */
export function covers(grants: readonly Grant[], { role, site }: Grant): boolean {
  return witnesses
    .filter(permission => permits(role, permission))
    .every(permission => {
      const scope = scopeOf(grants, permission)
      return scope === 'everywhere' || (site !== 'everywhere' && scope.has(site))
    })
}
