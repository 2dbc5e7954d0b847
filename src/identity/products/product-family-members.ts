import type { NamePiece } from './product-words.ts'

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

/**
 * Siemens' letters for the modules beside a CPU, from the chapters of the S7-1200 and S7-1500 catalogues: communication (CP, CM, CB,
 * CSM, TIM), signal (SM, SB), technology (TM, FM), power (PM, PS), interface (IM), simulator and battery.
 */
const moduleLetters = new Set('cp cm cb csm tim sm sb tm fm pm ps im sim bb'.split(' '))

/** Whether letters are those of a kind of module: no other word misspelt, though one may be near (`CB` of `BC`). */
export function isModuleLetters(word: string): boolean {
  return moduleLetters.has(word)
}

/** Letters of inputs and outputs, which a CPU's own name may say of it too, behind its number. */
const channelLetters = new Set('di dq do ai aq ao'.split(' '))
const moduleWords =
  /\b(?:power supply|(?:signal|communications?|technology|interface|input|output) (?:module|board|processor)|kommunikations(?:prozessor|modul|baugruppe)|stromversorgung|netzteil|signalmodul|signalboard|technologiemodul|interfacemodul)\b/
const cpuWords = new Set('cpu cpus plc plcs sps controller steuerung zentralbaugruppe'.split(' '))

/**
 * Whether a name of an S7 says of itself that it is a module of another kind than a CPU: `S7-1500 CP 1543-1`, `S7-1200 SM 1221`. Not
 * where it says CPU as well, nor behind a CPU's own number (`S7-1516 with CP 1543-1`).
 *
 * @param end where the family's own pieces end
 */
export function isOtherModule(pieces: readonly NamePiece[], end: number): boolean {
  const said = pieces.filter(piece => !piece.bracket)
  if (pieces.some(({ text }) => cpuWords.has(text)) || !said[end - 1]?.text.endsWith('00')) return false
  if (channelLetters.has(said[end]?.text ?? '') || moduleWords.test(said.map(({ text }) => text).join(' '))) return true
  return said.some(({ text, glued }, at) => moduleLetters.has(text) && !glued && !isCpuInside(text, said[at + 1]))
}

/** IM151-7, IM151-8 and IM154-8 are interface modules with a CPU in them. */
function isCpuInside(letters: string, number: NamePiece | undefined): boolean {
  return letters === 'im' && /^15[14]$/.test(number?.text ?? '')
}
