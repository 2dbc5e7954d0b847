/*
 * Advisories in CSAF about products of the plant's invented makers: by the maker itself, and by a coordinator.
 */

interface Leaf {
  id: string
  name: string
  number?: string
  versions: string
}

interface Paper {
  id: string
  title: string
  publisher: { category: 'vendor' | 'coordinator'; name: string; namespace: string }
  vendor: string
  leaves: readonly Leaf[]
  cve: string
  summary: string
  vector: string
  score: number
  fix: string
  day: string
}

const talwerk = { category: 'vendor', name: 'Talwerk Dosiertechnik', namespace: 'https://talwerk.example' } as const
const coordinator = { category: 'coordinator', name: 'Plant CERT', namespace: 'https://plant-cert.example' } as const

const papers: readonly Paper[] = [
  {
    id: 'TDT-2026-03',
    title: 'Talwerk FillView and DosiLine: recipes are taken without a check (simulated)',
    publisher: talwerk,
    vendor: 'Talwerk Dosiertechnik',
    leaves: [
      { id: 'P1', name: 'FillView', number: 'TW-FV-5', versions: 'vers:all/<5.3.0' },
      { id: 'P2', name: 'DosiLine 40', number: 'TW-DL40-2', versions: 'vers:all/>=4.0|<4.2.1' },
    ],
    cve: 'CVE-1900-90003',
    summary: 'A recipe from the network is loaded without a look at who sent it.',
    vector: 'CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H',
    score: 8.1,
    fix: 'Update FillView to 5.3.0, DosiLine 40 to 4.2.1.',
    day: '2026-11-18',
  },
  {
    id: 'PCERT-26-0117',
    title: 'Kranich Packaging Machines operator stations (simulated)',
    publisher: coordinator,
    vendor: 'Kranich Packaging Machines GmbH',
    leaves: [
      { id: 'P1', name: 'RetortView (KR-RV-2)', versions: '<= 2.4' },
      { id: 'P2', name: 'Caser C7 series', versions: 'All versions with remote service enabled' },
    ],
    cve: 'CVE-1900-90004',
    summary: 'The remote service of the operator station has a password that is the same everywhere.',
    vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    score: 9.8,
    fix: 'Switch the remote service off until a repaired version is there.',
    day: '2026-11-19',
  },
]

/** The papers with the file names that CSAF 2.0 §5.1 asks for. */
export function csafFiles(): { file: string; text: string }[] {
  return papers.map(paper => ({
    file: `${paper.id.toLowerCase().replace(/[^+\-a-z0-9]+/g, '_')}.json`,
    text: `${JSON.stringify(documentOf(paper), null, 2)}\n`,
  }))
}

function documentOf(paper: Paper): object {
  const { id, title, publisher, day, cve, summary, vector, score, fix, leaves } = paper
  const date = `${day}T08:00:00Z`
  const products = leaves.map(leaf => leaf.id)
  return {
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      distribution: { tlp: { label: 'WHITE' } },
      notes: [{ category: 'legal_disclaimer', text: 'Simulated: makers, products and faults are invented.' }],
      publisher,
      title,
      tracking: {
        id,
        status: 'final',
        version: '1',
        initial_release_date: date,
        current_release_date: date,
        revision_history: [{ date, number: '1', summary: 'First version' }],
      },
    },
    product_tree: { branches: [{ category: 'vendor', name: paper.vendor, branches: leaves.map(branchOf) }] },
    vulnerabilities: [
      {
        cve,
        notes: [{ category: 'summary', text: summary }],
        product_status: { known_affected: products },
        remediations: [
          { category: fix.startsWith('Update') ? 'vendor_fix' : 'workaround', details: fix, product_ids: products },
        ],
        scores: [
          {
            products,
            cvss_v3: {
              version: '3.1',
              vectorString: vector,
              baseScore: score,
              baseSeverity: score >= 9 ? 'CRITICAL' : 'HIGH',
            },
          },
        ],
      },
    ],
  }
}

function branchOf({ id, name, number, versions }: Leaf): object {
  return {
    category: 'product_name',
    name,
    branches: [
      {
        category: 'product_version_range',
        name: versions,
        product: {
          name: `${name} ${versions}`,
          product_id: id,
          ...(number !== undefined && { product_identification_helper: { model_numbers: [number] } }),
        },
      },
    ],
  }
}
