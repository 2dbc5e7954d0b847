import type { Head } from './format.ts'

/** Keys that the top level of an SPDX 2 document has, and no other paper. */
const telling: ReadonlySet<string> = new Set(['spdxVersion', 'SPDXID', 'documentNamespace'])
/** What the same keys would say nothing beside. */
const another: ReadonlySet<string> = new Set(['bomFormat', 'predicateType'])
// Lists may come before the keys, and be longer than the head.
const listFirst =
  /^\s*\{\s*"(?:packages|files|relationships|snippets)"\s*:\s*\[\s*\{[^{}]{0,4096}"(?:SPDXID|spdxElementId)"\s*:/
const wholeHead = 64 * 1024

/** Whether a paper is SPDX 2 in JSON: by the keys of its top level, not by what stands deeper. */
export function isSpdxJson({ text, bytes }: Head): boolean {
  if (!/^\s*\{/.test(text) || !/"(?:spdxVersion|SPDXID|spdxElementId)"\s*:/.test(text)) return false
  let found = false
  for (const key of topKeys(text)) {
    if (another.has(key)) return false
    found ||= telling.has(key)
  }
  return found || (bytes.length >= wholeHead && listFirst.test(text))
}

/** Whether a paper is SPDX in tag and value: the one tag that is its alone, at the start of a line. */
export function isSpdxTags({ text }: Head): boolean {
  return !/^\s*[{[<]/.test(text) && /(?:^|[\r\n])[ \t]*SPDXVersion[ \t]*:/.test(text)
}

/** Keys of the outermost object, as far as the text goes. */
export function* topKeys(text: string): Iterable<string> {
  let depth = 0
  let last = ''
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"?|[{}[\]:]/gs)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (token === ':') {
      if (depth === 1) yield last.slice(1, -1)
    } else last = token
  }
}
