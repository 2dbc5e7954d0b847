import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { millcert } from './served.ts'

/** A vulnerability that is made up: of the library `made-mixer` before 2.0. */
export const madeCve = 'CVE-2026-90001'

const record = {
  schema_version: '1.6.0',
  id: 'PYSEC-2026-90001',
  aliases: [madeCve],
  published: '2026-01-10T00:00:00Z',
  modified: '2026-01-10T00:00:00Z',
  summary: 'made up',
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'made-mixer' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] }],
    },
  ],
}

/** Lays an index into a data folder that knows of `madeCve` alone. */
export async function layMadeAdvisory(data: string): Promise<void> {
  const file = `${dirname(data)}/made.json`
  writeFileSync(file, JSON.stringify(record))
  const program = millcert(['db', 'build', '--from', file, '--db', `${data}/advisories`], { cwd: dirname(data) })
  if ((await program.ended) !== 0) throw new Error(program.err())
}

/** A bill with `made-mixer` in a version, and with a library that nothing is said of. */
export function madeBill(version: string, other = 'made-valve'): Uint8Array {
  const library = (name: string, of: string) => ({ type: 'library', name, version: of, purl: `pkg:pypi/${name}@${of}` })
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: [library('made-mixer', version), library(other, '1.0')],
  }
  return Buffer.from(JSON.stringify(bill))
}
