import { Problem } from '#base'

/** Serialization failure, deadlock (PostgreSQL, appendix A): another act was in the way. */
const again = new Set(['40001', '40P01'])
/** Class 08, the shutdowns of class 57, and how sockets say it. */
const lost =
  /^(?:08...|57P0[1-5]|25P03|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EACCES)$/

/** Whether an act is run again from its start. */
export function isInTheWay(error: unknown): boolean {
  return again.has(codeOf(error))
}

/**
 * Whether a row was there already, which another act may have put there since this one looked (PostgreSQL 13.2.3): run again it
 * sees that row.
 */
export function isTaken(error: unknown): boolean {
  return codeOf(error) === '23505'
}

/** Whether a statement came when its transaction had failed already: what did that was told before. */
export function isAborted(error: unknown): boolean {
  return codeOf(error) === '25P02'
}

/** Whether the connection is gone, and with it everything that was not committed. */
export function isLost(error: unknown): boolean {
  return lost.test(codeOf(error)) || /^Connection terminated|^Client has encountered a connection/.test(textOf(error))
}

/** What the database could not do, in words of ours; anything else as it is. */
export function postgresProblem(error: unknown): unknown {
  const code = codeOf(error)
  if (/^timeout exceeded when trying to connect/.test(textOf(error)) || code === '53300')
    return new Problem('ledger/busy', 'Cannot reach the database: all its connections are in use', {
      next: 'ask again in a moment',
    })
  if (isLost(error))
    return new Problem('ledger/unreachable', `Cannot reach the database: ${textOf(error) || code}`, {
      found: code || textOf(error),
      next: 'nothing of this was kept; it works again when the database does',
    })
  if (isInTheWay(error))
    return new Problem('ledger/busy', 'Cannot write: other acts were in the way for 20 seconds', {
      next: 'ask again in a moment',
    })
  if (code === '57014')
    return new Problem('ledger/slow', 'Cannot wait any longer: the database worked on one question for two minutes', {
      next: 'ask for less at once',
    })
  if (code === '53100' || code === '53200')
    return new Problem('ledger/disk-full', 'Cannot write: the disk of the database is full', {
      found: textOf(error),
      next: 'make room on it; nothing of this was kept, and reading goes on',
    })
  if (code === '25006')
    return new Problem('ledger/unwritable', 'Cannot write: the database takes only questions', {
      found: textOf(error),
      next: 'name the address of the server that takes writes',
    })
  return error
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : ''
}

/** Of an address with several answers each has its own error. */
function textOf(error: unknown): string {
  const { message, errors } = (error ?? {}) as { message?: string; errors?: { message?: string }[] }
  return message || errors?.[0]?.message || ''
}
