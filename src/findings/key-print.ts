import { cpeEcosystem, type Database } from '#advisories'
import { printOf } from '#base'

/** The print of all that may be said of a component by a key; 0 for nothing. A CPE may be meant by a claim about all of its vendor. */
export function keyPrint(database: Database, key: string): number {
  if (!key.startsWith(`${cpeEcosystem}/`)) return database.said(key)
  const [part, vendor, product] = key.split(':')
  const said = [key, `${part}:${vendor}:*`, `${part}:*:${product}`].map(one => database.said(one))
  return said.every(print => print === 0) ? 0 : printOf(said.join(' '))
}
