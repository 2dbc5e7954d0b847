import { createHash } from 'node:crypto'
import { catalogue, rows } from './catalogue.ts'

/**
 * `@ | site | area | line | cell` opens a cell; below it stands
 * `tag | name | product | version | installed | criticality | bill of materials`.
 */
const table = `
@ | Nordhafen | Preparation | Kitchen 1 | Batch mixer M-110
PLC-M110 | Mixer controller | s7-1516 | V2.9.4 | 2021-06-14 | high | plc-s7-1516.cdx.json
IO-M110-1 | Mixer remote I/O, valves | et200sp | V4.2.0 | 2021-06-14 | medium |
IO-M110-2 | Mixer remote I/O, pumps | et200sp | V4.2.0 | 2021-06-14 | medium |
DRV-M110 | Agitator drive | g120 | V4.7 SP13 | 2021-06-14 | medium |
FT-110 | Sauce flow meter | promag | 01.05.00 | 2021-06-14 | medium |
LT-111 | Mixer level | vegapuls | 2.0.1 | 2021-06-14 | medium |
PT-112 | Jacket pressure | cerabar | 01.00.06 | 2021-06-14 | low |
HMI-M110 | Mixer panel | tp1200 | V17.0.0.5 | 2021-06-14 | medium |
@ | Nordhafen | Preparation | Kitchen 1 | Dosing D-120
DOS-120 | Spice dosing controller | dosing | 4.2.1 | 2022-03-08 | high | talwerk-dosing.cdx.xml
DOS-121 | Oil dosing controller | dosing | 4.2.1 | 2022-03-08 | high | talwerk-dosing.cdx.xml
WT-120 | Dosing scale terminal | ind570 | 2.12.0014 | 2022-03-08 | high |
IOL-120 | Dosing IO-Link master | al1100 | 2.3.27 | 2022-03-08 | low |
@ | Nordhafen | Preparation | Kitchen 1 | Cleaning in place C-130
PLC-C130 | CIP controller | s7-1513 | V2.8.3 | 2020-09-01 | high | plc-s7-1513.cdx.json
HMI-C130 | CIP operator station | cip | 3.1.0 | 2023-05-22 | medium | hmi-cip.cdx.json
CT-131 | CIP return flow | promag | 01.05.00 | 2020-09-01 | low |
@ | Nordhafen | Filling | Line 1 | Filler F-101
PLC-L1-01 | Filler controller | s7-1516 | V2.9.4 | 2021-07-05 | high | plc-s7-1516.cdx.json
SPLC-L1-01 | Filler safety controller | s7-1518f | V2.9.4 | 2021-07-05 | high |
DRV-L1-01 | Filler carousel drive | s120 | V5.2 SP3 HF13 | 2021-07-05 | high |
HMI-L1-01 | Filler operator station | fillerhmi | 5.2.1 | 2023-02-13 | high | hmi-filler.cdx.json
IO-L1-01 | Filler remote I/O | et200sp | V4.2.0 | 2021-07-05 | medium |
FT-101 | Filler product flow | promag | 01.06.00 | 2021-07-05 | medium |
@ | Nordhafen | Filling | Line 1 | Sealer S-102
PLC-L1-02 | Sealer controller | s7-1214 | V4.5.2 | 2021-07-05 | high | plc-s7-1214.cdx.json
CAM-L1-02 | Seal inspection | vision | 2020.3 | 2020-11-16 | medium | orbiton-vision.cdx.xml
HMI-L1-02 | Sealer panel | ktp700 | V16.0.0.3 | 2021-07-05 | medium |
DRV-L1-02 | Sealer belt drive | g120 | V4.7 SP13 | 2021-07-05 | low |
@ | Nordhafen | Filling | Line 1 | Checkweigher W-103
CW-L1-03 | Checkweigher | checkweigher | 7.4 | 2022-01-17 | medium | lumenwaage-checkweigher.cdx.json
LAB-L1-03 | Label station | label | 2.3.1 | 2024-04-15 | high | label-station.cdx.json
PRN-L1-03 | Label printer | zt411 | V92.21.26Z | 2024-04-15 | low |
SCN-L1-03 | Case code reader | clv620 | V6.10 | 2021-07-05 | low |
@ | Nordhafen | Filling | Line 1 | Line network
GW-L1 | Line 1 gateway | gateway | 1.8.0 | 2024-02-05 | high | gateway-go/go.mod
SW-L1-01 | Line 1 switch | xc208 | V4.3 | 2021-07-05 | medium | switch-xc208.cdx.json
SW-L1-02 | Line 1 switch, sealer | xc208 | V4.3 | 2021-07-05 | medium | switch-xc208.cdx.json
FW-L1 | Line 1 cell firewall | s615 | V7.2.2 | 2023-01-09 | medium |
@ | Nordhafen | Filling | Line 2 | Filler F-201
PLC-L2-01 | Filler controller | s7-1516 | V2.9.4 | 2022-08-22 | high | plc-s7-1516.cdx.json
HMI-L2-01 | Filler operator station | fillerhmi | 5.2.1 | 2023-02-20 | high | hmi-filler.cdx.json
HMI-L2-11 | Filler second station | fillerhmi | 5.2.1 | 2023-02-20 | medium | hmi-filler.cdx.json
DRV-L2-01 | Filler carousel drive | s120 | V5.2 SP3 HF13 | 2022-08-22 | high |
DOS-L2-01 | Sauce dosing controller | dosing | 4.2.1 | 2022-08-22 | high | talwerk-dosing.cdx.xml
IO-L2-01 | Filler remote I/O | et200sp | V4.2.2 | 2022-08-22 | medium |
@ | Nordhafen | Filling | Line 2 | Sealer S-202
PLC-L2-02 | Sealer controller | s7-1214 | V4.5.2 | 2022-08-22 | high | plc-s7-1214.cdx.json
CAM-L2-02 | Seal inspection | vision | 2020.3 | 2022-08-22 | medium | orbiton-vision.cdx.xml
CW-L2-03 | Checkweigher | checkweigher | 7.4 | 2022-08-22 | medium | lumenwaage-checkweigher.cdx.json
LAB-L2-03 | Label station | label | 2.3.1 | 2024-04-22 | high | label-station.cdx.json
PRN-L2-03 | Label printer | zt411 | V92.21.26Z | 2024-04-22 | low |
GW-L2 | Line 2 gateway | gateway | 1.8.0 | 2024-02-12 | high | gateway-go/go.mod
SW-L2-01 | Line 2 switch | xc208 | V4.3 | 2022-08-22 | medium | switch-xc208.cdx.json
@ | Nordhafen | Packing | Line 1 | Caser K-140
PLC-K140 | Caser machine | caser | 7.0.3 | 2023-09-11 | medium | kranich-caser.cdx.xml
HMI-K140 | Caser operator station | packhmi | 7.1.0 | 2023-09-11 | medium | hmi-packer.cdx.json
IO-K140 | Caser remote I/O | et200sp | V4.2.2 | 2023-09-11 | low |
SCN-K140 | Case code reader | clv620 | V6.10 | 2023-09-11 | low |
@ | Nordhafen | Packing | Palletizing | Robot cell R-150
ROB-150 | Palletizer | robot | P4-2.6 | 2022-05-30 | medium | brisa-robot-cell.cdx.json
PLC-R150 | Cell controller | axc2152 | 2023.0.3 LTS | 2022-05-30 | medium |
SW-R150 | Cell switch | fl2208 | 3.27 | 2022-05-30 | low |
@ | Nordhafen | Operations | Site systems | Server room N1
MES-WEB-N | MES web client | mesweb | 3.12.0 | 2024-06-03 | high | mes-web/package-lock.json
MES-SRV-N | MES server | messerver | 9.4.1 | 2021-02-15 | high | mes-server-java.cdx.json
HIST-N1 | Process historian | historian | 9.4 | 2023-11-06 | high | historian.cdx.json
HIST-N2 | Process historian, standby | historian | 9.7 | 2026-10-12 | medium | historian-standby.cdx.json
EDGE-N1 | Edge host 1 | edgehost | 12.5 | 2024-03-11 | high | edge-host.cdx.json
EDGE-N2 | Edge host 2 | edgehost | 12.5 | 2024-03-11 | high | edge-host.cdx.json
ANA-N1 | Edge analytics | analytics | 2.4.0 | 2024-03-18 | medium | edge-analytics/requirements.txt
OEE-N1 | Line performance dashboard | grafana | 8.2.3 | 2021-12-01 | medium | grafana-oee.cdx.json
SCADA-N1 | Plant SCADA | wincc | V7.5 SP2 Update 8 | 2022-02-21 | high |
ESX-N1 | Virtualization host | esxi | 7.0.3 build 20328353 | 2021-02-01 | high |
SRV-N1 | Server hardware | r650 | BIOS 1.8.2 | 2021-02-01 | medium |
AD-N1 | Plant directory server | win2019 | 10.0.17763.6414 | 2021-02-01 | high |
ENG-N1 | Engineering station | win10 | 10.0.17763.6414 | 2021-03-15 | high |
SW-N1 | Plant backbone switch | ie3300 | 17.9.4 | 2022-10-10 | high |
SW-N2 | Plant ring switch | xm408 | V6.5 | 2022-10-10 | medium |
@ | Nordhafen | Operations | DMZ | Rack N2
FW-N1 | DMZ firewall | fg60 | 7.2.8 | 2023-04-03 | high |
JUMP-N1 | Remote maintenance jump host | jumphost | 12.4 | 2024-01-22 | high | jump-host.cdx.json
BRK-N1 | DMZ data broker | broker | 0.9.2 | 2024-01-29 | high | dmz-broker.cdx.json
@ | Nordhafen | Head office | Business systems | Data centre
ERP-C1 | ERP connector | erplink | 6.0.4 | 2024-07-08 | high | erp-connector.cdx.json
SAP-01 | Enterprise resource planning | s4 | 2022 FPS02 | 2023-01-02 | high |
SW-C1 | Office core switch | c9300 | 17.9.5 | 2022-10-10 | medium |
@ | Südaue | Cooking | Line 5 | Retort T-510
PLC-T510 | Retort controller | l81e | 33.011 | 2020-04-20 | high | plc-l81e.cdx.json
NET-T510 | Retort controller network module | en2t | 11.002 | 2020-04-20 | medium |
HMI-T510 | Retort operator station | retorthmi | 2.4.0 | 2026-09-14 | high | hmi-retort.cdx.json
PT-511 | Retort pressure | cerabar | 01.00.06 | 2020-04-20 | high |
DRV-T510 | Retort basket drive | pf525 | 7.001 | 2020-04-20 | medium |
@ | Südaue | Cooking | Line 5 | Kettle K-520
PLC-K520 | Kettle controller | m340 | V3.40 | 2018-10-15 | high | plc-m340.cdx.json
DRV-K520 | Kettle agitator drive | atv320 | V2.9IE34 | 2018-10-15 | medium |
LT-521 | Kettle level | vegapuls | 1.9.8 | 2018-10-15 | medium |
PNL-K520 | Kettle panel | pvp7 | 12.00 | 2019-01-21 | medium |
@ | Südaue | Cooking | Line 5 | Tank farm B-530
PLC-B530 | Tank farm controller | s7-315 | V3.2.17 | 2014-05-12 | high |
LT-531 | Tank 1 level | vegapuls | 1.9.8 | 2016-02-08 | medium |
LT-532 | Tank 2 level | vegapuls | 1.9.8 | 2016-02-08 | medium |
SER-B530 | Serial server, old scale | nport | 1.5 | 2015-08-03 | low |
@ | Südaue | Filling | Line 6 | Filler F-601
PLC-L6-01 | Filler controller | s7-1513 | V2.8.3 | 2020-02-10 | high | plc-s7-1513.cdx.json
HMI-L6-01 | Filler operator station | fillerhmi | 5.2.1 | 2023-03-06 | high | hmi-filler.cdx.json
DOS-L6-01 | Dosing controller | dosing | 4.2.1 | 2022-04-04 | high | talwerk-dosing.cdx.xml
DRV-L6-01 | Filler drive | s120 | V5.1 SP1 | 2020-02-10 | medium |
IO-L6-01 | Filler remote I/O | et200sp | V4.1.1 | 2020-02-10 | medium |
IOL-L6-01 | IO-Link master | al1100 | 2.3.27 | 2020-02-10 | low |
FT-601 | Filler product flow | promag | 01.04.01 | 2020-02-10 | medium |
@ | Südaue | Filling | Line 6 | Sealer S-602
PLC-L6-02 | Sealer controller | cx5140 | TC 3.1.4024.35 | 2021-01-18 | high |
CAM-L6-02 | Seal camera | insight | 6.5.0 | 2021-01-18 | medium |
CW-L6-03 | Checkweigher | checkweigher | 7.4 | 2021-01-18 | medium | lumenwaage-checkweigher.cdx.json
LAB-L6-03 | Label station | label | 2.3.1 | 2024-05-06 | high | label-station.cdx.json
PRN-L6-03 | Label printer | zt411 | V92.21.22Z | 2024-05-06 | low |
BRG-L6 | OPC UA bridge | opcua | 0.6.2 | 2023-12-04 | high | opcua-bridge/Cargo.lock
SW-L6-01 | Line 6 switch | xc208 | V4.3 | 2020-02-10 | medium | switch-xc208.cdx.json
RTR-L6 | Line 6 router | edr | 5.7.15 | 2020-02-10 | medium |
@ | Südaue | Packing | Line 6 | Caser K-640
PLC-K640 | Caser machine | caser | 7.0.3 | 2023-10-09 | medium | kranich-caser.cdx.xml
HMI-K640 | Caser operator station | packhmi | 7.1.0 | 2023-10-09 | medium | hmi-packer.cdx.json
PLC-K641 | Conveyor controller | m221 | 1.12.1.1 | 2019-06-24 | low |
PLC-K642 | Shrink tunnel controller | l30er | 32.013 | 2019-06-24 | medium |
SW-K640 | Packing switch | fl2208 | 3.25 | 2019-06-24 | low |
@ | Südaue | Utilities | Energy | Compressor hall
PLC-E700 | Compressor controller | pfc200 | 03.10.10(22) | 2021-11-22 | medium |
EN-DASH | Energy dashboard | grafana | 9.5.2 | 2023-06-12 | low | grafana-energy.cdx.json
@ | Südaue | Warehouse | High bay | Fleet control
AGV-S1 | Vehicle fleet control | agv | 2.1.0-rc | 2024-08-19 | medium | agv-fleet.cdx.json
@ | Südaue | Operations | Site systems | Server room S1
MES-WEB-S | MES web client | mesweb | 3.12.0 | 2024-06-10 | high | mes-web/package-lock.json
EDGE-S1 | Edge host | edgehost | 12.5 | 2024-04-08 | high | edge-host.cdx.json
ANA-S1 | Edge analytics | analytics | 2.4.0 | 2024-04-15 | medium | edge-analytics/requirements.txt
SW-S1 | Plant backbone switch | ie3300 | 17.6.5 | 2021-09-20 | high |
ESX-S1 | Virtualization host | esxi | 7.0.3 build 19193900 | 2021-09-20 | high |
AD-S1 | Plant directory server | win2019 | 10.0.17763.5936 | 2021-09-20 | high |
ENG-S1 | Engineering station | win10 | 10.0.17763.5936 | 2020-02-17 | high |
FW-S1 | Remote access firewall | mguard | 8.9.3 | 2019-03-11 | high |
@ | Südaue | Operations | DMZ | Rack S2
FW-S2 | DMZ firewall | fg60 | 7.0.14 | 2021-09-20 | high |
JUMP-S1 | Remote maintenance jump host | jumphost | 12.4 | 2024-01-29 | high | jump-host.cdx.json
`

/** One asset of the simulated plant, in the columns of `assets.csv`. */
export interface Asset {
  id: string
  site: string
  area: string
  line: string
  cell: string
  name: string
  kind: string
  level: string
  vendor: string
  product: string
  order: string
  version: string
  serial: string
  installed: string
  criticality: string
  bom: string
}

export function plantAssets(): Asset[] {
  const assets: Asset[] = []
  let place = { site: '', area: '', line: '', cell: '' }
  for (const [tag = '', ...cells] of rows(table)) {
    if (tag === '@') {
      const [site = '', area = '', line = '', cell = ''] = cells
      place = { site, area, line, cell }
      continue
    }
    const [name = '', key = '', version = '', installed = '', criticality = '', bom = ''] = cells
    const product = catalogue.get(key)
    if (!product) throw new Error(`${tag}: no product ${key} in the catalogue`)
    const id = `${place.site === 'Nordhafen' ? 'NH' : 'SA'}-${tag}`
    assets.push({ id, ...place, name, ...product, version, serial: serialOf(id), installed, criticality, bom })
  }
  return assets
}

/** Looks like a serial number and says what it is. */
function serialOf(id: string): string {
  return `SIM${createHash('sha256').update(`simulated serial ${id}`).digest('hex').slice(0, 8).toUpperCase()}`
}
