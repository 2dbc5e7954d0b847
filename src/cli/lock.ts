import { closeSync, constants, fsyncSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { Problem } from '#base'
import { acting } from './disk.ts'

/** Milliseconds in which a lock is surely written once it was made. */
const writingTime = 1000

/**
 * Holds a file for this process: made where there was none, so that only one process can have made it. One that a process of this
 * machine left behind is taken over, also one from before the machine was started again; of another machine's process nobody here can tell
 * whether it still runs.
 */
export function lock(path: string): () => void {
  const mine = `${[process.pid, hostname(), ...bootOf()].join(' ')}\n`
  if (!made(path, mine)) {
    const there = told(path)
    if (!isLeft(there) || !takenAway(path, there) || !made(path, mine)) throw locked(path, there)
  }
  return () => acting('remove', path, () => unlinkSync(path))
}

function made(path: string, text: string): boolean {
  return acting('write', path, () => {
    try {
      const handle = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
      writeSync(handle, text)
      // Read after the power was cut, it has to say whose it was.
      fsyncSync(handle)
      closeSync(handle)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  })
}

/** What the file says. One without its end is just being written, or the power was cut meanwhile: it is read again after a moment. */
function told(path: string): string {
  const read = () => acting('read', path, () => readFileSync(path, 'utf8').slice(0, 300))
  const first = read()
  if (first.endsWith('\n')) return first
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, writingTime)
  return read()
}

/** Whether it names a process of this machine that is no more, or was never written to its end. */
function isLeft(text: string): boolean {
  if (!text.endsWith('\n')) return true
  const [, pid, host, boot] = /^(\d{1,10}) (\S*)(?: (\S+))?\n$/.exec(text) ?? []
  if (pid === undefined || host !== hostname()) return false
  // Numbers of processes begin anew with each start of the machine.
  const [now] = bootOf()
  if (boot !== undefined && now !== undefined && boot !== now) return true
  return Number(pid) === process.pid || !isRunning(Number(pid))
}

/** The name of this start of the machine, where the system has one (Linux: proc(5), random/boot_id). */
function bootOf(): string[] {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return /^[0-9a-f-]{36}$/.test(boot) ? [boot] : []
  } catch {
    return []
  }
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
  const who = /^(\d{1,10}) ([\w.-]{1,200})(?: [\w-]+)?\n$/.exec(text)
  return new Problem(
    'base/locked',
    `Cannot write the database at ${path.replace(/\/[^/]*$/, '')}: ${who ? `process ${who[1]} on ${who[2]}` : 'another process'} is writing it`,
    { at: path, next: `when it is no more, remove ${path}` },
  )
}
