import { isPlain } from './plain-range.ts'
import { type Spelling, spelling } from './spelling.ts'

/** Only a version that begins with a number can carry another mark before it. */
const bare = (text: string) => /^v?(\d.*)$/i.exec(text)?.[1]

function marked(id: string, mark: string): Spelling {
  return spelling('version', id, text => {
    const number = bare(text)
    return number && mark + number
  })
}

/** How a version is written otherwise than in an advisory. */
export const versionSpellings: readonly Spelling[] = [
  marked('version-word', 'Version '),
  marked('version-short', 'Ver. '),
  marked('version-fw-colon', 'FW: V'),
  marked('version-release', 'Rel. '),
  marked('version-r', 'R'),
  marked('version-rev', 'Rev. '),
  marked('version-blank', 'V '),
  spelling('version', 'version-padded', text => {
    const number = bare(text)
    if (number === undefined || !isPlain(number) || /(?:^|\.)0\d|\d{3}/.test(number) || !number.includes('.'))
      return undefined
    return `V${number
      .split('.')
      .map(part => part.padStart(2, '0'))
      .join('.')}`
  }),
  spelling('version', 'version-build', (text, { random, atEdge }) => {
    if (atEdge || !isPlain(bare(text) ?? '')) return undefined
    return random.one([
      `v${bare(text)} (Build ${100 + random.whole(900)})`,
      `FW ${bare(text)} build ${571000 + random.whole(999)}`,
    ])
  }),
  spelling('version', 'version-date', (text, { random, atEdge }) =>
    atEdge || !isPlain(bare(text) ?? '')
      ? undefined
      : `V${bare(text)} (20${10 + random.whole(14)}-0${1 + random.whole(9)}-12)`,
  ),
  spelling('version', 'version-comma', text =>
    /^\d+\.\d+$/.test(bare(text) ?? '') ? bare(text)?.replace('.', ',') : undefined,
  ),
  spelling('version', 'version-zero', text =>
    isPlain(bare(text) ?? '') && text.includes('.') ? `${text}.0` : undefined,
  ),
  spelling('version', 'version-tight', text =>
    /[A-Za-z]/.test(bare(text) ?? '') ? text.replace(/ /g, '') : undefined,
  ),
  spelling('version', 'excel-formula', text => `="${text}"`),
  spelling('version', 'excel-apostrophe', text => `'${text}`),
  spelling('version', 'version-full-width', text =>
    text.replace(/[\d.]/g, mark => String.fromCharCode(mark.charCodeAt(0) + 0xfee0)),
  ),
  spelling('version', 'version-blanks', text => `\u00a0${text} `),
]
