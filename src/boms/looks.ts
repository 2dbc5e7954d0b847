import { Buffer } from 'node:buffer'
import type { Head } from './format.ts'

/** First bytes of files that people take for a bill of materials, or hand in instead of one. */
const magic: readonly (readonly [string, string])[] = [
  ['1f8b', 'a gzip file'],
  ['28b52ffd', 'a zstd file'],
  ['504b0304', 'a zip archive (also docx, xlsx, jar)'],
  ['504b0506', 'an empty zip archive'],
  ['fd377a585a', 'an xz file'],
  ['425a68', 'a bzip2 file'],
  ['377abcaf', 'a 7-Zip archive'],
  ['25504446', 'a PDF document'],
  ['7f454c46', 'an ELF program'],
  ['4d5a', 'a Windows program'],
  ['d0cf11e0', 'an old Microsoft Office document'],
  ['53514c697465', 'an SQLite database'],
]

const texts: readonly (readonly [RegExp, string])[] = [
  [/"@context"[\s\S]*spdx/i, 'SPDX 3 in JSON-LD'],
  [/^\s*\[[\s\S]*spdx\.org\/rdf\/3/, 'SPDX 3 in JSON-LD'],
  [/"predicateType"\s*:/, 'an in-toto attestation, what it speaks of in its predicate'],
  [/"spdxVersion"\s*:|"SPDXID"\s*:/, 'SPDX 2 inside another JSON document'],
  [/<rdf:RDF[\s\S]*spdx\.org\/rdf/i, 'SPDX in RDF/XML'],
  [/^@prefix[\s\S]*spdx\.org\/rdf/i, 'SPDX in RDF (Turtle)'],
  [/^\s*<[\s\S]*<(?:spdxVersion|SPDXID)>/, 'SPDX 2 in XML'],
  [/^["']?spdxVersion["']?[ \t]*:[ \t]*["']?SPDX-/m, 'SPDX in YAML'],
  [/"csaf_version"\s*:/, 'a CSAF advisory'],
  [/"@context"[\s\S]*openvex/i, 'an OpenVEX document'],
  [/"schema_version"\s*:[\s\S]*"affected"\s*:|"affected"\s*:[\s\S]*"schema_version"\s*:/, 'an OSV advisory'],
  [/^\s*(?:<!doctype html|<html)/i, 'a web page'],
  [/^\s*(?:<\?xml[^>]*>\s*)?<svg[\s>]/, 'an SVG picture'],
  [/^\s*</, 'XML of another kind'],
  [/^\s*\{/, 'JSON of another kind'],
  [/^\s*\[/, 'a JSON list, not an object'],
  [/^\s*(?:null|true|false|-?\d+(?:\.\d+)?|"[^"]*")\s*$/, 'JSON, but not an object'],
]

/** Characters that no text has: controls, those that Windows-1252 leaves out, and what stands for bytes that are none. */
const notText = /[\u0000-\u0008\u000e-\u001a\u0081\u008d\u008f\u0090\u009d\ufffd]/

/** In a few words what a file seems to be, for a message to who handed it in. */
export function looksLike({ bytes, text }: Head): string {
  const hex = Buffer.from(bytes.subarray(0, 8)).toString('hex')
  const known = magic.find(([start]) => hex.startsWith(start))
  if (known) return known[1]
  if (notText.test(text.slice(0, 4096))) return 'a binary file'
  const start = text.slice(0, 16 * 1024)
  return texts.find(([pattern]) => pattern.test(start))?.[1] ?? 'plain text'
}
