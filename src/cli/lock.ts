import { closeSync, constants, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { Problem } from '#base'
import { acting } from './disk.ts'

/**
 * Holds a file for this process: made where there was none, so that only one process can have made it. One that a process of this
 * machine left behind is taken over; of another machine's process nobody here can tell whether it still runs.
 */
export function lock(path: string): () => void {
  const mine = `${process.pid} ${hostname()}\n`
  if (!made(path, mine)) {
    const there = acting('read', path, () => readFileSync(path, 'utf8').slice(0, 300))
    if (!isLeft(there) || !takenAway(path, there) || !made(path, mine)) throw locked(path, there)
  }
  return () => acting('remove', path, () => unlinkSync(path))
}

function made(path: string, text: string): boolean {
  return acting('write', path, () => {
    try {
      const handle = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
      writeSync(handle, text)
      closeSync(handle)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  })
}

/** Whether it names a process of this machine that is no more. */
function isLeft(text: string): boolean {
  const [, pid, host] = /^(\d{1,10}) (.*)\n$/.exec(text) ?? []
  if (pid === undefined || host !== hostname()) return false
  return Number(pid) === process.pid || !isRunning(Number(pid))
}

/** Whether this machine has a process of that number; also one of somebody else. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Takes the file away when it is still the one that was read: another process may have been faster. */
function takenAway(path: string, text: string): boolean {
  const away = `${path}.${process.pid}.left`
  return acting('remove', path, () => {
    renameSync(path, away)
    if (readFileSync(away, 'utf8') === text) {
      unlinkSync(away)
      return true
    }
    renameSync(away, path)
    return false
  })
}

function locked(path: string, text: string): Problem {
  const who = /^(\d{1,10}) ([\w.-]{1,200})\n$/.exec(text)
  return new Problem(
    'base/locked',
    `Cannot write the database at ${path.replace(/\/[^/]*$/, '')}: ${who ? `process ${who[1]} on ${who[2]}` : 'another process'} is writing it`,
    { at: path, next: `when it is no more, remove ${path}` },
  )
}
