import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const measure = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs';process.on('exit',()=>fs.writeSync(3,JSON.stringify(process.resourceUsage())))",
)}`

/** What a run of the command line said, and what it took. */
export interface Measured {
  status: number | null
  stdout: string
  stderr: string
  /** Of a processor. */
  seconds: number
  mebibytes: number
}

/** Runs the command line from its sources; one that does not end in a minute is ended, and has no status. */
export function measured(...command: readonly string[]): Measured {
  const { status, stdout, stderr, output } = spawnSync(
    process.execPath,
    ['--import', measure, `${root}src/cli/main.ts`, ...command],
    { encoding: 'utf8', timeout: 60_000, maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  )
  const { maxRSS, userCPUTime } = JSON.parse(output[3] || '{"maxRSS":0,"userCPUTime":0}') as NodeJS.ResourceUsage
  return { status, stdout, stderr, seconds: userCPUTime / 1e6, mebibytes: maxRSS / 1024 }
}
