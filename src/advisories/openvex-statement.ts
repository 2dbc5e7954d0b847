import { hexHash } from '#identity'
import { badStatement, type Fields, fieldsAt, isFields, listAt, textAt } from './json-object.ts'
import {
  isJustification,
  type Named,
  named,
  oneLine,
  type Product,
  type Statement,
  timeOf,
  type VexDocument,
  type VexStatus,
} from './statement.ts'
import { productNamed, statedCpe, statedPurl } from './vex-product.ts'

/** More than any vulnerability and any statement of the shared data have. */
const mostAliases = 500
const mostProducts = 100_000

const statuses: readonly string[] = ['affected', 'not_affected', 'fixed', 'under_investigation']

/**
 * One element of `statements` (OpenVEX 0.2.0; 0.0 wrote vulnerability and products as texts). A Problem names what is wrong: a status
 * that is none, no product, a product that is everything, `not_affected` without a reason.
 */
export function openvexStatement(value: unknown, document: VexDocument, at: string): Statement {
  const fields = fieldsAt(value, at)
  const status = fields['status']
  if (typeof status !== 'string' || !statuses.includes(status))
    throw badStatement(`status ${JSON.stringify(String(status).slice(0, 80))} is none of ${statuses.join(', ')}`, at)
  const { name, aliases } = vulnerabilityOf(fields['vulnerability'], `${at}/vulnerability`)
  const products = productsOf(fields['products'], `${at}/products`)
  const stated = fields['justification']
  const impact = oneLine(fields['impact_statement'])
  if (status === 'not_affected' && !stated && impact === undefined)
    throw badStatement(`${name} is not_affected without a justification or an impact statement`, at)
  return {
    document,
    id: typeof fields['@id'] === 'string' ? fields['@id'] : undefined,
    at: timeOf(fields['last_updated']) ?? timeOf(fields['timestamp']),
    vulnerability: name,
    aliases,
    products,
    status: status as VexStatus,
    justification: isJustification(stated) ? stated : undefined,
    stated: oneLine(stated),
    impact,
    action: oneLine(fields['action_statement']),
  }
}

function vulnerabilityOf(value: unknown, at: string): { name: string; aliases: string[] } {
  if (typeof value === 'string') return { name: textAt(value, at), aliases: [] }
  const fields = fieldsAt(value, at)
  const name = textAt(fields['name'] ?? fields['@id'], `${at}/name`)
  const aliases = listAt(fields['aliases'], `${at}/aliases`).slice(0, mostAliases)
  return { name, aliases: aliases.filter(one => typeof one === 'string' && one !== name) as string[] }
}

function productsOf(value: unknown, at: string): Product[] {
  const list = listAt(value, at)
  if (list.length === 0) throw badStatement('no product is named', at)
  if (list.length > mostProducts) throw badStatement(`more than ${mostProducts} products`, at)
  return list.map((item, index) => {
    const place = `${at}/${index}`
    const inside = isFields(item) ? listAt(item['subcomponents'], `${place}/subcomponents`) : []
    return {
      ...namedBy(item, place),
      subcomponents: inside.map((part, n) => namedBy(part, `${place}/subcomponents/${n}`)),
    }
  })
}

function namedBy(value: unknown, at: string): Named {
  if (typeof value === 'string') return productNamed(value, at)
  const fields = fieldsAt(value, at)
  const identifiers: Fields = isFields(fields['identifiers']) ? fields['identifiers'] : {}
  const id = fields['@id'] ?? identifiers['purl'] ?? identifiers['cpe23'] ?? identifiers['cpe22']
  const hashes = isFields(fields['hashes']) ? Object.entries(fields['hashes']).flatMap(hashOf) : []
  if (id === undefined && hashes.length === 0) throw badStatement('a product has no name', at)
  const own = id === undefined ? named(hashes[0]!.value) : productNamed(textAt(id, at), at)
  const cpes = [identifiers['cpe23'], identifiers['cpe22']].flatMap(cpe => statedCpe(cpe, at) ?? [])
  return {
    ...own,
    purl: statedPurl(identifiers['purl'], at) ?? own.purl,
    cpes: [...new Set([...own.cpes, ...cpes])],
    hashes: [...own.hashes, ...hashes],
  }
}

function hashOf([algorithm, value]: [string, unknown]): { algorithm: string; value: string }[] {
  const hash = typeof value === 'string' ? hexHash(algorithm, value) : undefined
  return hash === undefined || 'fault' in hash ? [] : [hash]
}
