import type { Feed } from '../../src/advisories/feed.ts'
import * as feeds from '../../src/advisories/feeds/all.ts'
import type { AdvisoryFormat } from '../../src/advisories/format.ts'
import * as advisoryFormats from '../../src/advisories/formats/all.ts'
import type { BomFormat } from '../../src/boms/format.ts'
import { bomFormats } from '../../src/boms/read.ts'
import { type Loss, spdxLosses } from '../../src/boms/spdx-losses.ts'
import { ecosystems, notations, orders } from '../../src/identity/index.ts'
import { type LotFormat, lotFormats } from '../../src/lots/index.ts'
import { type ImportFormat, importFormats } from '../../src/plant/index.ts'
import type { SuiteResult } from './suites.ts'

const kindNames: Record<BomFormat['kind'], string> = {
  bom: 'Bills of materials',
  lockfile: 'Lockfiles and manifests',
  inventory: 'Inventories',
  installed: 'Installed packages',
  system: 'Packages of a system',
  image: 'Images',
}

/** docs/formats.md: everything that is read and written, from the members themselves. */
export function formatsPage(results: readonly SuiteResult[]): string {
  const lines = [
    '# Formats',
    '',
    'Made from the members of the plug-in folders by `npm run formats`: do not edit it by hand.',
    '',
  ]
  for (const [kind, title] of Object.entries(kindNames)) {
    const members = bomFormats.filter(format => format.kind === kind)
    if (members.length === 0) continue
    lines.push(`## ${title}`, '', ...table(bomHead, members.map(bomRow)), '')
  }
  lines.push('## Imports of a plant', '', 'What `millcert import` takes besides bills of materials.', '')
  lines.push(...table(importHead, importFormats.map(importRow)), '')
  lines.push('## Imports of lots', '', ...table(importHead, lotFormats.map(importRow)), '')
  lines.push('## What SPDX does not keep', '', 'Of a CycloneDX bill that is written as SPDX and read again.', '')
  lines.push(...table(['what', 'becomes', 'in', 'versions'], spdxLosses.map(lossRow)), '')
  const readers = [
    ...Object.values<AdvisoryFormat>(advisoryFormats),
    ...Object.values<Feed>(feeds).flatMap(({ reader }) => reader ?? []),
  ]
  lines.push('## Advisories', '', ...table(advisoryHead, readers.map(advisoryRow)), '')
  lines.push('## Feeds', '', ...table(feedHead, Object.values<Feed>(feeds).map(feedRow)), '')
  lines.push('## Packages', '', 'Components of these package URLs are compared with advisories.', '')
  lines.push(...table(['type', 'for', 'version order'], ecosystemRows()), '')
  lines.push(
    '## Version orders',
    '',
    ...table(
      ['id', 'rules'],
      Object.values(orders).map(({ id, about }) => [id, about]),
    ),
    '',
    '## Native ranges',
    '',
    'Read as their package managers read them, and as `vers` of the same type.',
    '',
    ...table(
      ['id', 'rules'],
      Object.values(notations).map(({ id, about }) => [id, about]),
    ),
  )
  lines.push(
    '',
    '## Suites',
    '',
    'How many documents of each suite a reader read, and how many it refused with a reason.',
    '',
  )
  lines.push(...suiteTable(results), '')
  return lines.join('\n')
}

const bomHead = ['id', 'format', 'versions', 'taken', 'left', 'written']

function bomRow({ id, label, versions, takes, leaves, writes }: BomFormat): string[] {
  return [id, label, versions.join(', '), takes ?? '', leaves ?? '', writes?.join(', ') ?? '']
}

const importHead = ['id', 'format', 'taken', 'left']

function importRow({ id, label, takes, leaves }: ImportFormat | LotFormat): string[] {
  return [id, label, takes, leaves]
}

function lossRow({ what, becomes, formats, versions }: Loss): string[] {
  return [what, becomes, formats.join(', '), versions.join(', ')]
}

const advisoryHead = ['id', 'format', 'versions', 'taken', 'left']

function advisoryRow({ id, label, versions, takes, leaves }: AdvisoryFormat): string[] {
  return [id, label, versions.join(', '), takes ?? '', leaves ?? '']
}

const feedHead = ['id', 'what it is', 'speaks of', 'stale after']

function feedRow({ id, about, covers, maxAge }: Feed): string[] {
  return [id, about, covers.join(', '), `${maxAge} days`]
}

function ecosystemRows(): string[][] {
  return Object.values(ecosystems)
    .map(({ type, label, order, ranges }) => [type, label, ranges ? order.id : 'only versions named one by one'])
    .sort(([a], [b]) => (a! < b! ? -1 : 1))
}

function suiteTable(results: readonly SuiteResult[]): string[] {
  const suites = [...new Set(results.map(({ suite }) => suite))]
  const readers = [...new Set(results.map(({ reader }) => reader))].sort()
  const cell = (reader: string, suite: string) => {
    const found = results.find(result => result.reader === reader && result.suite === suite)
    if (!found) return ''
    return found.refused === 0 ? `${found.read}` : `${found.read}, ${found.refused} refused`
  }
  return table(
    ['reader', ...suites],
    readers.map(reader => [reader, ...suites.map(suite => cell(reader, suite))]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => ' --- ').join('|')}|`, ...rows.map(line)]
}
