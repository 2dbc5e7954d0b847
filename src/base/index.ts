/**
 * What any program needs, without a word of the field: bad news (Problem, Note), limits, digests, canonical JSON, JSON and
 * text from outside read within bounds, text shown safely, and the World through which everything outside is reached.
 */
export { canonicalJson } from './canonical-json.ts'
export { type Digest, digest, digester } from './digest.ts'
export { csvCell, showTime, suspicious, visible } from './display.ts'
export { allowance, gunzipped, gunzippedHead, inflated, isGzip } from './gzip.ts'
export { newId } from './id.ts'
export { type JsonQuick, type JsonTaken, type JsonVisitor, parseJson, streamJson } from './json.ts'
export { type KnownKeys, keyAt, knownKeys, lengthOfKey, passKey } from './json-keys.ts'
export { parseJsonPart } from './json-part.ts'
export { passValue } from './json-pass.ts'
export { jsonText } from './json-text.ts'
export {
  afterBlanks,
  afterValue,
  endOfHashed,
  isText,
  type JsonTokens,
  jsonTokens,
  moveTo,
  nextStop,
  plainText,
  valueAfter,
} from './json-tokens.ts'
export { defaultLimits, type Limits } from './limits.ts'
export type { Network, NetworkRules, Reply } from './network.ts'
export { type Note, type NoteList, noteList } from './note.ts'
export type { Flag, Input, Tool, Word } from './operation.ts'
export { type LinesPrint, linesPrint, printOf } from './print.ts'
export { Problem, type ProblemDetail, quoted } from './problem.ts'
export { decodeText, type Encoding, encodingOf, gather, strictText } from './text.ts'
export type { Disk, Entry, GrowingFile, OpenFile, Program, World } from './world.ts'
