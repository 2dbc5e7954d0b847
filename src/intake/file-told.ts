import { visible } from '#base'
import type { Told } from '#ledger'
import type { FileCheckName } from './file-check.ts'

interface ToldFile {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly verdict: string
  readonly checks: readonly { readonly name: FileCheckName; readonly outcome: string; readonly because: string }[]
  readonly decided: { readonly by: string; readonly reason: string } | null
}

/** A file that was looked at, in sentences: every check, and who decides what is open. */
export function fileTold({ id, name, state, verdict, checks, decided }: ToldFile): Told {
  const says = [
    `${visible(name)}: ${state}.${decided ? ` ${visible(decided.by)}: ${visible(decided.reason)}` : ''}`,
    ...checks.map(({ name, outcome, because }) => `  ${outcome.padEnd(11)}  ${name.padEnd(15)}  ${visible(because)}`),
  ]
  const open = verdict === 'quarantine' && !decided
  return { says, ...(open && { next: [`intake approve ${id} --reason TEXT`, `intake refuse ${id} --reason TEXT`] }) }
}
