/** A file to write; `added` where it must not be there yet. */
export interface MemberFile {
  path: string
  text: string
  added: boolean
}

/** What can be added as one file and one line: where it goes, and what its files begin as. */
export const kinds = {
  'bom-format': {
    folder: 'src/boms/formats',
    member: (name: string, id: string) => `import { Problem } from '#base'
import type { Bom } from '../bom.ts'
import type { BomFormat, Paper } from '../format.ts'
import { machineText, nameOf } from '../paper-text.ts'

/** Say here what the format is, where it is specified, and what of it is taken. */
export const ${name}: BomFormat = {
  id: '${id}',
  label: '${id}',
  kind: 'lockfile',
  versions: [],
  takes: 'what is taken of it',
  leaves: 'what is left',
  names: undefined,
  sniff: () => false,
  read,
}

function read(paper: Paper): Bom {
  const text = machineText(paper)
  throw new Problem('boms/${id}', \`Cannot read \${nameOf(paper)}: \${text.length} characters\`)
}
`,
    test: (name: string, id: string) => `import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { ${name} } from './${id}.ts'

test('${id}: the sample lists what it lists', () => {
  const sample = readFileSync(new URL('./testdata/${id}/sample.txt', import.meta.url))
  assert.deepEqual(
    ${name}.read(paperOf('sample.txt', sample)).components.map(({ purl }) => purl),
    ['pkg:generic/what-the-sample-lists@1'],
  )
})
`,
    data: (id: string) => [`testdata/${id}/sample.txt`, ''],
  },
  'advisory-format': {
    folder: 'src/advisories/formats',
    member: (name: string, id: string) => `import { Problem } from '#base'
import type { AdvisoryFormat } from '../format.ts'

/** Say here what the format is, where it is specified, and what of it is taken. */
export const ${name}: AdvisoryFormat = {
  id: '${id}',
  label: '${id}',
  versions: [],
  takes: 'what is taken of a record',
  leaves: 'what is left',
  sniff: () => false,
  read(file) {
    throw new Problem('advisories/${id}', \`Cannot read \${file.name}: no reader yet\`)
  },
}
`,
    test: (name: string, id: string) => `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ${name} } from './${id}.ts'

test('${id}: its own head is known', () => {
  assert.equal(${name}.sniff({ name: 'sample.json', text: 'what a file of it begins with' }), true)
})
`,
    data: (id: string) => [`testdata/${id}/sample.json`, '{}\n'],
  },
  feed: {
    folder: 'src/advisories/feeds',
    member: (name: string, id: string) => `import { osvFeed } from '../feed.ts'

export const ${name} = osvFeed({
  id: '${id}',
  about: 'Who keeps it and what it covers',
  covers: [],
  prefixes: ['${id.toUpperCase()}-'],
})
`,
    test: undefined,
    data: undefined,
  },
  'inventory-import': {
    folder: 'src/plant/imports',
    member: (name: string, id: string) => `import { noteList } from '#base'
import type { Paper } from '#boms'
import type { ImportChoices, Imported, ImportFormat } from '../import-format.ts'
import { imported } from '../import-made.ts'
import { refusedList } from '../import-refused.ts'

/** Say here whose export it is, where it is described, and what of it is taken. */
export const ${name}: ImportFormat = {
  id: '${id}',
  label: '${id}',
  takes: 'say here what of it is kept',
  leaves: 'and what is not',
  kind: 'inventory',
  sniff: () => false,
  read,
}

function read(paper: Paper, _choices: ImportChoices = {}): Imported {
  const notes = noteList()
  const refused = refusedList(paper.name || 'standard input')
  return imported(${name}, { assets: [], refused: refused.rows, notes: notes.notes })
}
`,
    test: undefined,
    data: (id: string) => [
      `testdata/${id}/sample.csv`,
      'a made-up paper of this kind, with a row that has to be refused\n',
    ],
  },
  'lot-import': {
    folder: 'src/lots/imports',
    member: (name: string, id: string) => `import { noteList } from '#base'
import type { Paper } from '#boms'
import { type ImportChoices, refusedList } from '#plant'
import type { LotFormat } from '../import-format.ts'
import type { ImportedLots } from '../import-row.ts'

/** Say here whose export it is, where it is described, and what of it is taken. */
export const ${name}: LotFormat = {
  id: '${id}',
  label: '${id}',
  takes: 'say here what of it is kept',
  leaves: 'and what is not',
  sniff: () => false,
  read,
}

function read(paper: Paper, _choices: ImportChoices = {}): ImportedLots {
  const { notes } = noteList()
  const { rows } = refusedList(paper.name || 'standard input')
  return { format: '${id}', columns: [], mapping: {}, lots: [], refused: rows, notes, simulated: false }
}
`,
    test: undefined,
    data: (id: string) => [
      `testdata/${id}/sample.csv`,
      'a made-up paper of this kind, with a row that has to be refused\n',
    ],
  },
  order: {
    folder: 'src/identity/versions',
    member: (name: string, id: string) => `import type { VersionOrder } from '../order.ts'

export const ${name}: VersionOrder = {
  id: '${id}',
  // The next free one: numbers stand in indexes and are never used again.
  number: 0,
  about: 'Whose rules, and where they are written down',
  compare: () => undefined,
  encode: () => -1,
}
`,
    test: undefined,
    data: (id: string) => [`${id}.pairs.txt`, '1.0 < 1.1\n1.1 = 1.1\n'],
  },
  ecosystem: {
    folder: 'src/identity/ecosystems',
    member: (name: string, id: string) => `import { namedEcosystem } from '../package-name.ts'
import { semver } from '../versions/semver.ts'

export const ${name} = namedEcosystem({
  type: '${id}',
  label: 'Language (registry)',
  osv: ['Name in OSV'],
  order: semver,
})
`,
    test: undefined,
    data: undefined,
  },
  output: {
    folder: 'src/matching/outputs',
    member: (name: string, id: string) => `import type { Output } from '../output.ts'

export const ${name}: Output = {
  id: '${id}',
  about: 'One line for the help',
  *write(report) {
    yield \`\${report.summary.matched}\\n\`
  },
}
`,
    test: (name: string, id: string) => `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleReport } from '../sample-report.ts'
import { ${name} } from './${id}.ts'

test('${id}: the sample report is printed as it should be', () => {
  const look = { colour: false, width: 0, verbose: false }
  assert.equal([...${name}.write(sampleReport(), look)].join(''), 'what is wanted\\n')
})
`,
    data: undefined,
  },
} as const satisfies Record<
  string,
  {
    folder: string
    member: (name: string, id: string) => string
    test: ((name: string, id: string) => string) | undefined
    data: ((id: string) => readonly [path: string, text: string]) | undefined
  }
>

export type Kind = keyof typeof kinds

/** Everything that a new member needs, and its folder's list with one more line; ids are kebab-case. */
export function memberFiles(kind: Kind, id: string, all: string): MemberFile[] {
  const { folder, member, test, data } = kinds[kind]
  const name = id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const files: MemberFile[] = [{ path: `${folder}/${id}.ts`, text: member(name, id), added: true }]
  if (test) files.push({ path: `${folder}/${id}.test.ts`, text: test(name, id), added: true })
  const sample = data?.(id)
  if (sample) files.push({ path: `${folder}/${sample[0]}`, text: sample[1]!, added: true })
  return [...files, { path: `${folder}/all.ts`, text: withLine(all, name, id), added: false }]
}

/** The lines of a folder's list, sorted by file, with one more. */
function withLine(all: string, name: string, id: string): string {
  const fileOf = (line: string) => /'\.\/(.*)\.ts'/.exec(line)?.[1] ?? ''
  const lines = [
    ...all
      .trimEnd()
      .split('\n')
      .filter(line => line !== ''),
    `export { ${name} } from './${id}.ts'`,
  ]
  return `${lines.sort((a, b) => (fileOf(a) < fileOf(b) ? -1 : fileOf(a) > fileOf(b) ? 1 : 0)).join('\n')}\n`
}
