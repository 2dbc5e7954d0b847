import { type NoteList, Problem, quoted } from '#base'
import type { Paper } from './format.ts'
import { nameOf } from './paper-text.ts'
import { linesIn } from './spdx-lines.ts'

/** One `Tag: value` with the line it starts on. */
export interface Tag {
  name: string
  /** Without outer blanks, and without `<text>` around it. */
  value: string
  line: number
}

/** `kept` says of which tags the value is wanted; longer texts are not held for the others. */
export function* tagsIn(paper: Paper, notes: NoteList, kept: (name: string) => boolean): Generator<Tag> {
  let line = 0
  let open: Tag | undefined
  for (const text of linesIn(paper, notes)) {
    line++
    if (open) {
      const end = text.indexOf(closing)
      if (kept(open.name)) open.value = grown(paper, open, `\n${end < 0 ? text : text.slice(0, end)}`)
      if (end < 0) continue
      yield open
      open = undefined
      continue
    }
    const start = text.trimStart()
    if (start === '' || start.startsWith('#')) continue
    const colon = start.indexOf(':')
    const name = colon < 0 ? '' : start.slice(0, colon).trimEnd()
    if (!/^[A-Za-z]{1,60}$/.test(name)) {
      const parts = /^Relationship\s+(\S+\s+[A-Z_]+\s+\S+)\s*$/.exec(start)
      if (parts) {
        notes.add('colon-missing', 'a relationship without a colon behind its tag: taken all the same', `line ${line}`)
        yield { name: 'Relationship', value: parts[1]!, line }
        continue
      }
      notes.add('line-unread', `no tag and value: ${quoted(text)}`, `line ${line}`)
      continue
    }
    const value = start.slice(colon + 1).trim()
    if (!value.startsWith(opening)) yield { name, value, line }
    else {
      const end = value.indexOf(closing, opening.length)
      if (end >= 0) yield { name, value: value.slice(opening.length, end), line }
      else open = { name, value: kept(name) ? value.slice(opening.length) : '', line }
    }
  }
  if (open)
    throw new Problem(
      'boms/text-open',
      `Cannot read ${nameOf(paper)}: unterminated <text> of ${open.name} at line ${open.line}`,
      { at: `line ${open.line}`, wanted: closing },
    )
}

const opening = '<text>'
const closing = '</text>'

function grown(paper: Paper, { value, name, line }: Tag, more: string): string {
  const { text: most } = paper.limits
  if (value.length + more.length <= most) return value + more
  throw new Problem(
    'boms/text-too-long',
    `Cannot read ${nameOf(paper)}: the text of ${name} is over ${most} characters at line ${line}`,
    { at: `line ${line}`, next: `raise it with --limit text=${most * 4}` },
  )
}

/** Tags of SPDX 2 that are known and not read: what files, snippets, reviews and annotations say, and words for people. */
export const passedTags: ReadonlySet<string> = new Set([
  'AnnotationComment',
  'AnnotationDate',
  'AnnotationType',
  'Annotator',
  'ArtifactOfProjectHomePage',
  'ArtifactOfProjectName',
  'ArtifactOfProjectURI',
  'BuiltDate',
  'CreatorComment',
  'DataLicense',
  'DocumentComment',
  'DocumentName',
  'ExternalRefComment',
  'ExtractedText',
  'FileAttributionText',
  'FileChecksum',
  'FileComment',
  'FileContributor',
  'FileCopyrightText',
  'FileDependency',
  'FileNotice',
  'FileType',
  'FilesAnalyzed',
  'LicenseComment',
  'LicenseComments',
  'LicenseConcluded',
  'LicenseCrossReference',
  'LicenseInfoInFile',
  'LicenseInfoInSnippet',
  'LicenseListVersion',
  'PackageAttributionText',
  'PackageComment',
  'PackageCopyrightText',
  'PackageDescription',
  'PackageFileName',
  'PackageLicenseComments',
  'PackageLicenseInfoFromFiles',
  'PackageSourceInfo',
  'PackageSummary',
  'PackageVerificationCode',
  'RelationshipComment',
  'ReleaseDate',
  'ReviewComment',
  'ReviewDate',
  'Reviewer',
  'SPDXREF',
  'SnippetAttributionText',
  'SnippetByteRange',
  'SnippetComment',
  'SnippetCopyrightText',
  'SnippetFromFileSPDXID',
  'SnippetLicenseComments',
  'SnippetLicenseConcluded',
  'SnippetLicenseInfoInSnippet',
  'SnippetLineRange',
  'SnippetName',
  'ValidUntilDate',
])
