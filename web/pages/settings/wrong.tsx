import { useRefusal } from '../../parts/refusal.ts'
import look from './settings.module.css'

/** What the server refused, beside what was asked of it: what, and what to do about it. */
export function Wrong({ error }: { error: unknown }) {
  const told = useRefusal()
  if (!error) return null
  const { detail, next, language } = told(error)
  return (
    <p role="alert" className={look['wrong']} lang={language}>
      <bdi>{detail}</bdi> {next !== undefined && <bdi>{next}</bdi>}
    </p>
  )
}

/** Says who may what is not offered here. */
export function MayNot({ what, roles }: { what: (roles: string) => string; roles: readonly string[] }) {
  return <p className="soft">{what(roles.join(', '))}</p>
}
