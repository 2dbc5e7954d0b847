import { Problem, type World } from '#base'
import type { Ledger } from '#ledger'
import { keepSeen } from './journal-seen.ts'

/** A ledger that keeps how far its journal goes beside the database, and writes nothing more once something is wrong with it. */
export interface WatchedLedger extends Ledger {
  /** From now on nothing is written: this is wrong. Undefined when it is found to be well after all. */
  refuse(fault: string | undefined): void
  /** Why nothing is written. */
  fault(): string | undefined
}

export function watched(ledger: Ledger, { say, now }: Pick<World, 'say' | 'now'>, folder: string): WatchedLedger {
  let wrong: string | undefined
  let said: string | undefined
  const tell = (message: string) => {
    // The same every second would fill the log.
    if (message !== said) say(JSON.stringify({ at: new Date(now()).toISOString(), level: 'error', ledger: message }))
    said = message
  }
  const refuse = (fault: string | undefined) => {
    wrong = fault
    if (fault !== undefined) tell(`nothing is written any more: ${fault}`)
  }
  const seen = keepSeen(ledger, folder, {
    unwritten: message => tell(`how far the journal goes was not kept beside the database: ${message}`),
    back: message => refuse(`the journal went back: ${message}`),
  })
  const writes =
    <Given extends unknown[], Out>(write: (...given: Given) => Promise<Out>) =>
    async (...given: Given): Promise<Out> => {
      if (wrong !== undefined) throw notWritten()
      return write(...given)
    }
  const noted =
    <Given extends unknown[], Out>(write: (...given: Given) => Promise<Out>) =>
    async (...given: Given): Promise<Out> => {
      const out = await write(...given)
      seen.note()
      return out
    }
  return {
    ...ledger,
    write: noted(writes(ledger.write)) as Ledger['write'],
    tell: noted(writes(ledger.tell)),
    derive: writes(ledger.derive) as Ledger['derive'],
    refuse,
    fault: () => wrong,
    async close() {
      await seen.close()
      await ledger.close()
    },
  }
}

/** What is wrong names pages and paths, and is for the log and `doctor`, not for whoever asks. */
function notWritten(): Problem {
  return new Problem('ledger/not-written', 'Cannot write: something is wrong with the database, and reading goes on', {
    next: 'whoever runs the server finds what it is in its log and with millcert doctor',
  })
}
