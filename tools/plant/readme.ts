import { records } from './advisories.ts'
import { plantAssets } from './assets.ts'
import { bomPlans } from './boms.ts'
import { deployments, drifting, olderPlans } from './deployments.ts'
import { anlagen } from './inventory.ts'
import { lotCount } from './lots.ts'
import { changedAssets, snapshotDays } from './versions.ts'

/** What stands out in a bill, for the table. */
const about: Readonly<Record<string, string>> = {
  'hmi-filler.cdx.json':
    'filler HMI of an invented vendor: old npm packages and the simulated recipe store that is being exploited',
  'hmi-packer.cdx.json':
    'caser HMI: the same npm packages in repaired versions; one advisory without versions (undecided)',
  'hmi-cip.cdx.json': 'cleaning HMI in Python, with paths: jinja2, requests, pillow',
  'hmi-retort.cdx.json': 'retort HMI of September 2026: the repaired counterpart of the cleaning HMI',
  'edge-host.cdx.json': 'Debian 12 packages, source and binary ones',
  'historian.cdx.json': 'AlmaLinux 9 packages before three updates',
  'historian-standby.cdx.json': 'the same host after them',
  'grafana-oee.cdx.json': 'Grafana from Bitnami, exploited in the wild',
  'grafana-energy.cdx.json': 'Grafana from Bitnami, a younger one with another fault',
  'mes-server-java.cdx.json': 'Java packages, Log4j among them',
  'plc-s7-1516.cdx.json': 'one line of firmware, shared by three controllers',
  'plc-s7-1513.cdx.json': 'one line of firmware',
  'plc-s7-1214.cdx.json': 'one line of firmware',
  'plc-m340.cdx.json': 'one line of firmware',
  'plc-l81e.cdx.json': 'one line of firmware',
  'switch-xc208.cdx.json': 'one line of firmware, shared by four switches',
  'talwerk-dosing.cdx.xml': 'vendor XML without a graph, two parts without a package URL',
  'kranich-caser.cdx.xml': 'vendor XML with a graph, Go modules',
  'orbiton-vision.cdx.xml': 'old vendor XML without a graph',
  'lumenwaage-checkweigher.cdx.json': 'empty: nothing is known of the checkweighers',
  'brisa-robot-cell.cdx.json': 'versions missing',
  'label-station.cdx.json': 'holds the simulated malicious package',
  'jump-host.cdx.json': 'Debian 12 in the DMZ: repaired, and one package that names no distribution',
  'dmz-broker.cdx.json': 'Go modules and the Go standard library',
  'erp-connector.cdx.json': 'Python and npm in one bill',
  'agv-fleet.cdx.json': 'versions nobody can compare, an unknown distribution, two withdrawn advisories',
}

const locks = [
  ['mes-web/package-lock.json', 'package-lock.json 3', 'MES web client; `@babel/traverse` only for building'],
  ['gateway-go/go.mod', 'go.mod with go.sum', 'line gateway in Go, old toolchain'],
  ['edge-analytics/requirements.txt', 'requirements.txt with hashes', 'edge analytics in Python: urllib3 2.6.3'],
  ['opcua-bridge/Cargo.lock', 'Cargo.lock 3', 'OPC UA bridge in Rust'],
] as const

/** The README of the data, with counts taken from the tables it describes. */
export function plantReadme(): string {
  const assets = plantAssets()
  const running = (file: string) => assets.filter(asset => asset.bom === file).length
  const bills = [
    ...bomPlans.map(
      plan => [plan.file, `CycloneDX ${plan.spec} ${plan.format.toUpperCase()}`, about[plan.file] ?? ''] as const,
    ),
    ...locks,
  ].map(([file, format, what]) => `| boms/${file} | ${format} | ${running(file)} | ${what} |`)
  const levels = ['0', '1', '2', '3', '3.5', '4', '5'].map(
    level => `${level}: ${assets.filter(asset => asset.level === level).length}`,
  )
  const invented = records.filter(record => record.simulated).length
  return `# A simulated plant

**Everything here is simulated.** Havelmark Foods, its sites, people's roles, serial numbers, firmware states and hashes do not exist, nor do the vendors under \`.example\`. Products of well-known automation makers are named because plants have them; nothing is said about any real installation. Advisories with published identifiers keep their facts (identifiers, packages, ranges, vectors, dates, addresses); their sentences are our own.

\`node tools/plant.ts\` writes all of it from the tables in \`tools/plant/\`; change those, not these files. The same tables give the same bytes.

## The story

Havelmark Foods cooks and fills sauces and ready meals at two sites. Nordhafen has kitchen 1, filling lines 1 and 2, packing, the DMZ and the business systems; Südaue cooks and fills on lines 5 and 6, is older, and keeps its own list in a German spreadsheet. It is Saturday, 21 November 2026:

- On Tuesday the label stations of three lines were rolled out with \`@havelmark/label-printer-helper\` 2.3.1. On Friday it turns out to be malicious (MAL-2026-90001, simulated).
- The recipe store in the filler HMIs is exploited (x_SIM-2026-0001, simulated); the vendor names 3.4.0 as repaired. Four stations have it.
- urllib3 2.6.3 stands in the edge analytics of both sites and in the ERP connector; the retort HMI already has 2.7.0.
- Of the three checkweighers nobody knows anything: their vendor sent an empty bill.

## Files

| file | what |
|---|---|
| assets.csv | ${assets.length} assets (Nordhafen ${assets.filter(asset => asset.site === 'Nordhafen').length}, Südaue ${assets.filter(asset => asset.site === 'Südaue').length}); Purdue levels ${levels.join(', ')}; \`bom\` names the bill in boms/ |
| anlagenliste.csv | ${anlagen().length} of the assets of Südaue as a workshop keeps them: semicolons, three lines of title, Windows-1252, firmware such as 33.011 turned into the number 33,011 |
| advisories/osv/ | ${records.length} records in OSV form, ${invented} of them simulated (\`database_specific.simulated\`), ${records.filter(record => record.withdrawn).length} withdrawn |
| advisories/csaf/ | 2 papers about products of invented makers, as plants name them: all simulated |
| advisories/kev.json | 6 entries in the form of CISA's catalogue, one simulated |
| advisories/epss.csv | probabilities in the form of EPSS: values that FIRST published for 2026-07-12 under a simulated later date, two simulated |

\`modified\` of each record is the day our copy was written, so that its feed is fresh on the day of the story; when the source last changed its record is in \`database_specific.source_modified\`. A colon in an identifier is \`_\` in the file's name. Identifiers in \`CVE-1900-\` are invented: no CVE was ever given for that year.

## The year before

\`history/\` is what both sites would have loaded from 21 November 2025 on; \`demo.json\` does it in the order of time. Its times hang on one clock, 2026-11-21T10:00:00Z. On 20 February, 22 May and 21 August advisories are fetched: what had been published by then is known from then on, so that a lot made in June has something known then and more known now; the rest is known at the end. A record without a day of publication counts from the end of the year in its identifier.

| file | what |
|---|---|
| nordhafen-assets-DAY.csv, suedaue-assets-DAY.csv | what each site listed on ${snapshotDays.length} days; ${changedAssets} assets changed their version in between; the last list has zones, addresses, criticality, owner and age too |
| nordhafen-zones.csv, suedaue-zones.csv | zones with SL-T, SL-C and SL-A for the seven foundational requirements; \`…-conduits.csv\` the ways between them |
| nordhafen-windows.ics, suedaue-windows.ics | maintenance windows that come again, shutdowns, times without changes |
| nordhafen-lots.csv | ${lotCount('Nordhafen')} lots of lines 1 and 2 with where they were made and what was shipped, as a MES exports them |
| suedaue-lots.csv | ${lotCount('Südaue')} lots of line 6 in German: semicolons, a byte order mark, local time |
| deployments.csv | which bill ran on which asset from when until when, and which was approved: ${deployments().length} spans; ${drifting.length} assets run something else than was approved (${drifting.join(', ')}) |
| boms/ | ${olderPlans.length} bills of older versions, and of one that was approved and not installed |

The label stations were rolled out on 17 November at 05:50, 06:20 and 13:10 UTC: thirteen lots were labelled since, and of nine of them something was shipped.

## The ${bills.length} bills of materials

| file | format | assets | what |
|---|---|---|---|
${bills.join('\n')}
`
}
