import { vendorsOf } from '#identity/products'
import { modelIn } from './import-model.ts'
import type { NmapScript } from './import-nmap.ts'
import type { AssetField } from './import-row.ts'
import { isAddress, saying } from './import-value.ts'

/** What a device said of itself when it was asked in a protocol of plants. */
export interface DeviceFound {
  /** `enip`, `modbus sid 0x1`. */
  protocol: string
  /** By role of `assetRoles`. */
  texts: Readonly<Record<string, string | undefined>>
  /** What follows from the protocol and was not said. */
  guessed: readonly AssetField[]
}

/** The devices that one script of Nmap found; none for a script that identifies nothing. */
export function devicesIn(script: NmapScript): DeviceFound[] {
  const read = Object.hasOwn(readers, script.id) ? readers[script.id]! : undefined
  if (!read) return []
  const found: DeviceFound[] = []
  for (const [table, facts] of script.facts) {
    const device = read(name => saying(facts.get(name)), table)
    if (device && Object.values(device.texts).some(text => text !== undefined)) found.push(device)
  }
  return found
}

type Said = (name: string) => string | undefined
type Reader = (said: Said, table: string) => DeviceFound | undefined

/** Names of the facts are those of Nmap's scripts (nmap.org/nsedoc/scripts). */
const readers: Readonly<Record<string, Reader>> = {
  'enip-info': said => {
    const model = modelIn(said('productName') ?? '')
    const address = said('deviceIp')
    return device('enip', {
      vendor: said('vendor')
        ?.replace(/\s*\(\d+\)$/, '')
        .replace(/\/.*$/, ''),
      product: model.product,
      order: model.orderNumber,
      hardware: model.hardwareRevision,
      firmware: said('revision') ?? model.version,
      serial: said('serialNumber')?.replace(/^0x/i, '').toUpperCase(),
      kind: said('type')?.replace(/\s*\(\d+\)$/, ''),
      ip: address !== undefined && isAddress(address) && address !== '0.0.0.0' ? address : undefined,
    })
  },
  'modbus-discover': (said, table) => {
    const identity = said('Device identification')
    const product = said('Slave ID data')
    if (identity === undefined) return product === undefined ? undefined : device(`modbus ${table}`, { product })
    return device(`modbus ${table}`, modbusIdentity(identity, product))
  },
  's7-info': said =>
    device(
      's7',
      {
        vendor: 'Siemens',
        product: said('Module Type') ?? said('Module'),
        order: said('Module') ?? said('Basic Hardware'),
        firmware: said('Version'),
        serial: said('Serial Number'),
        name: said('System Name'),
        kind: 'plc',
      },
      ['vendor', 'kind'],
    ),
  'bacnet-info': said =>
    device('bacnet', {
      vendor: said('Vendor Name'),
      product: said('Model Name'),
      firmware: said('Firmware'),
      name: said('Object Name'),
      place: said('Location'),
    }),
  'fox-info': said =>
    device(
      'fox',
      {
        vendor: 'Tridium',
        product: said('app.name') && `Niagara ${said('app.name')}`,
        firmware: said('app.version'),
        name: said('hostName'),
        os: [said('os.name'), said('os.version')].filter(part => part !== undefined).join(' ') || undefined,
      },
      ['vendor'],
    ),
  'omron-info': said => {
    const model = said('Controller Model')?.split(/\s{2,}/)[0]
    return device(
      'omron',
      { vendor: 'Omron', product: model, order: model, firmware: said('Controller Version'), kind: 'plc' },
      ['vendor', 'kind'],
    )
  },
  'pcworx-info': said =>
    device(
      'pcworx',
      {
        vendor: 'Phoenix Contact',
        product: said('PLC Type'),
        order: said('Model Number'),
        firmware: said('Firmware Version'),
        kind: 'plc',
      },
      ['vendor', 'kind'],
    ),
}

function device(protocol: string, texts: DeviceFound['texts'], guessed: readonly AssetField[] = []): DeviceFound {
  return { protocol: protocol.trim(), texts, guessed }
}

/**
 * Vendor, product and revision, which Modbus gives as three objects (Modbus application protocol, 6.21) and Nmap as one text. The
 * product stands in the text when the slave id names it; else the vendor is the longest start that is a known maker, or the first word.
 */
function modbusIdentity(identity: string, slave: string | undefined): DeviceFound['texts'] {
  const words = identity.split(/\s+/)
  const version = /^v?\d+(?:\.\d+)+\w*$/i.test(words.at(-1)!) && words.length > 1 ? words.pop() : undefined
  const rest = words.join(' ')
  const at = slave === undefined ? -1 : rest.indexOf(slave)
  const vendor = at > 0 ? rest.slice(0, at).trim() : vendorIn(words)
  return { vendor, product: rest.slice(vendor?.length ?? 0).trim() || slave, firmware: version }
}

function vendorIn(words: readonly string[]): string | undefined {
  for (let count = Math.min(words.length - 1, 5); count > 1; count--) {
    const text = words.slice(0, count).join(' ')
    // A maker that is not listed is known by its letters alone.
    const letters = text.toLowerCase().replace(/[^a-z0-9]/g, '')
    if (vendorsOf(text).some(({ id, because }) => because === 'alias' || (because === 'name' && id !== letters)))
      return text
  }
  return words.length > 1 ? words[0] : undefined
}
