import type { Permission, Scope } from '#ledger'
import { permits, type Role, roles, witnesses } from './roles.ts'

/** A permission, where somebody has it, and which roles give it. */
export interface Right {
  permission: Permission
  /** At all sites. */
  everywhere: boolean
  /** Ids of sites, where it is not everywhere. */
  siteIds: string[]
  roles: Role[]
}

/**
 * What somebody may, permission by permission; those of nouns that no rule names stand under `other`.
 *
 * @param scopeFor where they have a permission: the empty set where nowhere
 */
export function rightsOf(scopeFor: (permission: Permission) => Scope): Right[] {
  return witnesses.map(permission => {
    const scope = scopeFor(permission)
    const everywhere = scope === 'everywhere'
    const giving = roles.filter(role => permits(role, permission))
    return { permission, everywhere, siteIds: everywhere ? [] : [...scope].toSorted(), roles: giving }
  })
}
