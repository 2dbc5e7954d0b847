import { Buffer } from 'node:buffer'
import { plainText } from '#base'
import { code } from './byte-reader-code.ts'

/** A number as it is now. */
interface Told {
  readonly value: number
}

/** What wasm/cyclonedx.ts offers: whole numbers, and addresses in its memory. */
interface Exports {
  memory: WebAssembly.Memory
  begin(longest: number, deepest: number): void
  inputOf(size: number): number
  know(bytes: number): void
  takeComponents(from: number): number
  takeDependencies(from: number): number
  readonly scratch: Told
  readonly taken: Told
  readonly records: Told
  readonly recordEnd: Told
  readonly texts: Told
  readonly textFrom: Told
  readonly textEnd: Told
  countOf(table: number): number
  addressOf(table: number, id: number): number
  lengthOf(table: number, id: number): number
  refsAt(what: number): number
  refOf(length: number): number
  knownRef(length: number): number
  refOutside(): number
}

/**
 * The part of the program that reads bytes, in WebAssembly (docs/decisions): it runs at full speed from its first call, where
 * JavaScript is interpreted until it has run for long.
 */
export interface ByteReader {
  readonly calls: Exports
  /** All of its memory; not valid after the next call. */
  bytes(): Buffer
}

/** The tables of texts that a reader keeps. */
export const tables = { refs: 0, words: 1, lists: 2 } as const

// One for the documents that are read one after the other: an address space of gigabytes is set aside for each.
let idle: ByteReader | undefined
let made: WebAssembly.Module | undefined
/** A reader that has taken more memory is not kept. */
const mostKept = 16 * 1024 ** 2

/** Undefined where no memory can be had for one. */
export function byteReader(): ByteReader | undefined {
  try {
    return idle ?? start()
  } catch {
    return undefined
  } finally {
    idle = undefined
  }
}

/** It may be handed out again. */
export function giveBack(reader: ByteReader): void {
  if (reader.calls.memory.buffer.byteLength <= mostKept) idle = reader
}

function start(): ByteReader {
  made ??= new WebAssembly.Module(Buffer.from(code, 'base64'))
  const calls = new WebAssembly.Instance(made).exports as unknown as Exports
  let bytes = Buffer.alloc(0)
  return {
    calls,
    bytes() {
      // Memory that grew is another buffer.
      if (bytes.buffer !== calls.memory.buffer) bytes = Buffer.from(calls.memory.buffer)
      return bytes
    },
  }
}

/** An address as it is told: numbers of 32 bits come with a sign. */
export function addressed(address: number): number {
  return address >>> 0
}

/** The text with a number in a table. */
export function textIn(reader: ByteReader, table: number, id: number): string {
  const from = addressed(reader.calls.addressOf(table, id))
  return plainText(reader.bytes(), from, from + reader.calls.lengthOf(table, id))
}

/** Puts a plain text where `refOf` and `knownRef` read it. */
export function put(reader: ByteReader, text: string): void {
  reader.bytes().write(text, reader.calls.scratch.value, 'latin1')
}
