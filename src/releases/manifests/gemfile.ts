import { decodeText } from '#base'
import type { Ask, ManifestFormat } from '../lock-manifest.ts'

/**
 * Bundler's `Gemfile` (bundler.io, "Gemfile"). It is a program: lines that name a gem and its requirements as texts are read, and what
 * else it does is not known.
 */
export const gemfile: ManifestFormat = {
  id: 'gemfile',
  names: /^Gemfile$/,
  scheme: 'gem',
  read(bytes) {
    return decodeText(bytes)
      .split(/\r\n|\n|\r/)
      .flatMap((raw, index): Ask[] => {
        const [, name, rest] = /^\s*gem\s*\(?\s*["']([\w.-]+)["'](.*)$/.exec(raw.slice(0, 4096)) ?? []
        if (name === undefined) return []
        const wanted: string[] = []
        let left = rest!
        for (let piece = next(left); piece; piece = next(left)) {
          wanted.push(piece[1]!)
          left = left.slice(piece[0].length)
        }
        const from = /\b(?:git|github|gist|bitbucket)\s*[:=]/.test(left)
          ? ('git' as const)
          : /\bpath\s*[:=]/.test(left)
            ? ('path' as const)
            : undefined
        // What is asked for on some platforms, or in a condition, may be left out.
        const optional = /\b(?:platforms?|install_if|if|unless)\b/.test(left)
        return [
          {
            name,
            wanted: wanted.join(', '),
            line: index + 1,
            ...(from && { from }),
            ...(optional && { optional: true as const }),
          },
        ]
      })
  },
}

function next(text: string): RegExpExecArray | null {
  return /^\s*,\s*["']([^"']*)["'](?!\s*=>)/.exec(text)
}
