import { gather, noteList } from '#base'
import { type Bom, emptyBom } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { jarComponents } from '../jar-bill.ts'
import { javaArchive as ending, jarContent, loadJars, mostJar, namedByFile } from '../jar-file.ts'
import { nameOf } from '../paper-text.ts'
import { refusedPaper } from '../refused-paper.ts'

/**
 * Java archives (jar, war, ear) with those that lie in them, as Spring Boot and servers have it. Maven leaves the coordinates of
 * what it packs; an archive without them is known by its manifest or its file name, and has no package URL.
 */
export const javaArchive: BomFormat = {
  id: 'java-archive',
  label: 'Java archive',
  kind: 'installed',
  versions: [],
  takes:
    'packages by the coordinates that Maven left, else by manifest or file name (labelled); archives inside to a depth of four; SHA-1 of each',
  leaves: 'classes, what an archive needs, licences',
  names: ending,
  sniff,
  prepare: loadJars,
  read,
}

/** The name of the first file, or of one near: the manifest stands first where `jar` made the archive. */
function sniff({ name, bytes }: Head): boolean {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b || bytes[2] !== 3 || bytes[3] !== 4) return false
  const text = new TextDecoder('latin1').decode(bytes)
  if (/\[Content_Types\]\.xml|xl\/(?:workbook|worksheets\/)/.test(text)) return false
  return ending.test(name) || text.includes('META-INF/')
}

function read(paper: Paper): Bom {
  const { limits } = paper
  const notes = noteList()
  const file = nameOf(paper).slice(nameOf(paper).lastIndexOf('/') + 1)
  const content = jarContent(gather(paper.pieces(), Math.min(limits.bytes, mostJar), nameOf(paper)), file, limits)
  if (!content)
    throw refusedPaper('boms/not-java-archive', paper, 'a ZIP archive with a directory at its end', 'it has none')
  const named = () => ({ ...namedByFile(file), place: '', sha1: undefined })
  return { ...emptyBom(javaArchive.id, notes.notes), components: jarComponents([{ path: '', content }], named, notes) }
}
