// What the kill -9 harness drives: node HOSTILE/harness/kill9.mjs --driver tools/ledger/kill9-driver.ts --rounds 100
// On SQLite in the harness's folder; with MILLCERT_HARNESS_POSTGRES=ADDRESS on a new database of that cluster.
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { newDatabase } from '../databases/cluster.ts'
import type { Answer, Question } from './act-process.ts'

const cluster = process.env['MILLCERT_HARNESS_POSTGRES']
const program = fileURLToPath(new URL('act-process.ts', import.meta.url))

let made: string | undefined
let child: ChildProcess | undefined
let number = 0
const waiting = new Map<number, (answer: Answer) => void>()

/** Starts the process; resolves when it answers. */
export async function start(folder: string): Promise<ChildProcess> {
  made ??=
    cluster === undefined ? `${folder}/millcert.db` : await newDatabase(cluster, `kill9_${process.pid}_${Date.now()}`)
  const started = fork(program, [made], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child = started
  const ready = new Promise<Answer>(resolve => waiting.set(0, resolve))
  started.on('message', (answer: Answer) => {
    waiting.get(answer.number)?.(answer)
    waiting.delete(answer.number)
  })
  // Who waits for a process that is gone is told so.
  started.on('exit', () => {
    for (const [number, answer] of waiting) answer({ number, fault: 'the process is gone' })
    waiting.clear()
  })
  const { fault } = await ready
  if (fault) throw new Error(fault)
  return started
}

export const put = (id: string) => asked('put', id)
export const list = async () => new Set((await asked('list')) as string[])
export const verify = () => asked('verify')

async function asked(kind: Question['kind'], id?: string): Promise<unknown> {
  const question: Question = { number: ++number, kind, ...(id !== undefined && { id }) }
  const { out, fault } = await new Promise<Answer>(resolve => {
    waiting.set(question.number, resolve)
    child!.send(question, error => error && resolve({ number: question.number, fault: error.message }))
  })
  if (fault !== undefined) throw new Error(fault)
  return out
}
