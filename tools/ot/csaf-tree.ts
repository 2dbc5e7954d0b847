import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** A leaf of a product tree, read without any of Millcert's own code: what it is measured against is not to come from it. */
export interface Leaf {
  vendor: string
  /** As the tree writes it, without an order number in brackets behind it. */
  name: string
  /** The text of the version branch; undefined when the tree ends at the name. */
  version: string | undefined
  orderNumbers: readonly string[]
  /** What the document says of it in any vulnerability; affected wins over not affected. */
  status: 'affected' | 'not_affected' | 'unsaid'
}

/** An advisory, as far as labels need it. */
export interface Advisory {
  id: string
  /** Of its first release. */
  year: number
  leaves: readonly Leaf[]
}

interface Branch {
  category?: string
  name?: string
  branches?: Branch[]
  product?: { product_id?: string; product_identification_helper?: { model_numbers?: string[]; skus?: string[] } }
}

interface Csaf {
  document?: { tracking?: { id?: string; initial_release_date?: string } }
  product_tree?: { branches?: Branch[] }
  vulnerabilities?: { product_status?: Record<string, string[]> }[]
}

/** Every advisory of NDJSON files of CSAF documents, plain or gzip. */
export function readAdvisories(paths: readonly string[]): Advisory[] {
  return paths.flatMap(path => {
    const bytes = readFileSync(path)
    const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    const lines = text.split('\n').filter(line => line.trim() !== '')
    return lines.map(line => advisoryOf(JSON.parse(line) as Csaf))
  })
}

/** One document. An advisory known by its id only has the year 0 and no leaves. */
export function advisoryOf(csaf: Csaf): Advisory {
  const { id = '', initial_release_date: date = '' } = csaf.document?.tracking ?? {}
  const status = new Map<string, Leaf['status']>()
  for (const { product_status: said = {} } of csaf.vulnerabilities ?? []) {
    for (const product of [said['known_affected'], said['first_affected'], said['last_affected']].flat())
      if (product !== undefined) status.set(product, 'affected')
    for (const product of said['known_not_affected'] ?? [])
      if (!status.has(product)) status.set(product, 'not_affected')
  }
  const leaves: Leaf[] = []
  const walk = (branches: readonly Branch[], above: { vendor: string; name: string }) => {
    for (const branch of branches) {
      const { category, name = '', product } = branch
      const here =
        category === 'vendor' ? { ...above, vendor: name } : category === 'product_name' ? { ...above, name } : above
      if (product !== undefined) leaves.push(leafOf(branch, here, status.get(product.product_id ?? '') ?? 'unsaid'))
      walk(branch.branches ?? [], here)
    }
  }
  walk(csaf.product_tree?.branches ?? [], { vendor: '', name: '' })
  return { id, year: Number(/^(\d{4})-/.exec(date)?.[1] ?? 0), leaves: leaves.filter(({ name }) => name !== '') }
}

function leafOf(branch: Branch, { vendor, name }: { vendor: string; name: string }, status: Leaf['status']): Leaf {
  const helper = branch.product?.product_identification_helper
  const orderNumbers = [...(helper?.model_numbers ?? []), ...(helper?.skus ?? [])]
  const inBrackets = /\s*\(([^()]+)\)\s*$/.exec(name)
  const bare =
    inBrackets !== null && orderNumbers.includes(inBrackets[1] ?? '') ? name.slice(0, inBrackets.index) : name
  const version = branch.category?.startsWith('product_version') ? branch.name : undefined
  return { vendor: vendor.trim(), name: bare.replace(/\s+/g, ' ').trim(), version, orderNumbers, status }
}

/** A vendor's name without case, marks and legal form, and without a second name behind a comma. */
export function vendorKey(vendor: string): string {
  const plain = vendor.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().split(',')[0] ?? ''
  const words = plain.replace(/[^a-z0-9& ]+/g, ' ').split(' ')
  return words
    .filter(word => word !== '' && !/^(?:inc|llc|ltd|gmbh|ag|co|corp|corporation|sa|se|software|the)$/.test(word))
    .join(' ')
}
