/** A convention by which a model's own letters and figures say its family, which plants then leave out. */
interface MemberConvention {
  /** where it comes from */
  about: string
  model: RegExp
  /** not where the name says this: its family, or another one */
  unless: RegExp
  /** the name as the maker's advisories would begin it */
  named(plain: string, model: RegExpExecArray): string
}

const conventions: readonly MemberConvention[] = [
  {
    about: 'ABB, Hitachi Energy: relays REL670, REF615 … are of the Relion series of their figures',
    model: /(?<![\p{L}\d])RE[A-Z][ -]?(6[0-9][015])(?![\d])/iu,
    unless: /relion \d/i,
    named: (_, model) => `Relion ${model[1]} series`,
  },
  {
    about:
      'Siemens: protection devices 7SJ82 to 7SJ89 and their like are SIPROTEC 5; 7SJ80 and 7SJ81 are SIPROTEC Compact',
    model: /(?<![\p{L}\d])[67][A-Z]{2}8[2-9](?![\d])/iu,
    unless: /siprotec/i,
    named: plain => `SIPROTEC 5 ${plain}`,
  },
  {
    about:
      'Siemens: CPU 31x is of the S7-300, 41x of the S7-400, 12xx of the S7-1200, 15xx of the S7-1500; SP, pro: of the ET 200',
    model: /(?<![\p{L}\d])CPU ?(?:([34])1\d|(12|15)\d\d)(?:[CFHTR]{0,2})(?=-\d|[ ,]|$)/iu,
    unless: /S7|ET ?200|SIPLUS|SP\b|pro\b|open controller|software/i,
    named: (plain, model) => `SIMATIC S7-${model[1] ?? model[2]}00 ${plain.replace(/^simatic /i, '')}`,
  },
]

/** What a plain name is called with its family where a convention of its maker says which; undefined for most. */
export function namedWithFamily(plain: string): string | undefined {
  for (const { model, unless, named } of conventions) {
    const found = model.exec(plain)
    if (found && !unless.test(plain)) return named(plain, found)
  }
  return undefined
}
