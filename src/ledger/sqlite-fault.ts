import { Problem } from '#base'
import { type SqliteFault, threadEnded } from './sqlite-thread.ts'

/** Result codes of SQLite (sqlite.org/rescode.html). */
const codes = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 }

/** Whether another process holds what was wanted. */
export function isBusy(error: unknown): boolean {
  return (error as Partial<SqliteFault>).errcode === codes.busy
}

/** Whether the disk failed: what was being written may be there or not. */
export function isOfTheDisk(error: unknown): boolean {
  return (error as Partial<SqliteFault>).errcode === codes.ioError
}

/** What SQLite could not do, in words of ours; anything else as it is. */
export function sqliteProblem(error: unknown, path: string): unknown {
  const { errcode, code, message = '' } = error as Partial<SqliteFault>
  if (error instanceof Problem || errcode === undefined) return error
  const problem = (name: string, text: string, next: string) =>
    new Problem(`ledger/${name}`, text, { at: path, found: message, next })
  if (errcode === codes.busy)
    return problem(
      'busy',
      'Cannot write: another process has held the database for 20 seconds',
      'end the other process, or ask again',
    )
  if (errcode === codes.full || code === 'ENOSPC')
    return problem(
      'disk-full',
      `Cannot write: the disk of ${path} is full`,
      'make room on it; nothing of this was kept, and reading goes on',
    )
  if (errcode === codes.corrupt || errcode === codes.notADatabase)
    return problem(
      'damaged',
      `Cannot read the database ${path}: ${message}`,
      'bring it back from a backup: millcert restore FILE',
    )
  if (errcode === codes.readOnly || errcode === codes.ioError || errcode === codes.cannotOpen || isOfFiles(code))
    return problem(
      'unwritable',
      `Cannot use the database ${path}: ${message}`,
      'mend the disk or the rights on its folder; nothing of this was kept, and it works again then',
    )
  return error
}

/** `EACCES`, and what our own thread says; `ERR_…` of Node is a bug. */
function isOfFiles(code = ''): boolean {
  return /^E[A-Z]+$/.test(code) || code === threadEnded
}
