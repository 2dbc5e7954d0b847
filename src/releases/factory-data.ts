import type { GatePolicy } from './gate-policy.ts'
import { lineAt } from './secret-scan.ts'

/** Something of a factory that stands in a text. */
export interface FactoryWord {
  /** What kind: `private address`. Never the word itself. */
  kind: string
  /** From 1. */
  line: number
}

/** Most that is told of one file: the first say enough. */
const mostOfOne = 20

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
/** RFC 1918 and RFC 4193. What follows a comparison, a `v` or an `@` is a version. */
const address = new RegExp(
  `(?<![\\w.~^@-]|[=<>!~]=|[<>])(?:10(?:\\.${octet}){3}|172\\.(?:1[6-9]|2\\d|3[01])(?:\\.${octet}){2}|192\\.168(?:\\.${octet}){2})(?![\\w.-])|(?<![\\w:])f[cd][0-9a-f]{2}:(?:[0-9a-f]{1,4}|:)(?::[0-9a-f]{0,4}){1,6}(?![\\w:])`,
  'gi',
)
/** An endpoint of OPC UA, Modbus, MQTT or S7 that names a machine. */
const endpoint =
  /\b(?:opc\.tcp|modbus(?:\+tcp)?|s7|mqtts?):\/\/(?!localhost\b|127\.|\[::1\]|(?:[\w-]+\.)*example\b|0\.0\.0\.0|[<${])[^\s"'<>]+/gi
/** A connection string with a password in it (ADO.NET, ODBC). */
const connection =
  /\b(?:Server|Data Source|Host)\s*=[^;\n"']+;(?:[^\n"']*;)?\s*(?:Password|Pwd)\s*=\s*[^;\s"'<${][^;\n"']*/gi

/** What a text holds that belongs to a factory and to nobody who downloads a release. */
export function factoryWords(text: string, { words, addresses }: GatePolicy['factory']): FactoryWord[] {
  const found = [
    ...(addresses ? seen(text, address, 'private address').filter(one => !versionLine(text, one.index)) : []),
    ...seen(text, endpoint, 'endpoint of a machine'),
    ...seen(text, connection, 'connection string'),
    ...(words.length === 0 ? [] : seen(text, wordsOf(words), 'word of the policy')),
  ]
  return found
    .sort((a, b) => a.index - b.index)
    .slice(0, mostOfOne)
    .map(({ kind, index }) => ({ kind, line: lineAt(text, index) }))
}

function seen(text: string, pattern: RegExp, kind: string): { kind: string; index: number }[] {
  return [...text.matchAll(pattern)].map(({ index }) => ({ kind, index }))
}

/** `<version>10.0.0.1</version>`: numbers that look like an address. */
function versionLine(text: string, index: number): boolean {
  const start = text.lastIndexOf('\n', index) + 1
  return /version/i.test(text.slice(start, Math.min(index, start + 400)))
}

function wordsOf(words: readonly string[]): RegExp {
  const plain = words.map(word => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${plain.join('|')})(?![\\p{L}\\p{N}])`, 'giu')
}
