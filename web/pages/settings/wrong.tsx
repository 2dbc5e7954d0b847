import type { Refusal } from '../../api.ts'
import look from './settings.module.css'

/** What the server refused, beside what was asked of it: what, and what to do about it. */
export function Wrong({ error }: { error: unknown }) {
  if (!error) return null
  const { detail, message, next } = error as Partial<Refusal>
  return (
    <p role="alert" className={look['wrong']}>
      <bdi>{detail ?? message}</bdi> {next !== undefined && <bdi>{next}</bdi>}
    </p>
  )
}

/** Says who may what is not offered here. */
export function MayNot({ what, roles }: { what: (roles: string) => string; roles: readonly string[] }) {
  return <p className="soft">{what(roles.join(', '))}</p>
}
