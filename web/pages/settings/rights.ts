import { useAsk } from '../../asking.ts'
import { useWords } from '../../words.ts'

/** What whoever looks may, as the server says it. */
export interface Rights {
  /** Whether they have a permission at all sites. */
  everywhere(permission: string): boolean
  /** Whether they have it at some site at least; of one, where its id is given. */
  somewhere(permission: string, siteId?: string): boolean
  /** Roles that give it, in words. */
  roles(permission: string): string[]
}

/** Undefined until the server said it. */
export function useRights(): Rights | undefined {
  const { settings } = useWords()
  const { data } = useAsk('session.rights', {})
  if (!data) return undefined
  const find = (permission: string) => data.rights.find(right => right.permission === permission)
  return {
    everywhere: permission => find(permission)?.everywhere ?? false,
    somewhere(permission, siteId) {
      const right = find(permission)
      if (!right) return false
      return right.everywhere || (siteId === undefined ? right.siteIds.length > 0 : right.siteIds.includes(siteId))
    },
    roles: permission => (find(permission)?.roles ?? []).map(role => settings.roles[role] ?? role),
  }
}
