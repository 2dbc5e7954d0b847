/** For tests: advisories of a maker that exists nowhere, and the rows of a plant that has its products. */

interface Product {
  name: string
  versions: string
  numbers?: readonly string[]
  cve: string
  vendor?: string
}

/** One CSAF document for each product, all of one maker, as lines. */
export function sampleAdvisories(products: readonly Product[] = sampleProducts): string {
  return products.map((product, index) => `${JSON.stringify(documentOf(product, index + 1))}\n`).join('')
}

const sampleProducts: readonly Product[] = [
  { name: 'Norda Drive ND-4400', versions: 'vers:all/<3.0', cve: 'CVE-2099-0001' },
  { name: 'Norda Drive ND-4500', versions: 'vers:all/<3.0', cve: 'CVE-2099-0002' },
  { name: 'Norda Panel NP-210 (EX)', versions: 'vers:all/<2.0', cve: 'CVE-2099-0003' },
  { name: 'Norda Gate NG-77', versions: 'vers:all/<R14B', cve: 'CVE-2099-0004' },
  { name: 'Valka Meter VM-9', versions: 'vers:all/<5.0', cve: 'CVE-2099-0005', vendor: 'Valka Metering' },
]

function documentOf({ name, versions, numbers, cve, vendor }: Product, number: number) {
  return {
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: { category: 'coordinator', name: 'Somebody', namespace: 'https://somebody.example/' },
      title: `Flaws of ${name}`,
      tracking: {
        id: `SB-99-${number}`,
        status: 'final',
        version: '1',
        initial_release_date: '2026-11-01T00:00:00Z',
        current_release_date: '2026-11-10T00:00:00Z',
        revision_history: [{ date: '2026-11-10T00:00:00Z', number: '1', summary: 'first' }],
      },
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: vendor ?? 'Nordwerk Antriebe',
          branches: [
            {
              category: 'product_name',
              name,
              branches: [
                {
                  category: 'product_version_range',
                  name: versions,
                  product: {
                    name: `${name} ${versions}`,
                    product_id: 'P1',
                    ...(numbers && { product_identification_helper: { model_numbers: numbers } }),
                  },
                },
              ],
            },
          ],
        },
      ],
    },
    vulnerabilities: [{ cve, product_status: { known_affected: ['P1'] } }],
  }
}

/** An inventory as a plant keeps it. */
export function sampleInventory(rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) =>
    row.map(cell => (/[",\n]/.test(cell) ? JSON.stringify(cell) : cell)).join(',')
  return `asset_id,vendor,product,order_number,version\n${rows.map(row => `${cells(row)}\n`).join('')}`
}
