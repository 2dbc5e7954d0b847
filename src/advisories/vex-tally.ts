import type { Taker } from './format.ts'
import { inWords, type Statement, type VexDocument } from './statement.ts'

/** Hands on the statements of a file and says at its end what is odd in many of them. */
export interface Tally {
  take(statement: Statement): void
  end(): void
}

export function tally(into: Taker): Tally {
  let words = 0
  // When a paper was written may stand behind its statements.
  const undated = new Map<VexDocument, number>()
  return {
    take(statement) {
      for (const product of statement.products)
        if (product.words === undefined && (inWords(product) || product.subcomponents.some(inWords))) words++
      if (statement.at === undefined) undated.set(statement.document, (undated.get(statement.document) ?? 0) + 1)
      into.statement(statement)
    },
    end() {
      if (words > 0)
        into.notes.add(
          'products-in-words',
          `${words} ${words === 1 ? 'product' : 'products'} of VEX statements ${words === 1 ? 'is' : 'are'} named in words only, without a purl, a CPE or a digest: with --vex they mean components of that very name`,
        )
      let count = 0
      for (const [{ at }, statements] of undated) if (at === undefined) count += statements
      if (count > 0)
        into.notes.add('vex-undated', `${count} statements have no time: every other one of their authors is newer`)
    },
  }
}
