import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { millcert } from './served.ts'

const root = process.env['MILLCERT_TESTDATA'] && `${process.env['MILLCERT_TESTDATA']}/advisories`
/** Records of controllers, of packages of Python, and what is known to be exploited: enough for a plant's questions, and read in seconds. */
const files = ['csaf-cisa-ot-2024-10.ndjson.gz', 'osv-pypa.ndjson.gz', 'kev.json']

/** Why there is no index to ask; undefined where there is one. */
export const noAdvisories =
  root && existsSync(`${root}/${files[0]}`) ? false : 'MILLCERT_TESTDATA is not set or has no advisories'

let built: Promise<string> | undefined

/** Lays the index into a data folder; it is built once in a process. */
export async function layAdvisories(data: string): Promise<void> {
  built ??= build()
  cpSync(await built, `${data}/advisories`, { recursive: true })
}

async function build(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-story-index-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const from = files.flatMap(name => ['--from', `${root}/${name}`])
  const program = millcert(['db', 'build', ...from, '--db', `${folder}/index`], { cwd: folder })
  if ((await program.ended) !== 0) throw new Error(program.err())
  return `${folder}/index`
}
