/** How order numbers are written down in fields and sentences, whoever made the product. */

/** Full-width letters and digits as plain ones, every dash as a hyphen, every blank as a blank; no control characters. */
export function plainWriting(text: string): string {
  return text
    .replace(/[®™©℠]/g, '')
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212\u30fc\ufe63\uff0d]/g, '-')
    .replace(/[\s\u200b\ufeff]+/g, ' ')
    .replace(/[\u0000-\u001f\u007f\u00ad]/g, '')
    .replace(/-(?: ?-){1,80}/g, '-')
    .trim()
}

const label =
  /\b(?:MLFB|order(?:ing)? ?(?:number|no\.?|code)|article ?(?:number|no\.?)|part ?(?:numbers?|no\.?)|cat(?:alog(?:ue)?|\.)? ?(?:number|no\.?)|model ?(?:number|no\.?)|(?:art|best|bestell|artikel|material|sach)\.?-?(?:nummer|nr\.?)|type ?code|type(?= ?=)|P\/N|SKU|OrderNumber)(?: ?[:#=-]|(?= |$|\)))/gi

/** Without the words that announce a number, and the signs they leave at its ends. */
export function withoutLabel(text: string): string {
  return text
    .replace(label, ' ')
    .replace(/ {2,}/g, ' ')
    .replace(/^[ ,;:/-]{1,8}/, '')
    .replace(/[ ,;:(/-]{1,8}$/, '')
}

/** What is left of a sentence whose numbers were taken out: without labels, brackets in which nothing is left, doubled signs. */
export function leftOver(text: string): string {
  return withoutLabel(
    text
      .replace(label, ' ')
      .replace(/ {2,}/g, ' ')
      .replace(/[([] ?(?:(?:,|;|\/|and|or|&) ?){0,40}[)\]]/gi, ' ')
      .replace(/ {1,8}([,;)])/g, '$1')
      .replace(/([([]) {1,8}/g, '$1')
      .replace(/([,;/])(?: {0,4}[,;/]){1,40}/g, '$1')
      .replace(/(?: \*){1,8}$/, ''),
  )
}

/** Without the revision that engineering tools print behind a number: `…-0AB0/V2.9`, `1756-CNB/D 7.015`. */
export function withoutRevision(text: string): string {
  return text.replace(
    /(?:[ ,;/]{1,3}(?:V|FW|HW|FS|REV\.?|ES|E-?STAND)[ :=.]{0,2}\d[\d.]{0,12}| \d{1,3}\.\d{1,3}(?:\.\d{1,3})?)$/i,
    '',
  )
}
