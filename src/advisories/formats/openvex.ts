import { Problem, quoted, streamJson } from '#base'
import type { AdvisoryFormat, FeedFile, Taker } from '../format.ts'
import { type Fields, isFields } from '../json-object.ts'
import { openvexStatement } from '../openvex-statement.ts'
import { piecesOf, recordsInLines } from '../paper-pieces.ts'
import { timeOf, untrustedAuthor, type VexDocument } from '../statement.ts'
import { type Tally, tally } from '../vex-tally.ts'

/** OpenVEX 0.0 and 0.2.0 (openvex.dev/ns): one document, or one a line. Statements are taken one by one, however many there are. */
export const openvex: AdvisoryFormat = {
  id: 'openvex',
  label: 'OpenVEX',
  versions: ['0.0', '0.2.0'],
  vex: 'only',
  takes:
    'statements with vulnerability and aliases, products and subcomponents as purl, CPE, digest or word, status, justification, impact and action; author, times, version',
  leaves: 'role, tooling, suppliers, status notes',
  sniff: ({ text }) =>
    /^\s*\{/.test(text) &&
    /"@context"\s*:\s*"https?:\/\/openvex\.dev\/ns/.test(text) &&
    !/"(predicateType|payloadType)"\s*:/.test(text),
  read(file, into) {
    const statements = tally(into)
    const lines = recordsInLines(file, into.refused)
    if (lines) for (const [value, at] of lines) readRecord(value, at, file, into, statements)
    else readStream(file, into, statements)
    statements.end()
  },
}

function emptyDocument(path: string): VexDocument {
  return {
    format: 'openvex',
    path,
    id: '',
    author: '',
    authorKey: '',
    version: '',
    at: undefined,
    untrusted: undefined,
  }
}

/** The members of the document beside its statements, once all are known. A Problem when it is no OpenVEX, or nobody's. */
function complete(document: VexDocument, head: Fields, file: FeedFile, into: Taker, at: string): void {
  const context = head['@context']
  if (typeof context !== 'string' || !/^https?:\/\/openvex\.dev\/ns(?:\/v0\.[02](?:\.\d+)?)?\/?$/.test(context))
    throw bad(file, `@context ${quoted(context ?? null)} is no OpenVEX that is read`, at)
  const author = head['author']
  if (typeof author !== 'string' || author.trim() === '')
    throw bad(file, 'the author is missing, and a claim is somebody’s', at)
  document.id = typeof head['@id'] === 'string' ? head['@id'] : ''
  document.author = author.trim().slice(0, 200)
  document.authorKey = document.author.toLowerCase()
  document.version = String(head['version'] ?? '')
  document.at = timeOf(head['last_updated']) ?? timeOf(head['timestamp'])
  document.untrusted = untrustedAuthor(document.author)
  if (document.untrusted !== undefined)
    into.notes.add('untrusted-author', `${document.untrusted}; its statements suppress nothing`, at)
}

function readRecord(value: unknown, at: string, file: FeedFile, into: Taker, statements: Tally): void {
  if (!isFields(value)) {
    into.refused('is not an object', at)
    return
  }
  const document = emptyDocument(file.name)
  try {
    complete(document, value, file, into, at)
    if (!Array.isArray(value['statements'])) throw bad(file, 'a list is wanted at /statements', at)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    into.refused(error.message, at)
    return
  }
  for (const [index, statement] of value['statements'].entries())
    readStatement(statement, document, `${at}: /statements/${index}`, into, statements)
}

function readStream(file: FeedFile, into: Taker, statements: Tally): void {
  const document = emptyDocument(file.name)
  const head: Fields = {}
  let listed = false
  streamJson(piecesOf(file), file.limits, file.name, {
    lists: new Set(['statements']),
    member(key, value) {
      if (key === '__proto__') return
      // An empty list is told as none of its elements.
      if (key === 'statements')
        throw bad(file, `a list is wanted at /statements, found ${quoted(value)}`, '/statements')
      head[key] = value
    },
    element(_, value, index) {
      listed = true
      readStatement(value, document, `/statements/${index}`, into, statements)
    },
  })
  complete(document, head, file, into, '/')
  if (!listed) into.notes.add('no-statements', 'it has no statements', '/statements')
}

function readStatement(value: unknown, document: VexDocument, at: string, into: Taker, statements: Tally): void {
  try {
    statements.take(openvexStatement(value, document, at))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    into.refused(error.message, at)
  }
}

function bad(file: FeedFile, what: string, at: string): Problem {
  return new Problem('advisories/not-openvex', `Cannot read ${file.name}: ${what} at ${at}`, { at })
}
