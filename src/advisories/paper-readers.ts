import type { XmlVisitor } from '#boms'
import type { FeedFile } from './format.ts'
import type { Fields } from './json-object.ts'
import { piecesOf } from './paper-pieces.ts'

let boms: typeof import('#boms') | undefined

/** Loads what `readXmlPaper` needs, once; before it that is a bug. Most files need none, and a build starts sooner. */
export async function loadXmlReader(): Promise<void> {
  boms ??= await import('#boms')
  await boms.loadXml()
}

/** Loads what `yamlPaper` needs, as `loadXmlReader`. */
export async function loadYamlReader(): Promise<void> {
  boms ??= await import('#boms')
  await boms.loadYaml()
}

/** Reads a file as XML, as bills of materials are: within limits, no document type declaration, Problems with line and column. */
export function readXmlPaper(file: FeedFile, visitor: XmlVisitor): void {
  boms!.readXml(piecesOf(file), file.limits, file.name, visitor)
}

/** A file as plain YAML: one map, every scalar a text, no anchors or tags; Problems with the line. */
export function yamlPaper(file: FeedFile): Fields {
  return boms!.yamlFields(piecesOf(file), file.limits, file.name)
}
