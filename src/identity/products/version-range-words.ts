import { isOrderNumber } from './version-range-text.ts'

/** What stands where a version belongs, for whoever must decide: the end of a sentence. */
export function whatItIs(text: string): string {
  if (text.trim() === '') return 'no version is stated'
  if (/serial|digits of|s\/n\b/i.test(text)) return 'the serial number decides'
  if (/manufactur|produc(?:ed|tion)|shipped|sold\b|distributed|dated|installed from|hergestellt/i.test(text))
    return 'the day of manufacture or delivery decides'
  if (/\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b/i.test(text))
    return 'a date decides'
  if (
    /[<>]|\b(?:with|without|if|when|where|using|use|uses|only|install|installed|including|running|connection|in conjunction|configuration|function state|mit|ohne|wenn|falls|nur)\b/i.test(
      text,
    )
  )
    return 'a condition that no version shows'
  if (/\bMLFB\b/i.test(text) || isOrderNumber(text.trim())) return 'an order number or type, not a version'
  return 'words that are no version'
}
