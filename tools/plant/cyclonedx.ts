import type { BomPlan } from './boms.ts'
import { type Node, named, readTree, simulatedHash, simulatedUuid } from './tree.ts'

/** What the packages used here state as their licence. */
const licences: Readonly<Record<string, string>> = {
  lodash: 'MIT',
  express: 'MIT',
  ws: 'MIT',
  jquery: 'MIT',
  moment: 'MIT',
  d3: 'ISC',
  flask: 'BSD-3-Clause',
  jinja2: 'BSD-3-Clause',
  requests: 'Apache-2.0',
  urllib3: 'MIT',
  pillow: 'HPND',
  aiohttp: 'Apache-2.0',
  redis: 'MIT',
  tokio: 'MIT',
  mio: 'MIT',
  'golang.org/x/net': 'BSD-3-Clause',
  'golang.org/x/crypto': 'BSD-3-Clause',
  'log4j-core': 'Apache-2.0',
  'recipe-store': 'LicenseRef-Talwerk',
  'label-printer-helper': 'MIT',
}

/** CycloneDX JSON 1.5 or 1.6 of a plan. */
export function cyclonedxJson(plan: BomPlan): string {
  const { nodes, top } = readTree(plan.tree)
  const subject = subjectOf(plan)
  const edges = plan.flat
    ? undefined
    : [[subject.ref, top] as const, ...[...nodes.values()].map(node => [node.text, node.on] as const)].map(
        ([ref, on]) => ({ ref, dependsOn: [...on] }),
      )
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: plan.spec,
    serialNumber: `urn:uuid:${simulatedUuid(plan.file)}`,
    version: 1,
    metadata: {
      timestamp: plan.at,
      component: {
        'bom-ref': subject.ref,
        type: subject.type,
        name: subject.name,
        ...(subject.version ? { version: subject.version } : {}),
      },
      supplier: { name: plan.maker },
      properties: [{ name: 'millcert:simulated', value: 'true' }],
    },
    components: [...nodes.values()].map(node => jsonComponent(node, plan)),
    ...(edges ? { dependencies: edges } : {}),
  }
  return `${JSON.stringify(bom, undefined, 2)}\n`
}

function subjectOf(plan: BomPlan): Pick<Node, 'type' | 'name' | 'version'> & { ref: string } {
  const subject = named(plan.subject)
  return { ...subject, ref: `subject:${subject.name}` }
}

function jsonComponent(node: Node, plan: BomPlan): object {
  const licence = plan.flat ? undefined : licences[node.name]
  const known = node.purl !== '' && node.version !== ''
  return {
    'bom-ref': node.text,
    type: node.type,
    ...(node.type === 'firmware' ? { supplier: { name: plan.maker } } : {}),
    ...(node.group ? { group: node.group } : {}),
    name: node.name,
    ...(node.version ? { version: node.version } : {}),
    ...(known ? { hashes: [{ alg: 'SHA-256', content: simulatedHash(node.text, 'sha256', 'hex') }] } : {}),
    ...(licence
      ? { licenses: [licence.startsWith('LicenseRef') ? { license: { name: licence } } : { license: { id: licence } }] }
      : {}),
    ...(node.purl ? { purl: node.purl } : {}),
  }
}

/** CycloneDX XML of a plan; elements stand in the order of the schema's sequences. */
export function cyclonedxXml(plan: BomPlan): string {
  const { nodes, top } = readTree(plan.tree)
  const subject = subjectOf(plan)
  const properties =
    plan.spec === '1.2'
      ? []
      : ['    <properties>', '      <property name="millcert:simulated">true</property>', '    </properties>']
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!-- simulated: made for the simulated plant, no real product -->',
    `<bom xmlns="http://cyclonedx.org/schema/bom/${plan.spec}" serialNumber="urn:uuid:${simulatedUuid(plan.file)}" version="1">`,
    '  <metadata>',
    `    <timestamp>${plan.at}</timestamp>`,
    `    <component type="${subject.type}" bom-ref="${xml(subject.ref)}">`,
    `      <name>${xml(subject.name)}</name>`,
    `      <version>${xml(subject.version)}</version>`,
    '    </component>',
    '    <supplier>',
    `      <name>${xml(plan.maker)}</name>`,
    '    </supplier>',
    ...properties,
    '  </metadata>',
    '  <components>',
    ...[...nodes.values()].flatMap(xmlComponent),
    '  </components>',
    ...(plan.flat ? [] : xmlDependencies(subject.ref, top, nodes)),
    '</bom>',
  ]
  return `${lines.join('\n')}\n`
}

function xmlComponent(node: Node): string[] {
  const hashes = node.purl
    ? [
        '      <hashes>',
        `        <hash alg="SHA-256">${simulatedHash(node.text, 'sha256', 'hex')}</hash>`,
        '      </hashes>',
      ]
    : []
  return [
    `    <component type="${node.type}" bom-ref="${xml(node.text)}">`,
    ...(node.group ? [`      <group>${xml(node.group)}</group>`] : []),
    `      <name>${xml(node.name)}</name>`,
    `      <version>${xml(node.version)}</version>`,
    ...hashes,
    ...(node.purl ? [`      <purl>${xml(node.purl)}</purl>`] : []),
    '    </component>',
  ]
}

function xmlDependencies(subject: string, top: string[], nodes: Map<string, Node>): string[] {
  const edges = [[subject, top] as const, ...[...nodes.values()].map(node => [node.text, node.on] as const)]
  return [
    '  <dependencies>',
    ...edges.flatMap(([ref, on]) => [
      `    <dependency ref="${xml(ref)}">`,
      ...on.map(child => `      <dependency ref="${xml(child)}"/>`),
      '    </dependency>',
    ]),
    '  </dependencies>',
  ]
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
