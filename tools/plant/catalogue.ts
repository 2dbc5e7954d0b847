/**
 * The products that stand in the simulated plant: `key | kind | Purdue level | vendor | product | order number`.
 * Products of well-known automation makers are named as facts; vendors under `.example` are invented.
 */
const table = `
s7-1516 | plc | 1 | Siemens | SIMATIC S7-1500 CPU 1516-3 PN/DP | 6ES7516-3AN02-0AB0
s7-1513 | plc | 1 | Siemens | SIMATIC S7-1500 CPU 1513-1 PN | 6ES7513-1AL02-0AB0
s7-1518f | safety-plc | 1 | Siemens | SIMATIC S7-1500 CPU 1518F-4 PN/DP | 6ES7518-4FP00-0AB0
s7-1214 | plc | 1 | Siemens | SIMATIC S7-1200 CPU 1214C DC/DC/DC | 6ES7214-1AG40-0XB0
s7-315 | plc | 1 | Siemens | SIMATIC S7-300 CPU 315-2 PN/DP | 6ES7315-2EH14-0AB0
et200sp | remote-io | 1 | Siemens | SIMATIC ET 200SP IM 155-6 PN ST | 6ES7155-6AU01-0BN0
s120 | drive | 1 | Siemens | SINAMICS S120 CU320-2 PN | 6SL3040-1MA01-0AA0
g120 | drive | 1 | Siemens | SINAMICS G120 CU240E-2 PN-F | 6SL3244-0BB13-1FA0
ktp700 | hmi-panel | 2 | Siemens | SIMATIC HMI KTP700 Basic PN | 6AV2123-2GB03-0AX0
tp1200 | hmi-panel | 2 | Siemens | SIMATIC HMI TP1200 Comfort | 6AV2124-0MC01-0AX0
wincc | scada-server | 2 | Siemens | SIMATIC WinCC V7.5 |
xc208 | switch | 2 | Siemens | SCALANCE XC208 | 6GK5208-0BA00-2AC2
xm408 | switch | 3 | Siemens | SCALANCE XM408-8C | 6GK5408-8GS00-2AM2
s615 | firewall | 2 | Siemens | SCALANCE S615 | 6GK5615-0AA00-2AA2
l81e | plc | 1 | Rockwell Automation | ControlLogix 5580 Controller | 1756-L81E/B
l30er | plc | 1 | Rockwell Automation | CompactLogix 5370 L3 Controller | 1769-L30ER
en2t | plc-module | 1 | Rockwell Automation | ControlLogix EtherNet/IP Module | 1756-EN2T/D
pf525 | drive | 1 | Rockwell Automation | PowerFlex 525 | 25B-D013N104
pvp7 | hmi-panel | 2 | Rockwell Automation | PanelView Plus 7 Standard | 2711P-T10C22D9P
m340 | plc | 1 | Schneider Electric | Modicon M340 CPU | BMXP342020
m221 | plc | 1 | Schneider Electric | Modicon M221 Logic Controller | TM221CE24R
atv320 | drive | 1 | Schneider Electric | Altivar Machine ATV320 | ATV320U11N4B
cx5140 | plc | 1 | Beckhoff | CX5140 Embedded PC, TwinCAT 3 | CX5140-0155
pfc200 | plc | 1 | WAGO | PFC200 Controller | 750-8212
axc2152 | plc | 1 | Phoenix Contact | AXC F 2152 | 2404267
fl2208 | switch | 2 | Phoenix Contact | FL SWITCH 2208 | 2702327
mguard | firewall | 3 | Phoenix Contact | FL MGUARD RS4000 TX/TX | 2700634
nport | serial-server | 1 | Moxa | NPort 5150A | NPort 5150A
edr | router | 2 | Moxa | EDR-G902 | EDR-G902
al1100 | io-link-master | 0 | ifm electronic | IO-Link master PN 4P IP67 | AL1100
promag | flow-meter | 0 | Endress+Hauser | Proline Promag H 300 | 5H3B
cerabar | pressure-sensor | 0 | Endress+Hauser | Cerabar PMP71B | PMP71B
vegapuls | level-sensor | 0 | VEGA | VEGAPULS 64 |
clv620 | code-reader | 0 | SICK | CLV620 bar code scanner | CLV620-0000
insight | camera | 0 | Cognex | In-Sight 7802 | IS7802M
zt411 | label-printer | 2 | Zebra Technologies | ZT411 |
ind570 | weigh-terminal | 1 | Mettler-Toledo | IND570 |
ie3300 | switch | 3 | Cisco | Catalyst IE3300 Rugged | IE-3300-8T2S
c9300 | switch | 4 | Cisco | Catalyst 9300 | C9300-24T
fg60 | firewall | 3.5 | Fortinet | FortiGate 60F | FG-60F
esxi | hypervisor | 3 | VMware | ESXi |
r650 | server | 3 | Dell | PowerEdge R650 |
win10 | workstation | 2 | Microsoft | Windows 10 IoT Enterprise LTSC 2019 |
win2019 | server | 3 | Microsoft | Windows Server 2019 |
s4 | erp | 5 | SAP | S/4HANA |
dosing | dosing-controller | 1 | Talwerk Dosiertechnik (talwerk.example) | DosiLine 40 | TW-DL40-2
fillerhmi | hmi | 2 | Talwerk Dosiertechnik (talwerk.example) | FillView | TW-FV-5
cip | hmi | 2 | Talwerk Dosiertechnik (talwerk.example) | CleanView CIP | TW-CV-3
packhmi | hmi | 2 | Kranich Packaging Machines (kranich-pack.example) | CaseView | KR-CV-7
caser | packaging-machine | 1 | Kranich Packaging Machines (kranich-pack.example) | Caser C7 | KR-C7-A
retorthmi | hmi | 2 | Kranich Packaging Machines (kranich-pack.example) | RetortView | KR-RV-2
vision | vision-system | 2 | Orbiton Vision (orbiton.example) | SealCheck 2020 | OV-SC20
checkweigher | checkweigher | 1 | Lumenwaage (lumenwaage.example) | LW 300 | LW-300-G
robot | robot-cell | 1 | Brisa Robotics (brisa.example) | Palletizer P4 | BR-P4
agv | agv-fleet | 3 | Brisa Robotics (brisa.example) | FleetPilot | BR-FP-2
mesweb | mes-client | 3 | Havelmark Foods (havelmark.example) | MES web client |
messerver | mes-server | 3 | Brisa Robotics (brisa.example) | BrisaMES server | BR-MES-9
gateway | line-gateway | 2 | Havelmark Foods (havelmark.example) | Line gateway |
analytics | edge-analytics | 3 | Havelmark Foods (havelmark.example) | Edge analytics |
opcua | opc-ua-bridge | 2 | Havelmark Foods (havelmark.example) | OPC UA bridge |
edgehost | edge-host | 3 | Debian | Debian GNU/Linux 12 |
historian | historian | 3 | AlmaLinux | AlmaLinux 9 |
grafana | dashboard | 3 | Grafana Labs | Grafana (Bitnami package) |
label | label-station | 2 | Havelmark Foods (havelmark.example) | Label station |
jumphost | jump-host | 3.5 | Debian | Debian GNU/Linux 12 |
broker | data-broker | 3.5 | Havelmark Foods (havelmark.example) | DMZ data broker |
erplink | erp-connector | 4 | Havelmark Foods (havelmark.example) | ERP connector |
`

export interface Product {
  kind: string
  level: string
  vendor: string
  product: string
  order: string
}

export const catalogue: ReadonlyMap<string, Product> = new Map(
  rows(table).map(([key = '', kind = '', level = '', vendor = '', product = '', order = '']) => [
    key,
    { kind, level, vendor, product, order },
  ]),
)

/** The cells of each line of a table that is written with `|`. */
export function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => line.split('|').map(cell => cell.trim()))
}
