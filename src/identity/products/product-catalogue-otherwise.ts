import { type Answers, isSettled, merge } from './product-catalogue-answers.ts'
import type { NameIndex } from './product-catalogue-names.ts'
import { hasModel } from './product-name.ts'
import type { NameAnswer } from './product-name-judge.ts'
import { withoutAdditions, withoutDescription, withoutMakers } from './product-name-plant.ts'
import { brandsOf, type Respelt, turned, type Vocabulary, withHyphens, writtenOut } from './product-name-respelling.ts'

/**
 * What a plain name that is found nowhere means without what a plant added to it, with its hyphens, written out, or in the
 * maker's order: the first of these by which a name is found, else every family that any of them is of.
 */
export function findOtherwise<Member>(
  index: NameIndex<Member>,
  plain: string,
  ask: (text: string) => Answers<Member>,
): Answers<Member> {
  const found: Answers<Member> = new Map()
  const settles = (answers: Answers<Member>) => {
    merge(found, answers)
    return isSettled(answers) || isMore(answers)
  }
  const asked = ({ text, because }: Respelt, rule: NameAnswer['rule']) => likely(ask(text), rule, because)
  const bare = bareOf(index, plain)
  for (const each of bare) if (settles(asked(each, 'name-more'))) return found
  const start = bare.at(-1) ?? { text: plain, because: '' }
  const { firstWords, worded: words } = index
  const vocabulary: Vocabulary = { hyphened: index.hyphened(), firstWords, words }
  const hyphened = then(start, withHyphens(start.text, vocabulary))
  const long = then(hyphened, writtenOut(hyphened.text, vocabulary))
  for (const one of new Set([hyphened, long])) {
    if (one !== start && settles(asked(one, 'name-spelling'))) return found
    for (const order of turned(one.text, vocabulary))
      if (settles(wholly(asked(then(one, order), 'name-spelling')))) return found
  }
  for (const text of withoutDescription(start.text)) {
    const described = then(start, {
      text,
      because: `the asset also describes it: ${start.text.slice(text.length).trim().slice(0, 80)}`,
    })
    if (settles(ofModel(asked(described, 'name-more')))) return found
  }
  const brands = brandsOf(long.text, vocabulary).map(other => ({ ...then(long, other), brand: other.brand }))
  const meant = brands.map(each => ofBrand(likely(ask(each.text), 'name-spelling', each.because), each.brand))
  const some = meant.filter(answers => answers.size > 0)
  // Where several brands may be meant nobody can tell which.
  for (const answers of some) merge(found, some.length === 1 ? answers : doubted(answers))
  return found
}

/** A text without its maker and without additions, one less each time. */
function bareOf<Member>({ isMaker, isAnyMaker }: NameIndex<Member>, plain: string): Respelt[] {
  const named = withoutMakers(plain, isMaker, isAnyMaker)
  return [...(named === plain ? [] : [named]), ...withoutAdditions(named)].map(text => ({
    text,
    because: `the asset also says ${saidBesides(plain, text)}`,
  }))
}

/** What was taken away in front of a text and behind it. */
function saidBesides(plain: string, text: string): string {
  const at = plain.indexOf(text)
  if (at < 0) return plain
  return [plain.slice(0, at), plain.slice(at + text.length)]
    .map(part => part.trim())
    .join(' ')
    .trim()
}

/** Sure answers by another text, none of which is surer than likely; a rule for the very same name. */
export function likely<Member>(answers: Answers<Member>, rule: NameAnswer['rule'], how: string): Answers<Member> {
  const found: Answers<Member> = new Map()
  for (const [entry, { confidence, because, ...answer }] of answers) {
    if (confidence === 'possible') continue
    found.set(entry, {
      confidence: 'likely',
      rule: answer.rule === 'name' ? rule : answer.rule,
      because: `${because || 'the same name'}; ${how}`,
    })
  }
  return found
}

/** Whether a name was found in a text from which a plant's own words were taken. */
function isMore(found: ReadonlyMap<unknown, NameAnswer>): boolean {
  for (const { rule } of found.values()) if (rule === 'name-more') return true
  return false
}

/** Answers to a name that was cut short, which must say a model. */
function ofModel<Member>(answers: Answers<Member>): Answers<Member> {
  return new Map([...answers].filter(([{ name }, { rule }]) => rule === 'name-more' && hasModel(name.head)))
}

const wholeRules: ReadonlySet<NameAnswer['rule']> = new Set(['name-spelling', 'name-line', 'name-variant'])

/** Answers to words in another order, of which none may be passed over: `S150 Control Unit` is more than the S150. */
function wholly<Member>(answers: Answers<Member>): Answers<Member> {
  const whole = [...answers].filter(([, { rule }]) => wholeRules.has(rule))
  return whole.length === 0
    ? new Map()
    : new Map([...answers].filter(([, { rule }]) => wholeRules.has(rule) || rule === 'family'))
}

/** Answers that are of a brand, if any is: the model alone would be found whatever the brand. */
function ofBrand<Member>(answers: Answers<Member>, brand: string): Answers<Member> {
  const has = [...answers].some(([{ name }, { rule }]) => rule !== 'family' && name.head[0]?.text === brand)
  return has ? answers : new Map()
}

function doubted<Member>(answers: Answers<Member>): Answers<Member> {
  return new Map([...answers].map(([entry, answer]) => [entry, { ...answer, confidence: 'possible' }]))
}

/** One reading after another. */
function then(first: Respelt, next: Respelt | undefined): Respelt {
  if (!next) return first
  return { text: next.text, because: first.because === '' ? next.because : `${first.because}; ${next.because}` }
}
