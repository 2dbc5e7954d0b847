import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const tools = process.env.MILLCERT_HOSTILE

/** Why there are no hostile signatures here; false where there are. */
export const noSignatures = tools ? false : 'MILLCERT_HOSTILE is not set'

/** A signature file, what it is about, and whether it is to be taken (`accept`). */
export interface SignatureCase {
  id: string
  file: string
  format: string
  outcome: string
  aux: { keys?: string[]; threshold?: number; artifact?: string } | null
}

/** The cases, with the files that they name and what lies beside them. */
export interface HostileSignatures {
  cases: readonly SignatureCase[]
  read(name: string): Buffer
}

let made: HostileSignatures | undefined

/** Every case, made once in a process. */
export function hostileSignatures(): HostileSignatures {
  if (made) return made
  const folder = mkdtempSync(join(tmpdir(), 'millcert-signatures-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const ran = spawnSync(process.execPath, [`${tools}/open/hostile-signatures.mjs`, folder], { encoding: 'utf8' })
  assert.equal(ran.status, 0, ran.stderr)
  const read = (name: string) => readFileSync(join(folder, name))
  const { cases } = JSON.parse(read('INDEX.open.hostile-signatures.json').toString()) as { cases: SignatureCase[] }
  assert.ok(cases.length > 30)
  made = { cases, read }
  return made
}
