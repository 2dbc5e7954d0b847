import { Buffer } from 'node:buffer'
import { quoted } from '#base'
import type { Feed } from '../feed.ts'
import type { AdvisoryFormat } from '../format.ts'

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
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let at: number | undefined
    let line = 0
    for (let start = 0; start < bytes.length; ) {
      const found = bytes.indexOf(0x0a, start)
      const end = found < 0 ? bytes.length : found
      line++
      // Lines are short; a longer one is refused below, by its first part.
      const text = lines.toString('latin1', start, Math.min(end, start + 300)).trim()
      start = end + 1
      if (text.startsWith('#')) {
        const date = Date.parse(/score_date:([^,\s]+)/.exec(text)?.[1] ?? '')
        if (Number.isFinite(date)) at = date
        continue
      }
      if (text === '' || text.endsWith('cve,epss,percentile')) continue
      const [cve = '', score = '', percentile] = text.split(',')
      const epss = percentile !== undefined && /^\d*\.?\d+(e-?\d+)?$/.test(score) ? Number(score) : Number.NaN
      if (!/^CVE-\d{4}-\d{4,}$/.test(cve) || !(epss >= 0 && epss <= 1))
        into.refused(`${quoted(text)} is not a CVE with a probability`, `line ${line}`)
      else into.signal(at === undefined ? { feed: 'epss', cve, epss } : { feed: 'epss', cve, epss, at })
    }
    if (at === undefined) into.notes.add('no-score-date', 'the file does not say of which day its scores are', 'line 1')
  },
}

export const epss: Feed = {
  id: 'epss',
  about: 'FIRST Exploit Prediction Scoring System',
  reader,
  covers: [],
  maxAge: 30,
  prefixes: [],
  url: id => `https://www.first.org/epss/?cve=${encodeURIComponent(id)}`,
}
