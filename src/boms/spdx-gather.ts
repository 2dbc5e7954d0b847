import { Buffer } from 'node:buffer'
import { type NoteList, noteList, type Problem } from '#base'
import { type Bom, type Component, emptyBom } from './bom.ts'
import type { Where } from './checks.ts'
import type { Paper } from './format.ts'
import { type IntList, intList, longer } from './int-list.ts'
import { wrongKind } from './paper-text.ts'
import { type RefTable, refTable } from './ref-table.ts'
import { documentId } from './spdx.ts'

/** One part of a document in the JSON spelling; readers of other spellings put the line it starts on under `lineOf`. */
export type Raw = Record<string | symbol, unknown>

export const lineOf = Symbol('line')

/** An SPDX document while its parts come in, in any order. */
export interface Gathering extends Where {
  readonly paper: Paper
  readonly bom: Bom
  readonly notes: NoteList
  /** Ids of packages, files and snippets, and those that relationships mention, numbered. */
  readonly elements: RefTable
  /** By number of the id: `isPackage` and its fellows. */
  marks: Uint8Array<ArrayBuffer>
  /** By number of the id: one more than the index of its component; 0 where it is no package. */
  owners: Int32Array<ArrayBuffer>
  /** By number of a file's id: one more than the number of the package it is in; 0 where none is said. */
  holders: Int32Array<ArrayBuffer>
  /** By place: who needs what. */
  readonly from: IntList
  readonly to: IntList
  /** Packages without an id of their own: it is made up when all others are known. */
  readonly unnamed: { component: Component; index: number }[]
  /** Names of licences that the document brings along, by their `LicenseRef-`. */
  readonly licenseNames: Map<string, string>
  readonly shared: Map<string, string>
  readonly licenses: Map<string, readonly string[]>
  /** Ids by which the document calls itself. */
  readonly selves: Set<string>
  fileCount: number
  snippetCount: number
  /** Other documents that this one speaks of. */
  foreignDocuments: number
  /** Relationships to elements of other documents. */
  foreign: number
  /** Relationships that say nothing of who needs what. */
  passed: number
  /** Packages with more CPEs than the one taken. */
  manyCpes: number
  /** The part being read, for places. */
  raw: Raw
  list: string
  index: number
}

export const isPackage = 1
export const isFile = 2
export const isSnippet = 4
/** The document says that it describes it. */
export const isDescribed = 8
/** It is said to need nothing. */
export const needsNothing = 16
/** It is needed: with nothing said of when, at times, never at run time. */
export const needed = { plain: 32, optional: 64, excluded: 128 } as const

/** No part, for places outside the lists. */
export const nothing: Raw = {}

export function gathering(paper: Paper, format: string): Gathering {
  const notes = noteList()
  return {
    paper,
    notes,
    bom: emptyBom(format, notes.notes),
    elements: refTable(),
    marks: new Uint8Array(64),
    owners: new Int32Array(64),
    holders: new Int32Array(64),
    from: intList(),
    to: intList(),
    unnamed: [],
    licenseNames: new Map(),
    shared: new Map(),
    licenses: new Map(),
    selves: new Set([documentId]),
    fileCount: 0,
    snippetCount: 0,
    foreignDocuments: 0,
    foreign: 0,
    passed: 0,
    manyCpes: 0,
    raw: nothing,
    list: '',
    index: -1,
    place,
  }
}

function place(this: Gathering, rest: string): string {
  const line = this.raw[lineOf]
  if (line !== undefined) return `line ${line}`
  return this.index < 0 ? `${this.list}${rest}` : `${this.list}/${this.index}${rest}`
}

/** From now on places are those of this part of the document. */
export function at(it: Gathering, list: string, index = -1, raw: Raw = nothing): void {
  it.list = list
  it.index = index
  it.raw = raw
}

/** Text of a member: undefined when it is absent, null or empty. Throws `boms/wrong-type`. */
export function textOf(it: Gathering, value: unknown, key: string): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  if (value === undefined || value === null) return undefined
  throw wrongType(it, value, `/${key}`, 'a text')
}

/** A list: empty when it is absent or null. Throws `boms/wrong-type`. */
export function listOf(it: Gathering, value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value === undefined || value === null) return []
  throw wrongType(it, value, `/${key}`, 'a list')
}

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function wrongType(it: Gathering, value: unknown, rest: string, wanted: string): Problem {
  return wrongKind(it.paper, value, it.place(rest), wanted)
}

export function shared(it: Gathering, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const known = it.shared.get(text)
  if (known !== undefined) return known
  it.shared.set(text, text)
  return text
}

/** The number of an id. */
export function numberOf(it: Gathering, id: string): number {
  return counted(it, it.elements.idOf(id))
}

/** The same for ids of files, of which there may be a million: kept as bytes. */
export function fileNumberOf(it: Gathering, id: string): number {
  if (id.length > longestPlain || !plain.test(id)) return numberOf(it, id)
  return counted(it, it.elements.idOfBytes(Buffer.from(id, 'latin1'), 0, id.length))
}

const plain = /^[\x20-\x7e]+$/
const longestPlain = 4096

function counted(it: Gathering, id: number): number {
  if (id < it.marks.length) return id
  it.marks = longer(it.marks, 2 * id)
  it.owners = longer(it.owners, 2 * id)
  it.holders = longer(it.holders, 2 * id)
  return id
}
