import { readdirSync } from 'node:fs'
import { Problem } from '../../src/base/index.ts'
import { paperAt } from '../../src/boms/operations.ts'
import { findFormat, prepareFormats } from '../../src/boms/read.ts'
import { realWorld } from '../../src/cli/world.ts'

/** What one reader made of the documents of one suite that are its own. */
export interface SuiteResult {
  suite: string
  reader: string
  read: number
  refused: number
}

/** Folders of the test data with papers that others wrote, valid and not. */
const suites = [
  'boms',
  'lockfiles',
  'suites/cyclonedx-schema',
  'suites/spdx-schema',
  'suites/sbom-fixtures',
  'suites/lockfile-formats-scalibr',
]

/** Reads every document of every suite by the reader that knows it. */
export async function suiteResults(data: string): Promise<SuiteResult[]> {
  await prepareFormats()
  return suites.flatMap(suite => resultsOf(`${data}/${suite}`, suite.replace('suites/', '')))
}

function resultsOf(folder: string, suite: string): SuiteResult[] {
  const { world } = realWorld({ quiet: true, output: undefined, limits: [], now: '2026-11-21' })
  const results = new Map<string, SuiteResult>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = `${entry.parentPath}/${entry.name}`
    const [format, paper] = formatAt(path)
    if (!format) continue
    let result = results.get(format.id)
    if (!result) {
      result = { suite, reader: format.id, read: 0, refused: 0 }
      results.set(format.id, result)
    }
    try {
      format.read(paper)
      result.read++
    } catch (error) {
      if (!(error instanceof Problem))
        throw new Error(`${path}: no Problem, but a fault of the reader`, { cause: error })
      result.refused++
    }
  }
  return [...results.values()]

  function formatAt(path: string) {
    const paper = paperAt(world, path)
    try {
      return [findFormat(paper), paper] as const
    } catch {
      return [undefined, paper] as const
    }
  }
}
