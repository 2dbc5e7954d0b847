import { Buffer } from 'node:buffer'
import { quoted } from '#base'
import { cveNumber } from '../compiled/signals.ts'
import type { Feed } from '../feed.ts'
import type { AdvisoryFormat, Taker } from '../format.ts'

/** FIRST EPSS, the daily CSV: a comment line with the score date, a header, then one CVE a line. */
const reader: AdvisoryFormat = {
  id: 'epss',
  label: 'EPSS',
  versions: ['3', '4'],
  takes: 'CVE and probability, day of the scores',
  leaves: 'percentile (it follows from the probabilities)',
  sniff: ({ text }) => /^\ufeff?(#[^\n]*\n)?cve,epss,percentile\r?\n/.test(text),
  read(file, into) {
    const { bytes } = file
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) as Latin
    const scores = scoresFor(into)
    let line = 0
    for (let start = 0; start < bytes.length; ) {
      const found = bytes.indexOf(0x0a, start)
      const end = found < 0 ? bytes.length : found
      line++
      const comma = plainEnd(lines, start, end)
      if (comma > 0) {
        scores.add(lines.latin1Slice(start, comma), scoreAt(lines, comma + 3), line)
        start = end + 1
        continue
      }
      // Lines are short; a longer one is refused below, by its first part.
      const text = lines.toString('latin1', start, Math.min(end, start + 300)).trim()
      start = end + 1
      if (text.startsWith('#')) {
        const date = Date.parse(/score_date:([^,\s]+)/.exec(text)?.[1] ?? '')
        if (Number.isFinite(date)) scores.day(date)
        continue
      }
      if (text === '' || text.endsWith('cve,epss,percentile')) continue
      const [cve = '', score = '', percentile] = text.split(',')
      const epss =
        percentile !== undefined && score.length <= 32 && /^\d*\.?\d+(e-?\d+)?$/.test(score)
          ? Number(score)
          : Number.NaN
      if (!/^CVE-\d{4}-\d{4,}$/.test(cve) || !(epss >= 0 && epss <= 1))
        into.refused(`${quoted(text)} is not a CVE with a probability`, `line ${line}`)
      else scores.add(cve, epss, line)
    }
    scores.end()
  },
}

/** Gathers scores and gives those of one day together. */
function scoresFor(into: Taker) {
  let at: number | undefined
  let cves: number[] = []
  let epss: number[] = []
  const give = () => {
    if (cves.length === 0) return
    into.scores({ feed: 'epss', at, cves: Uint32Array.from(cves), epss: Float64Array.from(epss) })
    cves = []
    epss = []
  }
  return {
    add(cve: string, score: number, line: number) {
      const number = cveNumber(cve)
      if (number === undefined) {
        into.refused(`${quoted(cve)} has another number than CVEs have`, `line ${line}`)
        return
      }
      cves.push(number)
      epss.push(score)
    },
    /** Of which day (milliseconds since 1970 UTC) the scores are that follow. */
    day(date: number) {
      give()
      at = date
    },
    end() {
      give()
      if (at === undefined)
        into.notes.add('no-score-date', 'the file does not say of which day its scores are', 'line 1')
    },
  }
}

/** Left out of the types, and half the price of `toString`. */
type Latin = Buffer & { latin1Slice(from: number, end: number): string }

const exactDigits = 15

/** Where the comma stands behind the CVE of a line as nearly all are (`CVE-2024-1234,0.00043,0.1`); -1 for any other line. */
function plainEnd(bytes: Buffer, from: number, end: number): number {
  // "CVE-"
  if (bytes[from] !== 0x43 || bytes[from + 1] !== 0x56 || bytes[from + 2] !== 0x45 || bytes[from + 3] !== 0x2d)
    return -1
  const dash = digitsEnd(bytes, from + 4)
  const comma = digitsEnd(bytes, dash + 1)
  if (dash !== from + 8 || bytes[dash] !== 0x2d || comma < dash + 5 || bytes[comma] !== 0x2c) return -1
  if (bytes[comma + 1] !== 0x30 || bytes[comma + 2] !== 0x2e) return -1
  const behind = digitsEnd(bytes, comma + 3)
  const digits = behind - comma - 3
  return digits > 0 && digits <= exactDigits && bytes[behind] === 0x2c && behind < end && comma - from < 30 ? comma : -1
}

function digitsEnd(bytes: Buffer, from: number): number {
  let at = from
  while (bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++
  return at
}

/** The number that the digits behind a point make: so few are exact, and so is their power of ten. */
function scoreAt(bytes: Buffer, from: number): number {
  let value = 0
  let at = from
  for (; bytes[at]! >= 0x30 && bytes[at]! <= 0x39; at++) value = value * 10 + bytes[at]! - 0x30
  return value / 10 ** (at - from)
}

export const epss: Feed = {
  id: 'epss',
  about: 'FIRST Exploit Prediction Scoring System',
  reader,
  covers: [],
  maxAge: 30,
  prefixes: [],
  source: {
    originals: [
      {
        path: 'epss/epss_scores-current.csv.gz',
        url: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz',
        mostBytes: 64 * 1024 ** 2,
      },
    ],
    usual: true,
  },
  url: id => `https://www.first.org/epss/?cve=${encodeURIComponent(id)}`,
}
