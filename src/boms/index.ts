/**
 * Bills of materials: reading, writing, comparing and keeping them, and the graph inside. A kept bill is its entries, and what these list
 * stands once, whoever lists it: a component that differs in anything but its place is another one. Nothing here knows where a bill is
 * installed or what is wrong with its components. Its bounded readers of XML and YAML are lent to other rooms.
 */
export {
  type Bom,
  type Component,
  type ComponentType,
  changedComponent,
  component,
  type Dependency,
  emptyBom,
  type Hash,
  ownLabel,
} from './bom.ts'
export { type ComingBom, comingBom } from './coming-bom.ts'
export { compareBoms, type Difference } from './diff.ts'
export type { BomFormat, Head, Paper } from './format.ts'
export { parseGoMod, parseGoSum } from './go-mod-file.ts'
export { type Graph, graphOf } from './graph.ts'
export { plainHeader, roleOf as inventoryRoleOf } from './inventory-columns.ts'
export { damageOf, mayBeDamaged, noteSibling, type Siblings } from './inventory-damage.ts'
export { plainJson } from './jsonc.ts'
export type { FreshComponent, KeptBill, ReceivedAt, WhileKept } from './kept-bill-store.ts'
export { componentOf, isOwn, type KeptComponent, packageKeyOf, startOfHash } from './kept-component.ts'
export { type Firmware, firmwareBom } from './kept-firmware.ts'
export type { Bill, Entry as BillEntry } from './kept-question-store.ts'
export { type BomPart, type BomRows, bomParts, bomRows, type KeptOf } from './kept-rows.ts'
export { type LicenceExpression, parseLicence } from './licence-expression.ts'
export { paperOf } from './paper.ts'
export { handText, machineText, nameOf, wholeBytes } from './paper-text.ts'
export { pathsToRoot } from './paths.ts'
export { bomFormats, findFormat, formatOfEmpty, headOf, readBom } from './read.ts'
export { parseRequirement, pypiName } from './requirement.ts'
export { type BomTables, type ComponentRow, migrations } from './store.ts'
export { type Delimiter, delimiters, type Row, rowsOf } from './table.ts'
export { loadToml, readToml } from './toml.ts'
export { loadWorkbook, type Sheet, sheetsOf } from './workbook.ts'
export { loadXml, readXml, type XmlElement, type XmlVisitor } from './xml.ts'
export { loadYaml, readYamlDocuments, yamlFields } from './yaml.ts'

/** What reads tar archives: loaded when there is one. */
export const tarReading = () => import('./tar.ts')

/** What keeps bills and finds them again: loaded when asked for, since the commands that need no database must not load one. */
export const bomStore = () => import('./kept-store.ts')
