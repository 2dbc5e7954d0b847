/** Another way to say a name that an advisory writes. */
export interface NameForm {
  text: string
  rule: 'list' | 'name-alias' | 'name-brand'
  /** why it is the same, in words */
  because: string
  /** the series that the form leaves out */
  series?: string
}

const mostForms = 48

/** The other names that a plain name stands for; most have none. */
export function formsOf(plain: string): NameForm[] {
  const forms: NameForm[] = []
  if (!/\d|\(/.test(plain)) return forms
  for (const text of [...alternatives(plain), ...listed(plain), ...bracketed(plain), ...optional(plain)]) {
    if (text !== plain) forms.push({ text, rule: 'list', because: `one of those in ${plain.slice(0, 120)}` })
  }
  for (const text of [...abbreviated(plain), ...former(plain)]) {
    forms.push({ text, rule: 'name-alias', because: `another name of ${plain.slice(0, 120)}` })
  }
  const own = withoutSeries(plain)
  if (own)
    forms.push({
      text: own.rest,
      rule: 'name-brand',
      because: `the model number is the same; only the advisory names the series ${own.series}`,
      series: own.series,
    })
  return forms.slice(0, mostForms)
}

/** `SIPROTEC 5 7SJ85` is a 7SJ85, `S7-1500 CPU 1516-3` a CPU 1516-3: the series in front and the name without it. */
export function withoutSeries(plain: string): { series: string; rest: string } | undefined {
  const words = plain.split(' ')
  for (let at = 1; at < words.length && at < 6; at++) {
    const series = words.slice(0, at).join(' ')
    if (!/\d/.test(series) || /siplus/i.test(series) || words[at - 1]!.endsWith(',')) continue
    const [word, next] = [words[at]!, words[at + 1] ?? '']
    if (/^(?:iec|ieee|iso|din)$/i.test(word)) return undefined
    const begins = /^[a-z]*\d[\w-]*/i.test(word)
      ? word
      : /^[a-z]{2,4}$/i.test(word) && /^\d/.test(next)
        ? word + next
        : ''
    if (begins.replace(/\D/g, '').length < 3 && !/^\d[a-z]{2}\d\d/i.test(begins)) continue
    if (/^v?\d+(?:\.|$)/i.test(begins)) continue
    return { series, rest: words.slice(at).join(' ') }
  }
  return undefined
}

/** `Stratix 5400/5410`, `R00/01/02CPU`, `AFS660/665C`, `232/422/485`: figures with slashes are one of each. */
function* alternatives(plain: string): Iterable<string> {
  const found = /(?<![\w/-])([A-Za-z-]*)(\d{2,5})((?:\/\d{2,5})+)(?![\d/])/.exec(plain)
  if (!found) return
  const [all, letters = '', first = '', more = ''] = found
  const numbers = [first, ...more.slice(1).split('/')]
  // `3701/60` is one number: alternatives have as many figures each, or letters in front say what they belong to.
  if (numbers.some(number => number.length !== first.length) && !/[A-Za-z]$/.test(letters)) return
  for (const number of numbers) {
    yield plain.slice(0, found.index) + letters + number + plain.slice(found.index + all.length)
  }
}

const model = '[A-Za-z]{0,6}-?\\d[\\w-]*'
const link = '(?:\\s?[,/&;]\\s?(?:and )?|\\s(?:and|or|&)\\s|\\s)'
const list = new RegExp(`(?<![\\w-])(${model})((?:${link}(?:${model}|-[\\w-]{1,8}))+)(?![\\w-])`, 'i')

/** Models with commas, `and`, `&`, slashes or blanks between: `CP1E/CP1H`, `EB-50GU-A, -J`, `NPort 5210 5230 and 5232`. */
function* listed(plain: string): Iterable<string> {
  const found = list.exec(plain)
  if (!found) return
  const [all, first = '', more = ''] = found
  const rest = more.split(/\s?[,/&;]\s?(?:and )?|\s(?:and|or|&)\s|\s/i).filter(word => word !== '')
  if (/^v?\d{1,2}$/i.test(first)) return
  const before = plain.slice(0, found.index)
  const after = plain.slice(found.index + all.length)
  // `EA9 EA9-T10CL` is a series and one of it, no list.
  if (!rest.every(word => word.startsWith('-') || (alike(first, word) && !word.startsWith(first)))) return
  yield before + first + after
  for (const word of rest) {
    yield `${before}${word.startsWith('-') ? first.replace(/-[\w]{1,8}$/, '') + word : word}${after}`
  }
}

/** Whether two models of a list are of one kind: both begin with letters, or both are numbers of the same length. */
function alike(one: string, other: string): boolean {
  if (/^[A-Za-z]/.test(one))
    return /^[A-Za-z]+-?\d/.test(other) && /^[A-Za-z]/.exec(one)![0] === /^[A-Za-z]/.exec(other)![0]
  return /^\d{3,5}$/.test(one) && other.length === one.length
}

/** `GOT2000 (Models GT21, GT23)`, `Network Integration Engine (NIE55/NIE59)`: two models or more in brackets. */
function* bracketed(plain: string): Iterable<string> {
  const found = /\((?:models? |including )?([A-Z][A-Z-]*\d[\w-]*(?:\s?[,/]\s?(?:and )?[A-Z][A-Z-]*\d[\w-]*)+)\)/i.exec(
    plain,
  )
  if (!found || /^v\d/i.test(found[1]!)) return
  const models = found[1]!.split(/\s?[,/]\s?(?:and )?/)
  if (models.some(model => model.replace(/\D/g, '').length < 2 || model.length < 4)) return
  for (const model of models) {
    yield model
    yield `${plain.slice(0, found.index)} ${model}`
  }
}

/** `R120(EN)CPU`, `RJ71GP21(S)-SX`: letters in brackets against a model are there or not. */
function* optional(plain: string): Iterable<string> {
  const found = /(?<=[A-Z\d-])\((-?[A-Z]{1,3})\)/i.exec(plain)
  if (!found || found[1]!.toLowerCase() === 'r') return
  const after = plain.slice(found.index + found[0].length)
  if (!/\d/.test(plain.slice(0, found.index))) return
  yield plain.slice(0, found.index) + after
  yield plain.slice(0, found.index) + found[1]! + after
}

/** `Totally Integrated Automation Portal (TIA Portal)` is the TIA Portal, `View Machine Edition (ME)` is View ME. */
function* abbreviated(plain: string): Iterable<string> {
  const found = /^([^()]+) \(([A-Z]{2,6})\b([^()]*)\)(.*)$/.exec(plain)
  if (!found) return
  const [, head = '', short = '', inside = '', tail = ''] = found
  const words = head.trim().split(' ')
  for (let at = 0; at + short.length <= words.length; at++) {
    const run = words.slice(at, at + short.length)
    if (run.map(word => word[0]!.toUpperCase()).join('') !== short) continue
    const behind = words.slice(at + short.length)
    if (inside.trim() !== '' && behind.join(' ').toLowerCase() !== inside.trim().toLowerCase()) continue
    yield [...words.slice(0, at), short, ...behind].join(' ') + tail
    yield head.trim() + tail
    return
  }
}

/** `(formerly known as Indusoft Web Studio)`, `(Previously called RSLinx Enterprise)`. */
function* former(plain: string): Iterable<string> {
  const found = /\((?:formerly|previously|also)(?: (?:known as|called|named))? ([^()]{4,80})\)/i.exec(plain)
  if (found) yield found[1]!
}
