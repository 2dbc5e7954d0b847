import { inflateSync } from 'node:zlib'

/** The text of each page of a PDF that Chromium printed, in the order in which it is painted: for tests, no reader of any PDF. */
export function textOfPages(pdf: Uint8Array): string[] {
  const source = Buffer.from(pdf).toString('latin1')
  const objects = new Map<string, string>()
  for (const [, id = '', body = ''] of source.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g))
    objects.set(id, body)
  const pages = [...objects.values()].filter(body => /\/Type\s*\/Page\b/.test(body))
  return pages.map(page => {
    const fonts = new Map<string, Map<string, string>>()
    for (const [, name = '', id = ''] of resourceOf(page, objects).matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? '')?.[1]
      if (unicode !== undefined) fonts.set(name, signsOf(streamOf(objects.get(unicode) ?? '')))
    }
    const contents = [...(/\/Contents (\[[^\]]*\]|\d+ 0 R)/.exec(page)?.[1] ?? '').matchAll(/(\d+) 0 R/g)]
    return contents.map(([, id = '']) => paintedBy(streamOf(objects.get(id) ?? ''), fonts)).join('')
  })
}

function resourceOf(page: string, objects: ReadonlyMap<string, string>): string {
  const id = /\/Resources (\d+) 0 R/.exec(page)?.[1]
  const own = id === undefined ? page : (objects.get(id) ?? '')
  const fonts = /\/Font (\d+) 0 R/.exec(own)?.[1]
  return fonts === undefined ? own : (objects.get(fonts) ?? '')
}

function streamOf(object: string): string {
  const start = object.indexOf('stream\n')
  if (start < 0) return ''
  const bytes = Buffer.from(object.slice(start + 7, object.lastIndexOf('\nendstream')), 'latin1')
  return /\/FlateDecode/.test(object.slice(0, start)) ? inflateSync(bytes).toString('latin1') : bytes.toString('latin1')
}

/** What the numbers of a font's glyphs mean, by their four hex digits. */
function signsOf(map: string): Map<string, string> {
  const signs = new Map<string, string>()
  const text = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le')
  for (const [, block = ''] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, from = '', to = ''] of block.matchAll(/<([0-9A-F]{4})>\s*<([0-9A-F]+)>/gi))
      signs.set(from.toUpperCase(), text(to))
  for (const [, block = ''] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, first = '', last = '', to = ''] of block.matchAll(
      /<([0-9A-F]{4})>\s*<([0-9A-F]{4})>\s*<([0-9A-F]{4})>/gi,
    ))
      for (let at = Number.parseInt(first, 16); at <= Number.parseInt(last, 16); at++) {
        const sign = Number.parseInt(to, 16) + at - Number.parseInt(first, 16)
        signs.set(at.toString(16).padStart(4, '0').toUpperCase(), String.fromCharCode(sign))
      }
  return signs
}

function paintedBy(stream: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let signs: ReadonlyMap<string, string> = new Map()
  let text = ''
  for (const [found, font, hex] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-F]+)>|\bET\b/gi)) {
    if (font !== undefined) signs = fonts.get(font) ?? new Map()
    else if (hex !== undefined)
      text += (hex.match(/.{4}/g) ?? []).map(glyph => signs.get(glyph.toUpperCase()) ?? '').join('')
    else if (found === 'ET') text += '\n'
  }
  return text
}
