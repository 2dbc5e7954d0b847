import { noteList, quoted } from '#base'
import type { Bom } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { linesOf, machineText } from '../paper-text.ts'
import { noteCut, refusedPaper } from '../refused-paper.ts'
import { distributionBeside, type InstalledSystemPackage, systemBill } from '../system-bill.ts'

/**
 * What apk has installed: `lib/apk/db/installed` (wiki.alpinelinux.org, "Apk spec"). Paragraphs of lines with a letter and a
 * colon; `o` is the package (origin) that the advisories name.
 */
export const apkDb: BomFormat = {
  id: 'apk-db',
  label: 'apk installed database',
  kind: 'system',
  versions: [],
  takes:
    'installed packages with version, architecture, origin, licence; the graph; the distribution of an os-release beside it',
  leaves: 'files and their checksums',
  names: undefined,
  sniff,
  read,
}

function sniff({ text }: Head): boolean {
  return (
    /^\s{0,9}(?:C:Q[12]\S{10,}|P:[a-z0-9])/.test(text) &&
    /^P:\S/m.test(text) &&
    /^V:\S/m.test(text) &&
    /^A:/m.test(text)
  )
}

function read(paper: Paper): Bom {
  const notes = noteList()
  const lines = linesOf(machineText(paper), paper)
  if (lines.at(-1) !== '') noteCut(notes, 'the last line has no end')
  const packages: InstalledSystemPackage[] = []
  let fields = new Map<string, string>()
  let start = 1
  const end = () => {
    const name = fields.get('P')
    if (name && /^[a-z0-9.][a-z0-9+._-]*$/i.test(name)) packages.push(packageOf(name, fields, start))
    else if (fields.size > 0)
      notes.add('package-not-read', `a paragraph names no package: ${quoted(name ?? '')}`, `line ${start}`)
    fields = new Map()
  }
  lines.forEach((line, index) => {
    if (line.trim() === '') {
      end()
      start = index + 2
    } else if (line[1] !== ':') notes.add('line-not-read', 'a line that is no field', `line ${index + 1}`)
    else if (!fields.has(line[0]!)) fields.set(line[0]!, line.slice(2).trim())
  })
  end()
  if (packages.length === 0)
    throw refusedPaper('boms/not-apk-db', paper, 'paragraphs with P: and V:', 'no paragraph names a package')
  return systemBill(apkDb.id, 'apk', packages, distributionBeside(paper), paper, notes)
}

function packageOf(name: string, fields: ReadonlyMap<string, string>, line: number): InstalledSystemPackage {
  return {
    name,
    version: fields.get('V') || undefined,
    arch: fields.get('A') || undefined,
    upstream: fields.get('o') || name,
    license: fields.get('L') || undefined,
    supplier: fields.get('m') || undefined,
    needs: namesOf(fields.get('D')).map(one => [one]),
    provides: namesOf(fields.get('p')),
    at: `line ${line}`,
  }
}

/** `so:libcrypto.so.3=3 busybox>1.36 !other` as names; what must not be there is not needed. */
function namesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(' ')
    .flatMap(one => (one === '' || one[0] === '!' ? [] : (/^[^=<>~]+/.exec(one)?.[0] ?? [])))
}
