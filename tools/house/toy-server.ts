import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Ledger, openLedger } from '#ledger'
import type { Known } from '#operations/operations'
import { type Doorkeeper, type Listening, listen, type Serving } from '#server'
import { sqlite } from '../../src/ledger/sqlite.ts'
import { person, toyHouse, toyMigrations, toyOperations } from './toy-room.ts'

export const people: Record<string, Known> = {
  eve: person('eve', { 'slip.read': ['site-a'], 'slip.write': ['site-a'] }),
  ann: person('ann', { 'slip.read': ['site-b'], 'slip.write': ['site-b'] }),
  rob: person('rob', { 'slip.read': ['site-a'] }),
}

/** Everybody's token is their name, and so is their session. */
const doorkeeper: Doorkeeper = {
  ofToken: async authorization => people[authorization.replace('Bearer ', '')],
  ofSession: async cookie => people[/millcert=([a-z]+)/.exec(cookie)?.[1] ?? ''],
}

/** The toy behind HTTP on a port of its own; ends with the test. */
export async function toyServer(
  ledger: Ledger,
  context: TestContext,
  more: Partial<Serving> = {},
): Promise<Listening & { port: number; lines: string[] }> {
  const house = toyHouse(ledger)
  const lines: string[] = []
  const listening = await listen({
    house: { ...house, world: { ...house.world, say: line => void lines.push(line) } },
    operations: toyOperations(),
    doorkeeper,
    pageKey: new Uint8Array(32),
    host: '127.0.0.1',
    port: 0,
    hold: 0,
    ...more,
  })
  context.after(() => listening.stop())
  return { ...listening, port: Number(new URL(listening.address).port), lines }
}

/** A database on SQLite that is gone after the test, for what is about HTTP alone. */
export async function toyLedger(context: TestContext): Promise<Ledger> {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-toy-'))
  const ledger = await openLedger(sqlite(join(folder, 'millcert.db')), await toyMigrations(), {
    journal: 'journal-toy',
    now: 0,
  })
  context.after(async () => {
    await ledger.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return ledger
}

export interface Told {
  status: number
  headers: Record<string, string>
  body: string
  json: Record<string, unknown>
}

/** One request as it is written: no normalising of paths, any method and header. */
export function ask(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Uint8Array,
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, answer => {
      const pieces: Buffer[] = []
      answer.on('data', piece => pieces.push(piece))
      answer.on('error', reject)
      answer.on('end', () => {
        const text = Buffer.concat(pieces).toString()
        const type = String(answer.headers['content-type'] ?? '')
        const json = type.includes('json') && text ? (JSON.parse(text) as Record<string, unknown>) : {}
        const flat = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const)
        resolve({ status: answer.statusCode!, headers: Object.fromEntries(flat), body: text, json })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** An act with a body of JSON. */
export function post(
  port: number,
  path: string,
  token: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Told> {
  const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers }
  return ask(port, 'POST', path, all, JSON.stringify(body))
}

/** Bytes as they are, and everything that comes back until the other end closes. */
export function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', piece => {
      got += piece.toString()
    })
    socket.on('close', () => resolve(got))
    socket.on('error', error => ((error as NodeJS.ErrnoException).code === 'ECONNRESET' ? resolve(got) : reject(error)))
  })
}
