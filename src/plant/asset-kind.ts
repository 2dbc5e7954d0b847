/**
 * Kinds of assets by the level of the Purdue model where they are at home (IEC 62443-1-1, ISA-95 part 1): controllers, sensors and
 * drives at 0 and 1, operating and supervising at 2, running the plant at 3, what office and plant share in the DMZ at 3.5, the
 * business at 4 and 5. Devices of the network and kinds that may stand at any level have none.
 */
const levels = {
  sensor: 0,
  actuator: 0,
  drive: 0,
  camera: 0,
  reader: 0,
  scale: 0,
  plc: 1,
  rtu: 1,
  'safety-controller': 1,
  'remote-io': 1,
  robot: 1,
  dcs: 2,
  hmi: 2,
  scada: 2,
  'engineering-laptop': 2,
  mes: 3,
  qms: 3,
  cmms: 3,
  wms: 3,
  lims: 3,
  historian: 3.5,
  analytics: 3.5,
  middleware: 3.5,
  'remote-access': 3.5,
  'opc-ua-server': 3.5,
  erp: 4,
  plm: 4,
  scm: 4,
  'iiot-device': undefined,
  'edge-host': undefined,
  'container-host': undefined,
  'cloud-app': 5,
  'ml-service': undefined,
  'digital-twin': undefined,
  server: undefined,
  workstation: undefined,
  switch: undefined,
  router: undefined,
  firewall: undefined,
  'access-point': undefined,
  gateway: undefined,
  printer: undefined,
  other: undefined,
} as const

export type AssetKind = keyof typeof levels

export const assetKinds = Object.keys(levels) as readonly AssetKind[]

export function isAssetKind(text: string): text is AssetKind {
  return Object.hasOwn(levels, text)
}

/** The Purdue level where such an asset usually stands; undefined where nothing can be said. A guess, never a fact. */
export function usualLevel(kind: AssetKind): 0 | 1 | 2 | 3 | 3.5 | 4 | 5 | undefined {
  return levels[kind]
}
