import type { Asset } from './assets.ts'
import { rows } from './catalogue.ts'

/** A part of a site with the same need for protection (IEC 62443-3-2), and the assets in it. */
interface Zone {
  site: string
  name: string
  about: string
  /** Security levels of the seven foundational requirements: wanted, possible, achieved. */
  wanted: string
  possible: string
  achieved: string
  /** Third part of the addresses in it. */
  net: number
}

/** `site | zone | what for | SL-T | SL-C | SL-A | network`; levels of FR 1 to FR 7. */
const table = `
Nordhafen | NH Enterprise | Business systems of the head office | 2,2,2,2,1,1,1 | 3,3,2,2,2,2,2 | 2,2,2,2,1,1,1 | 10
Nordhafen | NH DMZ | Between plant and office: all that crosses stops here | 3,3,3,2,3,2,2 | 3,3,3,3,3,2,2 | 2,3,2,2,3,2,2 | 20
Nordhafen | NH Site operations | Servers and stations of the site | 2,2,2,2,2,2,2 | 2,2,2,2,2,2,2 | 2,1,2,1,2,1,2 | 30
Nordhafen | NH Kitchen 1 | Mixing, dosing and cleaning | 2,2,2,1,2,1,2 | 2,2,1,1,2,1,2 | 1,1,1,1,2,1,2 | 41
Nordhafen | NH Line 1 | Filling, sealing and packing of line 1 | 2,2,2,1,2,1,2 | 2,2,1,1,2,1,2 | 1,1,1,1,2,1,1 | 42
Nordhafen | NH Line 1 safety | Safety functions of the filler of line 1 | 3,3,3,1,2,2,3 | 3,2,3,1,2,2,3 | 2,2,2,1,2,2,3 | 43
Nordhafen | NH Line 2 | Filling and sealing of line 2 | 2,2,2,1,2,1,2 | 2,2,1,1,2,1,2 | 2,1,1,1,2,1,2 | 44
Nordhafen | NH Palletizing | Robot cell | 2,2,2,1,2,1,2 | 1,1,1,1,1,1,2 | 1,1,1,1,1,1,1 | 45
Südaue | SA DMZ | Between plant and office | 3,3,3,2,3,2,2 | 3,2,2,2,3,2,2 | 2,2,2,2,2,1,2 | 120
Südaue | SA Site operations | Servers and stations of the site | 2,2,2,2,2,2,2 | 2,2,2,2,2,2,2 | 1,1,2,1,2,1,2 | 130
Südaue | SA Cooking | Line 5 and the tank farm, the oldest part | 2,2,2,1,2,1,2 | 1,1,1,0,1,1,1 | 1,0,1,0,1,0,1 | 141
Südaue | SA Line 6 | Filling, sealing and packing of line 6 | 2,2,2,1,2,1,2 | 2,1,1,1,2,1,2 | 1,1,1,1,2,1,1 | 142
Südaue | SA Utilities and warehouse | Compressors and vehicles | 1,1,1,1,1,1,1 | 1,1,1,1,1,1,1 | 1,0,1,0,1,0,1 | 143
`

/** `from | to | protocol | port`, each way for data that is permitted. */
const conduitTable = `
NH Enterprise | NH DMZ | https | 443
NH DMZ | NH Site operations | mqtt-tls | 8883
NH DMZ | NH Site operations | rdp | 3389
NH Site operations | NH Kitchen 1 | opc-ua | 4840
NH Site operations | NH Line 1 | opc-ua | 4840
NH Site operations | NH Line 2 | opc-ua | 4840
NH Site operations | NH Palletizing | opc-ua | 4840
NH Site operations | NH Line 1 | s7 | 102
NH Line 1 | NH Line 1 safety | profinet | 34964
NH Kitchen 1 | NH Line 1 | s7 | 102
NH Kitchen 1 | NH Line 2 | s7 | 102
NH Enterprise | SA DMZ | https | 443
SA DMZ | SA Site operations | rdp | 3389
SA Site operations | SA Cooking | ethernet-ip | 44818
SA Site operations | SA Cooking | modbus | 502
SA Site operations | SA Line 6 | opc-ua | 4840
SA Site operations | SA Utilities and warehouse | https | 443
SA Cooking | SA Line 6 | modbus | 502
`

export const zones: readonly Zone[] = rows(table).map(
  ([site = '', name = '', about = '', wanted = '', possible = '', achieved = '', net = '']) => ({
    ...{ site, name, about, wanted, possible, achieved, net: Number(net) },
  }),
)

/** The zone an asset lies in. */
export function zoneOf({ site, area, line, level, kind }: Asset): Zone {
  const name =
    site === 'Nordhafen'
      ? kind === 'safety-plc'
        ? 'NH Line 1 safety'
        : level === '3.5'
          ? 'NH DMZ'
          : area === 'Head office'
            ? 'NH Enterprise'
            : area === 'Operations'
              ? 'NH Site operations'
              : line === 'Palletizing'
                ? 'NH Palletizing'
                : `NH ${line}`
      : level === '3.5'
        ? 'SA DMZ'
        : area === 'Operations'
          ? 'SA Site operations'
          : area === 'Cooking'
            ? 'SA Cooking'
            : ['Utilities', 'Warehouse'].includes(area)
              ? 'SA Utilities and warehouse'
              : 'SA Line 6'
  const zone = zones.find(one => one.name === name)
  if (!zone) throw new Error(`no zone ${name}`)
  return zone
}

/** The zones of a site, comma-separated. */
export function zonesCsv(site: string): string {
  const lines = zones
    .filter(zone => zone.site === site)
    .map(({ name, about, wanted, possible, achieved }) =>
      [name, about, wanted, possible, achieved, 'true'].map(text => (/[,"]/.test(text) ? `"${text}"` : text)).join(','),
    )
  return `${['zone,description,sl_t,sl_c,sl_a,simulated', ...lines].join('\n')}\n`
}

/** The conduits that begin in a zone of a site and end in one of it. */
export function conduitsCsv(site: string): string {
  const own = new Set(zones.filter(zone => zone.site === site).map(({ name }) => name))
  const lines = rows(conduitTable)
    .filter(([from = '', to = '']) => own.has(from) && own.has(to))
    .map(cells => [...cells, 'true'].join(','))
  return `${['from_zone,to_zone,protocol,port,simulated', ...lines].join('\n')}\n`
}
