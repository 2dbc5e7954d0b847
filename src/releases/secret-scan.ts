import type { TextFile } from './gate-tree.ts'

/** A secret that stands in a file; the secret itself is never kept. */
export interface SecretSeen {
  /** The rule that found it: `aws`, `privatekey`. */
  rule: string
  path: string
  /** From 1. */
  line: number
}

/** The header of a private key in PEM: one that is short or cut is a key all the same. */
const privateKey = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/

/** Secrets in files, by the rules of secretlint and the header of private keys. */
export async function secretsIn(
  files: Iterable<{ path: string; text: string }>,
  progress: (done: number) => void,
): Promise<SecretSeen[]> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ])
  const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} }] }
  const found: SecretSeen[] = []
  let done = 0
  for (const { path, text } of files) {
    const { messages } = await lintSource({
      source: { filePath: path, content: text, contentType: 'text', ext: path.slice(path.lastIndexOf('.')) },
      options: { config, noPhysicFilePath: true, maskSecrets: true },
    })
    const seen = messages.map(({ ruleId, loc }) => ({ rule: shortName(ruleId), path, line: loc.start.line }))
    const key = privateKey.exec(text)
    if (key && !seen.some(({ rule }) => rule === 'privatekey'))
      seen.push({ rule: 'privatekey', path, line: lineAt(text, key.index) })
    found.push(...seen)
    progress(++done)
  }
  return found
}

function shortName(rule: string): string {
  return rule.slice(rule.lastIndexOf('-rule-') + 6)
}

/** The line, from 1, that a character stands in. */
export function lineAt(text: string, index: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** What can be looked into, and how many files could not because they are too large. */
export function textsOf(
  files: readonly TextFile[],
  most: number,
): { texts: Iterable<{ path: string; text: string }>; large: TextFile[] } {
  return {
    large: files.filter(({ bytes }) => bytes > most),
    texts: (function* () {
      for (const file of files) {
        const text = file.text()
        if (text !== undefined) yield { path: file.path, text }
      }
    })(),
  }
}
