import { cyclonedxJson } from './cyclonedx.ts'
import { deploymentsCsv, olderPlans } from './deployments.ts'
import { nordhafenLots, suedaueLots } from './lots.ts'
import { snapshotCsv, snapshotDays } from './versions.ts'
import { windowsIcs } from './windows.ts'
import { conduitsCsv, zonesCsv } from './zones.ts'

/** Both sites, and what their files begin with. */
export const sites = [
  { name: 'Nordhafen', code: 'NH', file: 'nordhafen' },
  { name: 'Südaue', code: 'SA', file: 'suedaue' },
] as const

/** The year before the story, by path in `data/plant`. */
export function historyFiles(): Map<string, string> {
  const files = new Map<string, string>()
  for (const { name, file } of sites) {
    for (const day of snapshotDays) files.set(`history/${file}-assets-${day}.csv`, snapshotCsv(name, day))
    files.set(`history/${file}-zones.csv`, zonesCsv(name))
    files.set(`history/${file}-conduits.csv`, conduitsCsv(name))
    files.set(`history/${file}-windows.ics`, windowsIcs(name))
  }
  files.set('history/nordhafen-lots.csv', nordhafenLots())
  files.set('history/suedaue-lots.csv', suedaueLots())
  files.set('history/deployments.csv', deploymentsCsv())
  for (const plan of olderPlans) files.set(`history/boms/${plan.file}`, cyclonedxJson(plan))
  return files
}
