import { Select } from '../../parts/select.tsx'
import { useWords } from '../../words.ts'
import { everywhere, useSites, type Where } from './plant.ts'
import look from './settings.module.css'

/** Every role, as the server names them. */
export const roles = ['viewer', 'engineer', 'approver', 'security', 'auditor', 'admin', 'integration'] as const
export type Role = (typeof roles)[number]

/** A role and where it holds, to choose. */
export function RoleChoice({
  role,
  where,
  onRole,
  onWhere,
}: {
  role: Role
  where: Where
  onRole: (role: Role) => void
  onWhere: (where: Where) => void
}) {
  const { settings } = useWords()
  const sites = useSites() ?? []
  const names = Object.fromEntries(roles.map(one => [one, settings.roles[one] ?? one])) as Record<Role, string>
  const places: Record<string, string> = {
    [everywhere]: settings.everywhere,
    ...Object.fromEntries(sites.map(({ id, name, code }) => [id, `${name} (${code})`])),
  }
  return (
    <div className={look['choice']}>
      <div className={look['row']}>
        <Select label={settings.role} value={role} choices={names} onChange={onRole} />
        <Select label={settings.where} value={where} choices={places} onChange={onWhere} />
      </div>
      <p className="soft">
        {names[role]}: {settings.rolesMore[role]}
      </p>
    </div>
  )
}
