import { Buffer } from 'node:buffer'
import { Problem, quoted } from '#base'
import type { Artifact } from '../artifact.ts'
import { type Check, cannotTell, fail, pass } from '../check.ts'
import type { Envelope, Signed } from '../envelopes.ts'

/** A line: the digest of a file, by its path as it stands there; undefined where the file is the one beside which the list lies. */
interface Line {
  readonly algorithm: string
  readonly hex: string
  readonly path: string | undefined
}

interface SignedChecksums extends Signed {
  readonly lines: readonly Line[]
}

/** A list over a whole distribution. */
const mostBytes = 16 * 1024 ** 2
const mostLines = 200_000

/** Names of algorithms as lists spell them, without case and hyphens, as node:crypto has them. */
const algorithms: Readonly<Record<string, string>> = {
  md5: 'md5',
  sha1: 'sha1',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  sha3256: 'sha3-256',
  sha3384: 'sha3-384',
  sha3512: 'sha3-512',
  blake2b: 'blake2b512',
  blake2b512: 'blake2b512',
  blake2s: 'blake2s256',
  blake2s256: 'blake2s256',
  b2: 'blake2b512',
}
const hexDigits: Readonly<Record<string, number>> = {
  md5: 32,
  sha1: 40,
  sha224: 56,
  sha256: 64,
  sha384: 96,
  sha512: 128,
  'sha3-256': 64,
  'sha3-384': 96,
  'sha3-512': 128,
  blake2b512: 128,
  blake2s256: 64,
}
/** Two files with one digest of these can be made by anybody. */
const broken = new Set(['md5', 'sha1'])
const byLength = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']

const bsd = /^([A-Za-z0-9][A-Za-z0-9-]{1,15}) \((.+)\) = ([0-9a-fA-F]+)$/
const gnu = /^(\\?)([0-9a-fA-F]+)(?: [ *]|[ \t]+)(.+)$/
const alone = /^[0-9a-fA-F]+$/
/** No tool mixes them: letters of both cases are a digest that was changed. */
const oneCase = /^(?:[0-9a-f]+|[0-9A-F]+)$/

/** Lists of checksums as `sha256sum`, `shasum`, `b2sum` and the BSDs write them, and files with one digest (`.sha256` of CSAF). */
export const checksums: Envelope<SignedChecksums> = {
  id: 'checksums',
  label: 'list of checksums',
  proves: 'The file is the one that the list was made of: nothing was lost on the way from who made it',
  provesNot: 'Who made it: whoever could exchange the file could exchange the list; it is as good as the way it came',
  suffixes: ['.sha256', '.sha512', '.sha384', '.sha256sum', '.sha512sum'],
  sniff: ({ text }) => {
    const line = /^(?:\ufeff)?(?:[#;][^\n]*\n|\s*\n)*([^\n]{1,5000})/.exec(text)?.[1]?.trim() ?? ''
    return lineOf(line, '') !== undefined
  },
  read: (bytes, _limits, name) => readList(bytes, name),
  wants: () => ['digest-matches'],
  async check({ lines }, { artifact }) {
    return [
      cannotTell('signature-valid', 'Nobody signed the list: it is as good as the way it came'),
      ...digestChecks(lines, artifact),
    ]
  },
}

function readList(bytes: Uint8Array, name: string): SignedChecksums {
  const wrong = (what: string, at: string) =>
    new Problem('trust/not-checksums', `Cannot read ${name}: ${what} at ${at}`, { at })
  if (bytes.length > mostBytes) throw wrong(`more than ${mostBytes} bytes`, 'its end')
  const texts = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split('\n')
  if (texts.length > mostLines) throw wrong(`more than ${mostLines} lines`, `line ${mostLines}`)
  const lines: Line[] = []
  for (const [index, raw] of texts.entries()) {
    const text = raw.replace(/\r$/, '')
    if (text.trim() === '' || /^[#;]/.test(text)) continue
    const line = lineOf(text, name)
    if (!line) throw wrong(`${quoted(text)} is no checksum`, `line ${index + 1}`)
    lines.push(line)
  }
  if (lines.length === 0) throw wrong('there is no checksum', 'line 1')
  if (lines.length > 1 && lines.some(({ path }) => path === undefined))
    throw wrong(
      'of several checksums one names no file',
      `line ${lines.findIndex(({ path }) => path === undefined) + 1}`,
    )
  return { about: { kind: 'file', digests: [] }, by: { kind: 'nobody' }, said: {}, lines }
}

/** One line; what its digest is of is told by its length where nothing names it, and by the name of the list where lengths are the same. */
function lineOf(text: string, list: string): Line | undefined {
  const [, spelled, bsdPath, bsdHex] = bsd.exec(text) ?? []
  if (spelled !== undefined) {
    const algorithm = algorithms[spelled.toLowerCase().replaceAll('-', '')]
    return algorithm && hexDigits[algorithm] === bsdHex!.length && oneCase.test(bsdHex!)
      ? { algorithm, hex: bsdHex!.toLowerCase(), path: bsdPath }
      : undefined
  }
  const [, escaped, hex, path] = gnu.exec(text) ?? []
  if (hex !== undefined) return lineWith(hex, escaped === '' ? path : unescaped(path!), list)
  return alone.test(text.trim()) ? lineWith(text.trim(), undefined, list) : undefined
}

function lineWith(hex: string, path: string | undefined, list: string): Line | undefined {
  if (!oneCase.test(hex)) return undefined
  const named = /(?:^|[._-])(sha3-?\d{3}|blake2[bs]|b2)(?:sums?)?(?:$|[._-])/i.exec(list)?.[1]
  const wanted = named && algorithms[named.toLowerCase().replaceAll('-', '')]
  const algorithm =
    wanted && hexDigits[wanted] === hex.length ? wanted : byLength.find(one => hexDigits[one] === hex.length)
  return algorithm ? { algorithm, hex: hex.toLowerCase(), path } : undefined
}

/** A name with a line break or a backslash in it, as GNU writes it. */
function unescaped(path: string): string {
  return path.replaceAll(/\\([\\nr])/g, (_, letter: string) => ({ n: '\n', r: '\r' })[letter] ?? '\\')
}

/** What the lines about a file say of it: each of them has to hold, and one of them has to be worth something. */
function digestChecks(lines: readonly Line[], artifact: Artifact): Check[] {
  const own = linesAbout(lines, artifact.name)
  if (own.length === 0)
    return [fail('digest-matches', `The list names ${lines.length} files, and none is called ${artifact.name}`)]
  return own.map(({ algorithm, hex }) => {
    const found = artifact.digest(algorithm)
    if (found === undefined)
      return cannotTell('digest-matches', `The ${algorithm} of ${artifact.name} is not known here`)
    if (found !== hex) return fail('digest-matches', `${artifact.name} has ${algorithm} ${found}, and ${hex} is listed`)
    const strong = own.some(line => !broken.has(line.algorithm))
    return broken.has(algorithm) && !strong
      ? cannotTell(
          'digest-matches',
          `${artifact.name} has the ${algorithm} that is listed, which proves nothing: another file can be made to have it`,
        )
      : pass('digest-matches', `${artifact.name} has the ${algorithm} that is listed, ${hex}`)
  })
}

/** By the whole path where one is the same, else by the last part of it. */
function linesAbout(lines: readonly Line[], name: string): readonly Line[] {
  const [first] = lines
  if (lines.length === 1 && first!.path === undefined) return lines
  const plain = (path = '') => path.replace(/^(?:\.[/\\])+/, '')
  const exact = lines.filter(({ path }) => plain(path) === name)
  return exact.length > 0 ? exact : lines.filter(({ path }) => plain(path).split(/[/\\]/).at(-1) === name)
}
