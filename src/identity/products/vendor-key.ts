/** Names of makers without what papers add to them: legal forms, case, accents, signs, a wrong encoding. */

/** Longer texts are no names of makers: bounds the work that a hostile one can cause. */
export const longestVendor = 400

/** Windows-1252 puts these signs where Latin-1 has control characters. */
const windows = new Map([...'€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'].map((sign, i) => [sign, windowsByte(i)]))

function windowsByte(index: number): number {
  const bytes = [
    0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96,
    0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
  ]
  return bytes[index]!
}

/** UTF-8 that somebody read as Latin-1 or Windows-1252, read again: `GeutebrÃ¼ck` is `Geutebrück`. Other texts stay. */
export function readAgain(text: string): string {
  if (!/[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]/.test(text)) return text
  const bytes: number[] = []
  for (const sign of text) {
    const byte = windows.get(sign) ?? sign.codePointAt(0)!
    if (byte > 0xff) return text
    bytes.push(byte)
  }
  const again = new TextDecoder().decode(Uint8Array.from(bytes))
  return again.includes('\ufffd') ? text : again
}

/** Legal forms of companies, as words without dots: German, English, Romance, Nordic, Slavic, Asian. */
const forms = new Set(
  `ag gmbh mbh kg kgaa ohg ug eg gbr se ev inc incorporated corp corporation co company ltd limited llc llp lp plc pty pte
   sa sas sasu sarl eurl spa srl sapa snc scs slu sl sau sal cv sab nv bv vof cvba bvba sprl ab aktiebolag as asa aps hf
   ehf oy oyj kk gk yk ltda ltd me eireli epp lda spzoo spolka akcyjna sro doo dd ad ood kft zrt nyrt ou uab sia jsc pjsc
   ojsc cjsc ooo zao oao pao ao tbk bhd sdn pt cia gesmbh aktiengesellschaft societa societe anonyme kabushiki kaisha
   holding holdings ооо ао оао зао пао`.split(/\s+/),
)

const inFront = new Set(['ooo', 'ao', 'oao', 'zao', 'pao', 'pt', 'pjsc', 'jsc', 'ооо', 'ао', 'оао', 'зао', 'пао'])

/** The same in the script of their country, in front of or behind the name. */
const eastern = /株式会社|有限公司|股份|有限责任公司|\(株\)|㈱|（株）|주식회사|\(주\)|㈜|有限会社|合同会社/g

const ascii = /^[\x00-\x7f]*$/

/** Words of a name in small letters, without accents, signs and "and". */
export function vendorWords(text: string): string[] {
  const latin = ascii.test(text) ? text : latinOf(readAgain(text))
  return latin
    .toLowerCase()
    .replace(/\bsp\. ?z ?\.?o\. ?o\b\.?|\bsp z o ?o\b/g, 'spzoo')
    .replace(/\bs\.?a\.? de c\.?v\b\.?/g, 'sa')
    .replace(/\b(\p{L})\.(?=\p{L}\b)/gu, '$1')
    .replace(/\b([ao])\/([sy])\b/g, '$1$2')
    .replace(/['’`´]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '' && word !== 'and' && word !== 'und')
}

/** Without trade marks, accents and the forms of other scripts. */
function latinOf(text: string): string {
  return text
    .replace(/[®™©℠]/g, '')
    .normalize('NFKC')
    .replace(eastern, ' ')
    .replace(/ß/g, 'ss')
    .replace(/[øØ]/g, 'o')
    .replace(/[æÆ]/g, 'ae')
    .replace(/[łŁ]/g, 'l')
    .replace(/[đĐ]/g, 'd')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
}

/** Words without the legal forms behind and in front of them, unless nothing else is there. */
export function withoutForms(words: readonly string[]): string[] {
  let start = words[0] === 'the' && words.length > 1 ? 1 : 0
  let end = words.length
  while (end > start + 1 && forms.has(words[end - 1]!)) end--
  while (start < end - 1 && inFront.has(words[start]!)) start++
  return words.slice(start, end)
}

/** Whether a piece of a name is a legal form and no name: the `Ltd.` of `Co., Ltd.`. */
export function isForm(word: string): boolean {
  return forms.has(word)
}
