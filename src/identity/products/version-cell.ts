/*
 * What stands around a version in the cell of an inventory: what a spreadsheet leaves (`="3.1"`, an apostrophe, full-width digits),
 * words for "version" in the languages of plants, the day of release behind it, the hardware's version beside it.
 */

/** A cell's text without what only its bearer put there. */
export function cellText(text: string): string {
  let plain = text
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '')
    // The full-width forms alone: NFKC would also make a footnote's ² a 2.
    .replace(/[\uff01-\uff5e]/g, mark => String.fromCharCode(mark.charCodeAt(0) - 0xfee0))
    .replace(/[\u3002\uff61]|(?<=\d)[·∙](?=\d)/g, '.')
    .replace(/\s+/g, ' ')
    .trim()
  // Excel keeps a text from becoming a number as a formula or behind an apostrophe.
  plain = /^=\s*T?\s*\(?\s*"+([^"]*)"+\s*\)?$/i.exec(plain)?.[1] ?? plain
  return plain
    .replace(/^[=#\s]*['"‘’‚“”„`´«»]+|['"‘’“”`´«»]+$/g, '')
    .replace(/^=(?=\s*v?\d)|[\s;,]+$/gi, '')
    .replace(/ \[([^()[\]]*)\]$/, ' ($1)')
    .replace(/^[([]([^()[\]]*)[)\]]$/, '$1')
    .replace(/^v[:=]\s*(?=\d)/i, 'V')
    .trim()
}

const subject =
  'firmware|firm|software|soft|fw|f/w|sw|s/w|bios|uefi|produkt|product|produit|producto|system|micrologiciel|logiciel|oprogramowania?|oprogramowanie|прошивки|прошивка|по|固件|软件|韌體|軟體|ファームウェア|ソフトウェア|펌웨어|소프트웨어'
const version =
  'versionsstand|versionsnummer|versionsnr|version|versions|versie|versión|versione|versão|versao|versjon|verzió|verze|verzia|versiyon|sürüm|wersja|revisión|revisione|révision|revisão|revision|rev|ausgabe|ausg|stand|release|rel|edition|édition|edición|edizione|issue|build-version|vers|ver|versão|utgåva|utgave|udgave|uitgave|версия|верс|вер|редакция|έκδοση|バージョン|ヴァージョン|リリース|版本|版|버전|릴리스'
const number = 'number|nummer|nr|no|numéro|número|č'

/** Words in front: "FW-Version:", "Firmwarestand", "Stand", "バージョン". At least one of them. */
const before = new RegExp(
  `^(?:(?:(?:${subject})[\\s._-]*)?(?:${version})(?:[\\s._-]*(?:${number}))?|(?:${subject}))(?:(?![\\p{L}])|(?=v\\.?\\s?\\d))(?: is(?= ))?[\\s._:=#/-]*(?=[\\p{L}\\d])`,
  'iu',
)
const behind =
  /(?:\s*[,;]\s*|\s+|(?<=\d)(?=[版버]))\(?(?:installed|installiert|instalado|installé|aktuell|current|currently|final|ga|rtm|stable|lts|firmware|fw|software|sw|bios|version|release|released|ver\.?|x64|x86|(?:32|64)[- ]?bit|版本|版|버전)\)?$/iu

/** A text without words for "version" in front of it and behind it. */
export function withoutWords(text: string): string {
  let plain = text
  for (let i = 0; i < 4; i++) {
    const next = plain.replace(before, '').replace(behind, '').trim()
    if (next === plain || !/\d|^[a-z]{1,2}$/i.test(next)) break
    plain = next
  }
  return plain
}

const hardware =
  'hw|hardware|ausgabestand|hardwarestand|hw-stand|fs|es|e-?stand|erzeugnisstand|funktionsstand|bl|boot|bootloader|fpga|cpld|pcb|board'
const label = new RegExp(
  `(?<=^|[\\s/;,|(+&])(?:(${hardware})|(firmware|fw)|(software|sw)|(bios|uefi|os|app|driver|treiber))(?![\\p{L}])(?:[-\\s]*(?:version|stand|rev|revision|ver))?[\\s.:=_-]*(?=(?<=fw[\\s.:=_-]+|firmware[\\s.:=_-]+)[a-z]|[vr]?\\.?\\s?\\d|[a-z]\\b)`,
  'giu',
)

/**
 * Of several components in one cell the firmware's: "HW 3 / FW V4.5" is 4.5. Undefined where another program's version stands
 * beside it, or none that is not the hardware's.
 */
export function ownPart(text: string): string | undefined {
  const labels = [...text.matchAll(label)]
  if (labels.length === 0) return text
  const parts = labels.map((found, i) => ({
    kind: found[1] ? 'hardware' : found[4] ? 'other' : 'own',
    text: text.slice(found.index, labels[i + 1]?.index ?? text.length),
  }))
  const first = text.slice(0, labels[0]!.index)
  if (/\d/.test(first)) parts.unshift({ kind: 'own', text: first })
  const programs = parts.filter(({ kind }) => kind !== 'hardware')
  if (programs.length !== 1) return undefined
  if (parts.length === 1) return text
  const [own] = programs
  const bare = own!.text.replace(/^[\s/;,|(+&)-]+|[\s/;,|(+&-]+$/g, '')
  return bare.includes('(') ? bare : bare.replace(/[\s)]+$/, '')
}

/**
 * A text without the product's own words in front of its versions: "WinAC RTX 2010 SP3" of the SIMATIC WinAC RTX. Only whole
 * words that all stand in the product's name, right before a version; a number of the name only before a `V` or another number
 * ("STEP 7 V5.4").
 */
export function withoutProduct(text: string, product: string): string {
  const known = new Set(wordsOf(product))
  const chunks = text.split(' ')
  const kept: string[] = []
  let own: string[] = []
  for (const [i, chunk] of chunks.entries()) {
    const bare = chunk.replace(/^[<>=]+/, '')
    const words = wordsOf(bare)
    const numbered = /^\d+$/.test(bare) && (own.length > 0 ? /^v?\.?\d/i : /^v\.?\d/i).test(chunks[i + 1] ?? '')
    const named = /\p{L}{2}|\p{L}\d/u.test(bare) && !/^[vr]\.?\d/i.test(bare)
    if ((numbered || named) && words.every(word => known.has(word))) {
      if (bare !== chunk) kept.push(...own, chunk.slice(0, chunk.length - bare.length))
      own = bare === chunk ? [...own, chunk] : [bare]
      continue
    }
    if (!/^(?:v\.?|r)?\d|^(?:v|versions?|ver\.?|rev\.?|release)$/i.test(bare)) kept.push(...own)
    own = []
    kept.push(chunk)
  }
  return [...kept, ...own].join(' ')
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}
