import { quoted } from '#base'
import { damageOf, noteSibling, type Siblings } from '#boms'
import type { Why } from './import-refused.ts'

/** What is looked at in one row to find what a spreadsheet may have changed. */
export interface Suspect {
  /** Vendor, product and order number: rows of one product are compared. */
  product: string
  version: string | undefined
  /** A workbook holds the version as a number. */
  versionIsNumber: boolean
  /** Somebody marked the version as text that stands as it is. */
  versionIsMarked: boolean
  serial: string | undefined
  serialIsNumber: boolean
  order: string | undefined
}

interface Product {
  versions: Siblings
  /** Length of serial numbers with a zero at their start; 0 when there is none. */
  zeroSerial: number
}

/**
 * For each row what its version or serial number may have lost in a spreadsheet: `33.10` kept as 33.1, `1.10` as a date, `00123` as 123,
 * a long number in scientific notation. What stood there cannot be had back, so the row waits for somebody who looks.
 */
export function damages(suspects: readonly Suspect[]): (Why | undefined)[] {
  const products = new Map<string, Product>()
  const own = suspects.map(({ product, version, serial }) => {
    const key = product.toLowerCase()
    let found = products.get(key)
    if (!found) {
      found = { versions: { twoDigits: false, dotted: false }, zeroSerial: 0 }
      products.set(key, found)
    }
    if (version !== undefined) noteSibling(found.versions, version)
    if (serial !== undefined && /^0\d+$/.test(serial)) found.zeroSerial = Math.max(found.zeroSerial, serial.length)
    return found
  })
  return suspects.map(
    (suspect, index) =>
      versionDamage(suspect, own[index]!) ?? serialDamage(suspect, own[index]!) ?? orderDamage(suspect),
  )
}

function versionDamage({ version, versionIsNumber, versionIsMarked }: Suspect, { versions }: Product): Why | undefined {
  if (version === undefined || versionIsMarked) return undefined
  const damage =
    damageOf(version, versions) ??
    (versionIsNumber && /^\d+\.\d$/.test(version)
      ? `is kept as a number, which makes ${version}0 to ${version}`
      : undefined) ??
    (versionIsNumber && /^[345]\d{4}$/.test(version) ? 'looks like a date counted in days' : undefined)
  return damage === undefined ? undefined : damaged(version, damage)
}

function damaged(version: string, damage: string): Why {
  return {
    code: 'version-maybe-damaged',
    reason: `The version ${quoted(version)} ${damage}.`,
    // A spreadsheet that saves CSV drops the apostrophe: there is a way beside it.
    next: `Write the version as the device shows it, in a column that is formatted as text. Where ${version} is right, '${version} in a cell of a workbook says so; once every version of the file was looked at, import it with versionsAsWritten=true (--versions-as-written).`,
  }
}

/** What a plant has that a version in doubt is laid against. */
export interface HeldVersions {
  /** Of the very asset; undefined where it has none. */
  own: string | undefined
  /** Of assets of the same product. */
  siblings: Siblings
}

/**
 * What a version has lost in a spreadsheet, by what the plant has: a list that holds one asset of a product has nothing in itself to tell
 * 33.10 from 33.1. One that the asset has already was looked at before.
 */
export function heldVersionDamage(version: string, { own, siblings }: HeldVersions): Why | undefined {
  if (own === version) return undefined
  if (own?.replace(/^\D*/, '') === `${version}0`)
    return damaged(version, `may have lost a zero at its end: this asset has ${quoted(own)}`)
  const damage = damageOf(version, siblings)
  return damage === undefined ? undefined : damaged(version, damage)
}

const scientific = /^\d(?:[.,]\d+)?E\+\d+$|^\d[.,]\d+E\d+$/i

function orderDamage({ order }: Suspect): Why | undefined {
  if (order === undefined || !scientific.test(order)) return undefined
  return {
    code: 'order-maybe-damaged',
    reason: `The order number ${quoted(order)} looks like a number in scientific notation.`,
    next: 'Write the order number as the maker does, in a column that is formatted as text.',
  }
}

function serialDamage({ serial, serialIsNumber }: Suspect, { zeroSerial }: Product): Why | undefined {
  if (serial === undefined) return undefined
  const damage = scientific.test(serial)
    ? 'looks like a number in scientific notation'
    : serialIsNumber && /^\d{16,}$/.test(serial)
      ? 'is kept as a number of fifteen digits'
      : /^[1-9]\d*$/.test(serial) && serial.length < zeroSerial
        ? `may have lost zeros at its start: others of the same product have ${zeroSerial} digits`
        : undefined
  if (damage === undefined) return undefined
  return {
    code: 'serial-maybe-damaged',
    reason: `The serial number ${quoted(serial)} ${damage}.`,
    next: 'Write the serial number as it stands on the device, in a column that is formatted as text.',
  }
}
