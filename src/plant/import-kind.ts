import type { AssetKind } from './asset-kind.ts'

/**
 * Words of inventories for kinds of assets, English and German, the more exact ones first. Sources: classes of the OT CMDB of
 * ServiceNow (`cmdb_ci_ot_plc`), asset types of Claroty (`ePLC`), Nozomi (`OT_device`) and Tenable, device types of EtherNet/IP
 * (`Programmable Logic Controller (14)`), hand-made plant lists.
 */
const words: readonly (readonly [AssetKind, RegExp])[] = [
  [
    'safety-controller',
    /safety (?:controller|plc|cpu|system|relay)|fail ?safe|\bsis\b|sicherheits(?:steuerung|sps|relais)|\bf (?:cpu|sps|plc)\b/,
  ],
  [
    'remote-io',
    /remote i ?o|distributed i ?o|\brio\b|i ?o (?:module|block|station|adapter|card)|communications adapter|dezentrale peripherie|ea (?:baugruppe|modul)/,
  ],
  [
    'plc',
    /\bplcs?\b|programmable (?:logic|automation)|\bsps\b|speicherprogrammierbar|\bpac\b|\bcpu\b|^(?:automation )?controller$|^steuerung$/,
  ],
  ['rtu', /\brtus?\b|remote terminal unit|fernwirk|\bied\b|protection relay|schutzgeraet|schutzrelais/],
  ['dcs', /\bdcs\b|distributed control|prozessleitsystem|\bpls\b/],
  ['opc-ua-server', /\bopc\b/],
  ['digital-twin', /digital twin|digitaler zwilling/],
  ['ml-service', /machine learning|\bml\b|inference/],
  ['robot', /robot|\bcobot/],
  ['drive', /\bdrives?\b|inverter|frequency converter|\bvfd\b|umrichter|antrieb|servo|motor starter|sanftanlauf/],
  ['actuator', /actuator|\bvalves?\b|positioner|aktor|stellantrieb|ventil|\bmotor\b|\bpump(?:e)?\b/],
  ['camera', /camera|kamera|\bcctv\b|vision/],
  ['reader', /\breader|scanner|\brfid\b|barcode|lesegeraet/],
  ['scale', /\bscales?\b|weigh|waage/],
  ['sensor', /sensor|transmitter|detector|instrument\b|messumformer|messgeraet|analysator|analyzer/],
  ['historian', /historian|historie|\bpi server\b/],
  ['scada', /\bscada\b|supervisory|leitsystem|leitrechner|visualisierung|\bwincc\b/],
  [
    'hmi',
    /\bhmis?\b|operator (?:panel|station|interface|terminal)|\bpanels?\b|bedienpanel|bediengeraet|bedienstation|touchpanel/,
  ],
  ['mes', /\bmes\b|manufacturing execution/],
  ['qms', /\bqms\b|quality management/],
  ['cmms', /\bcmms\b|maintenance management|instandhaltungssystem/],
  ['wms', /\bwms\b|warehouse management|lagerverwaltung/],
  ['lims', /\blims\b|laboratory information/],
  ['erp', /\berp\b|enterprise resource/],
  ['plm', /\bplm\b|product lifecycle/],
  ['scm', /\bscm\b|supply chain/],
  ['remote-access', /remote access|fernwartung|fernzugriff|jump ?(?:host|server)|\bvpn\b|sprungserver/],
  ['analytics', /analytics|business intelligence|auswertesystem/],
  ['middleware', /middleware|message broker|\bmqtt\b|integration (?:server|platform)/],
  ['container-host', /container|docker|kubernetes/],
  ['edge-host', /\bedge\b/],
  ['cloud-app', /\bcloud\b|\bsaas\b/],
  ['iiot-device', /\bi?iot\b/],
  ['engineering-laptop', /laptop|notebook|programmiergeraet|field pg|^pg$/],
  ['firewall', /firewall|security appliance/],
  ['access-point', /access point|\bwlan\b|\bwi ?fi\b/],
  ['router', /\brouter\b/],
  ['gateway', /gateway|protocol converter|protokollwandler|media converter/],
  ['switch', /\bswitch(?:es)?\b|\bhub\b/],
  ['printer', /printer|drucker/],
  [
    'workstation',
    /workstation|engineering station|\bews\b|desktop|\bpc\b|\bipc\b|computer|arbeitsplatz|endpoint|\bclient\b/,
  ],
  ['server', /\bservers?\b|domain controller|\bnas\b|datenbank|database/],
]

/** Any of them: most texts are names of products, which none fits. */
const any = new RegExp(words.map(([, { source }]) => source).join('|'))

/** Lists name a few kinds again and again, and every pattern is tried for each. */
const known = new Map<string, AssetKind | undefined>()
const mostKnown = 10_000

/** The kind that a text names; undefined when it names none that is known. */
export function kindOf(text: string | undefined): AssetKind | undefined {
  if (text === undefined || text.length > 100) return undefined
  if (known.has(text)) return known.get(text)
  const plain = plainKind(text)
  const kind = any.test(plain) ? words.find(([, pattern]) => pattern.test(plain))?.[0] : undefined
  if (known.size > mostKnown) known.clear()
  known.set(text, kind)
  return kind
}

function plainKind(text: string): string {
  return text
    .replace(/^e(?=[A-Z])/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replace(/^cmdb_ci_(?:ot_)?/, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
