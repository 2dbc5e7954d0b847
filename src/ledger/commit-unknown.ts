import { Problem } from '#base'

/** The database failed while a transaction was being made durable: nobody told whether it is. */
export function commitUnknown(why: string): Problem {
  return new Problem(
    'ledger/commit-unknown',
    `Cannot tell whether this was kept: ${why} while it was being made durable`,
    {
      next: 'look whether it is there before asking again',
    },
  )
}
