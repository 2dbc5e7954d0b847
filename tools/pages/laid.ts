import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Served, setUp, startServer } from '../story/served.ts'

/** Where the simulated plant lies that tests copy (`npm test` lays it); undefined where each lays its own. */
const kept = process.env['MILLCERT_TEST_PLANT']

/** Lays the simulated plant and its administrator into a folder, which no server has when this is done. */
export async function layPlant(folder: string): Promise<void> {
  const served = await startServer({ data: join(folder, 'data'), args: ['--demo'] })
  const token = await setUp(served)
  const code = await served.stop()
  if (code !== 0) throw new Error(`the server that laid the plant ended with ${code}: ${served.err()}`)
  writeFileSync(join(folder, 'token'), token)
}

/** A server of one's own over the simulated plant, in a folder of one's own; its token asks it. */
export async function servePlant(folder: string): Promise<Served> {
  const data = join(folder, 'data')
  if (kept !== undefined) cpSync(join(kept, 'data'), data, { recursive: true, preserveTimestamps: true })
  const served = await startServer({ data, args: ['--demo'] })
  if (kept === undefined) await setUp(served)
  else served.token = readFileSync(join(kept, 'token'), 'utf8')
  return served
}
