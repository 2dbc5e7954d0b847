/** Longer texts are cut: nobody names a product so. */
const longest = 200

/** The key of a product of a vendor: spellings that differ in case, blanks and hyphens are one. Empty for a text without a letter or digit. */
export function productKeyOf(text: string): string {
  return text
    .slice(0, longest)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\d)[\s_-]+(?=\d)/g, '-')
    .replace(/[^\p{L}\p{N}.+/-]+|(?<!\d)-|-(?!\d)/gu, '')
    .toWellFormed()
}
