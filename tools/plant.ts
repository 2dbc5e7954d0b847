import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileOf, osvText, records } from './plant/advisories.ts'
import { bomPlans } from './plant/boms.ts'
import { csafFiles } from './plant/csaf.ts'
import { cyclonedxJson, cyclonedxXml } from './plant/cyclonedx.ts'
import { demoJson } from './plant/demo.ts'
import { historyFiles } from './plant/history.ts'
import { anlagenliste, assetsCsv } from './plant/inventory.ts'
import { edgeAnalytics, goMod, goSum, mesWeb, opcuaBridge } from './plant/lockfiles.ts'
import { plantReadme } from './plant/readme.ts'
import { epssText, kevText } from './plant/signals.ts'

/** Where the data of the simulated plant lies. */
export const plantFolder = join(import.meta.dirname, '..', 'data', 'plant')

/** Every file of the simulated plant by its path in `data/plant`. The same tables give the same bytes. */
export function plantFiles(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  const put = (path: string, text: string | Uint8Array) =>
    files.set(path, typeof text === 'string' ? Buffer.from(text) : text)
  put('README.md', plantReadme())
  put('assets.csv', assetsCsv())
  put('anlagenliste.csv', anlagenliste())
  for (const plan of bomPlans)
    put(`boms/${plan.file}`, plan.format === 'xml' ? cyclonedxXml(plan) : cyclonedxJson(plan))
  put('boms/mes-web/package-lock.json', mesWeb())
  put('boms/gateway-go/go.mod', goMod())
  put('boms/gateway-go/go.sum', goSum())
  put('boms/edge-analytics/requirements.txt', edgeAnalytics())
  put('boms/opcua-bridge/Cargo.lock', opcuaBridge())
  for (const record of records) put(`advisories/osv/${fileOf(record)}`, osvText(record))
  for (const { file, text } of csafFiles()) put(`advisories/csaf/${file}`, text)
  put('advisories/kev.json', kevText())
  put('advisories/epss.csv', epssText())
  for (const [path, text] of historyFiles()) put(path, text)
  put('demo.json', demoJson())
  return files
}

if (import.meta.main) {
  rmSync(plantFolder, { recursive: true, force: true })
  for (const [path, bytes] of plantFiles()) {
    mkdirSync(dirname(join(plantFolder, path)), { recursive: true })
    writeFileSync(join(plantFolder, path), bytes)
  }
  process.stdout.write(`${plantFiles().size} files in ${plantFolder}\n`)
}
