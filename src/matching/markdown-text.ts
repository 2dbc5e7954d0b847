import { visible } from '#base'

const longest = 200

/** A code span (CommonMark 0.31 §6.1): its fence is longer than any run of backticks in the text, a blank keeps them apart. */
export function markdownCode(text: string): string {
  const shown = shortened(visible(text))
  if (shown.trim() === '') return shown === '' ? '' : '` `'
  const fence = '`'.repeat(1 + Math.max(0, ...(shown.match(/`+/g) ?? []).map(run => run.length)))
  const blank = /^[ `]|[ `]$/.test(shown) ? ' ' : ''
  return `${fence}${blank}${shown}${blank}${fence}`
}

/**
 * A code span in a table's cell. A row is split before its code spans are read (GFM §4.10): a pipe gets a backslash even
 * there, and after another backslash, where that would not hold, it is spelled out.
 */
export function markdownCell(text: string): string {
  return markdownCode(text).replace(/(\\?)\|/g, (_, slash: string) => (slash === '' ? '\\|' : '\\\\u{7c}'))
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text
}

/**
 * Prose from outside: each character that Markdown or HTML reads is escaped (CommonMark §2.4, §2.5). Words with an `@`, an
 * address or `#1` go into code spans, since GitHub turns them into mentions and links even when escaped.
 */
export function markdownProse(text: string, span: (word: string) => string = markdownCode): string {
  return visible(text)
    .split(' ')
    .map(word => (/@|:\/\/|www\.|#\d|mailto:|xmpp:/i.test(word) ? span(word) : escaped(word)))
    .join(' ')
}

function escaped(word: string): string {
  return word
    .replace(/[\\`*_{}[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
