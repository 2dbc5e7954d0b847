import { readVersionRange, type VersionRange } from '#identity/products'

/** Texts repeat: products of an inventory, ranges of an advisory. */
const mostKnown = 20_000

/** Remembers answers, all of which are let go when there are very many. */
export function remembered<T>(made: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return key => {
    let answer = known.get(key)
    if (answer === undefined) {
      if (known.size >= mostKnown) known.clear()
      answer = made(key)
      known.set(key, answer)
    }
    return answer
  }
}

interface AssetWords {
  name: string
  orderNumber?: string | undefined
  version?: string | undefined
}

/** What a catalogue is asked for. */
export function assetOf({ name, orderNumber, version }: AssetWords) {
  return { name, ...(orderNumber !== undefined && { orderNumber }), ...(version !== undefined && { version }) }
}

const rangesRead = remembered((key: string) => {
  const [kind, text, product] = key.split('\n') as [string, string, string]
  return readVersionRange(text, kind === 'range', product)
})

/** The range of a claim about a product, whose own words may stand in it: `< WinAC RTX 2010 SP3`. */
export function rangeOf({ text, range }: { text: string; range: boolean }, product: string): VersionRange {
  const [line, name] = [text, product].map(words => words.replaceAll('\n', ' '))
  return rangesRead(`${range ? 'range' : 'version'}\n${line}\n${name}`)
}
