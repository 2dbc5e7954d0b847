import { noteList } from '#base'
import { loadXml, type Paper } from '#boms'
import { type AssetSource, assetOf, assetText, unfit } from '../import-asset.ts'
import { type DeviceFound, devicesIn } from '../import-device.ts'
import type { ImportChoices, Imported, ImportFormat, ImportHead } from '../import-format.ts'
import { imported } from '../import-made.ts'
import { type NmapHost, nmapHosts } from '../import-nmap.ts'
import { refusedList } from '../import-refused.ts'
import type { AssetField, AssetRow } from '../import-row.ts'

/**
 * Reports of Nmap in XML (`-oX`), with what its scripts for protocols of plants found: EtherNet/IP, Modbus, S7, BACnet, Fox, Omron FINS,
 * PC Worx. A host is an asset; one that answers for several devices is as many.
 */
export const nmap: ImportFormat = {
  id: 'nmap',
  label: 'Nmap (XML)',
  takes: 'hosts that are up, and what they answer in EtherNet/IP, Modbus, S7, BACnet, Fox, Omron FINS and PC Worx',
  leaves: 'open ports, other scripts, traces',
  kind: 'inventory',
  active: true,
  sniff,
  prepare: loadXml,
  read,
}

function sniff({ text }: ImportHead): boolean {
  return /^\s*</.test(text) && /<nmaprun[\s>]/.test(text)
}

function read(paper: Paper, choices: ImportChoices = {}): Imported {
  const notes = noteList()
  const refused = refusedList(paper.name || 'standard input')
  const source: AssetSource = { notes, confidence: 'observed-actively', timeZone: choices.timeZone ?? 'UTC' }
  notes.add('active-scan', 'an active scan made it: scanning can disturb controllers')
  const assets: AssetRow[] = []
  for (const host of nmapHosts(paper)) {
    if (!host.up) continue
    for (const asset of assetsOf(host, source)) {
      const why = unfit(asset)
      if (why) refused.add(asset.row, [['host', host.place]], why)
      else assets.push(asset)
    }
  }
  return imported(nmap, { assets, refused: refused.rows, notes: notes.notes })
}

function assetsOf(host: NmapHost, source: AssetSource): AssetRow[] {
  const devices = host.scripts.flatMap(devicesIn).reduce(joined, [])
  const address = host.ip[0] ?? host.mac
  const more = { ...(host.observedAt !== undefined && { observedAt: host.observedAt }) }
  if (devices.length === 0) {
    const texts = { ...hostTexts(host), ref: address, vendor: host.macVendor, os: host.os }
    return [{ ...assetOf(assetText(host.place, texts), source), ...guesses(['vendor', 'os']), ...more }]
  }
  return devices.map(({ protocol, texts, guessed }) => {
    // Of several devices none has the hardware address or the name alone; one that says its own address is reached through the host.
    const own = devices.length > 1 ? { ip: host.ip.join(', ') } : hostTexts(host)
    const made = assetText(host.place, { ...own, ...said(texts), ref: address && `${address} ${protocol}` })
    return { ...assetOf(made, source), ...guesses(guessed), ...more }
  })
}

function hostTexts(host: NmapHost): Record<string, string | undefined> {
  return { ip: host.ip.join(', '), mac: host.mac, name: host.names[0] }
}

function said(texts: DeviceFound['texts']): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).flatMap(([role, text]) => (text === undefined ? [] : [[role, text]])))
}

function guesses(fields: readonly AssetField[]): Pick<AssetRow, 'confidences'> {
  if (fields.length === 0) return {}
  return { confidences: Object.fromEntries(fields.map(field => [field, 'guessed' as const])) }
}

/** One device answers in several protocols: they are one where no fact that both say differs. */
function joined(devices: DeviceFound[], next: DeviceFound): DeviceFound[] {
  const at = devices.findIndex(({ texts }) =>
    ['vendor', 'product', 'order', 'serial', 'firmware'].every(role => {
      const [one, other] = [texts[role], next.texts[role]]
      return one === undefined || other === undefined || one.toLowerCase() === other.toLowerCase()
    }),
  )
  const known = devices[at]
  if (!known || known.texts['vendor'] === undefined || next.texts['vendor'] === undefined) return [...devices, next]
  const texts = { ...said(next.texts), ...said(known.texts) }
  return devices.with(at, { ...known, texts, guessed: known.guessed.filter(field => next.guessed.includes(field)) })
}
