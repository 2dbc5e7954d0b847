import { cpeEcosystem, type Database } from '#advisories'
import { printOf } from './print.ts'

/** The print of all that may be said of a component by a key; 0 for nothing. A CPE may be meant by a claim about all of its vendor. */
export function keyPrint(database: Database, key: string): number {
  if (!key.startsWith(`${cpeEcosystem}/`)) {
    const said = database.said(key)
    return said === undefined ? 0 : printOf(said)
  }
  const [part, vendor, product] = key.split(':')
  const said = [key, `${part}:${vendor}:*`, `${part}:*:${product}`].map(one => database.said(one) ?? '')
  return said.every(text => text === '') ? 0 : printOf(said.join('\n\n'))
}
