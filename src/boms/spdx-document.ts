import { Problem, quoted } from '#base'
import { creatorOf } from './creators.ts'
import { nameOf } from './paper-text.ts'
import { noTime } from './spdx.ts'
import {
  at,
  fileNumberOf,
  type Gathering,
  isFile,
  isPackage,
  isRaw,
  isSnippet,
  listOf,
  textOf,
  wrongType,
} from './spdx-gather.ts'
import { duplicate } from './spdx-package.ts'

/** The parts of a document that are neither packages nor relationships, in the JSON spelling. */

/** Throws `boms/unknown-version`, or `boms/missing-version`. `called` is the member's name in the spelling read. */
export function takeVersion(it: Gathering, value: unknown, called: string, read: readonly string[]): void {
  const name = nameOf(it.paper)
  if (value === undefined || value === null)
    throw new Problem('boms/missing-version', `Cannot read ${name}: ${called} is missing`, { wanted: wanted(read) })
  const version = typeof value === 'string' ? /^SPDX-([0-9]{1,3}\.[0-9]{1,3})(\.[0-9]{1,3})?$/.exec(value.trim()) : null
  if (version?.[1]?.startsWith('3.')) throw newer(name)
  if (version === null || !read.includes(version[1]!))
    throw new Problem('boms/unknown-version', `Cannot read ${name}: ${called} ${quoted(value)} is unknown`, {
      at: it.place(`/${called}`),
      found: quoted(value),
      wanted: wanted(read),
    })
  // A third figure is a matter of wording (2.2.1 is what ISO printed): the data is the same.
  if (version[2] !== undefined)
    it.notes.add('version-unusual', `${called} ${quoted(value)}: read as SPDX-${version[1]}`, it.place(`/${called}`))
  it.bom.specVersion = version[1]
}

/** Another model under the same name: nothing of it would be read right. */
export function newer(name: string): Problem {
  return new Problem(
    'boms/unknown-version',
    `Cannot read ${name}: SPDX 3 (JSON-LD) is another model than SPDX 2 and is not read`,
    {
      wanted: 'SPDX 2.2 or 2.3',
      found: 'SPDX 3',
    },
  )
}

function wanted(read: readonly string[]): string {
  return `one of ${read.map(version => `SPDX-${version}`).join(', ')}`
}

/** The document's own id, by which relationships mean it. */
export function takeId(it: Gathering, value: unknown): void {
  at(it, '')
  const id = textOf(it, value, 'SPDXID')
  if (id !== undefined) it.selves.add(id)
}

export function takeNamespace(it: Gathering, value: unknown): void {
  at(it, '')
  it.bom.serial = textOf(it, value, 'documentNamespace')
}

export function takeCreation(it: Gathering, value: unknown): void {
  at(it, '/creationInfo')
  if (value === undefined || value === null) return
  if (!isRaw(value)) throw wrongType(it, value, '', 'an object')
  it.raw = value
  takeCreated(it, textOf(it, value['created'], 'created'))
  for (const creator of listOf(it, value['creators'], 'creators')) takeCreator(it, creator)
}

// Clause 6.9 wants whole seconds in UTC; parts of seconds and offsets are about.
const written = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/** When the document was made; `noTime` is what Millcert writes where nobody says. */
export function takeCreated(it: Gathering, text: string | undefined): void {
  if (text === undefined || text === noTime) return
  const parts = written.exec(text)
  const time = parts ? Date.parse(`${parts[1]}${parts[2]?.slice(0, 4) ?? ''}${parts[3]}`) : Number.NaN
  if (Number.isNaN(time))
    it.notes.add('timestamp-malformed', `created ${quoted(text)} is no date and time: left out`, it.place('/created'))
  else it.bom.timestamp = time
}

/** Clause 6.8: `Person: `, `Organization: ` or `Tool: `, a name, and perhaps a mail address in brackets. */
export function takeCreator(it: Gathering, value: unknown): void {
  const text = typeof value === 'string' ? value.trim() : undefined
  const creator = text === undefined ? undefined : creatorOf(text)
  if (creator) {
    it.bom.creators ??= []
    it.bom.creators.push(creator)
  }
  const open = text?.lastIndexOf('(') ?? -1
  if (text !== undefined && /^(?:Person|Organization|Tool):/.test(text) && (open < 0 || text.indexOf(')', open) > 0))
    return
  it.notes.add('creator-malformed', `Creator ${quoted(value)} is not as SPDX has it`, it.place('/creators'))
}

/** A file or a snippet is counted, and its id known: relationships may mean it. */
export function takeElement(it: Gathering, raw: unknown, list: '/files' | '/snippets', index: number): void {
  at(it, list, index)
  const kind = list === '/files' ? isFile : isSnippet
  if (!isRaw(raw)) throw wrongType(it, raw, '', kind === isFile ? 'a file' : 'a snippet')
  it.raw = raw
  if (kind === isFile) it.fileCount++
  else it.snippetCount++
  if (it.fileCount + it.snippetCount > it.paper.limits.count) throw tooMany(it)
  const id = textOf(it, raw['SPDXID'], 'SPDXID')
  if (id === undefined) return
  const number = fileNumberOf(it, id)
  if (it.marks[number]! & isPackage) throw duplicate(it, id)
  if (it.marks[number]! & (isFile | isSnippet))
    it.notes.add('file-repeated', `duplicate SPDXID ${quoted(id)} of a file`, it.place('/SPDXID'))
  it.marks[number]! |= kind
}

function tooMany(it: Gathering): Problem {
  const { count } = it.paper.limits
  const where = it.place('')
  return new Problem('boms/too-many-components', `Cannot read ${nameOf(it.paper)}: over ${count} files at ${where}`, {
    at: where,
    next: `raise it with --limit count=${count * 4}`,
  })
}
