/**
 * Bills of materials: reading, writing, comparing them, and the graph inside. Nothing here knows where a bill is
 * installed or what is wrong with its components. Its bounded readers of XML and YAML are lent to other rooms.
 */
export { type Bom, type Component, type ComponentType, component, type Dependency, type Hash, ownLabel } from './bom.ts'
export { compareBoms, type Difference } from './diff.ts'
export type { BomFormat, Head, Paper } from './format.ts'
export { type Graph, graphOf } from './graph.ts'
export { pathsToRoot } from './paths.ts'
export { bomFormats, findFormat, headOf, readBom } from './read.ts'
export { loadXml, readXml, type XmlElement, type XmlVisitor } from './xml.ts'
export { loadYaml, yamlFields } from './yaml.ts'
