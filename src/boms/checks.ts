import { type NoteList, quoted, showTime, suspicious } from '#base'
import { type Purl, parsePurl, showPurl } from '#identity'
import type { Bom, Component } from './bom.ts'
import { circlesOf, graphOf } from './graph.ts'

/** Says where in the paper something stands: `rest` is the way below the part being read (`/purl`). */
export interface Where {
  place(rest: string): string
}

/** A bill stated to be younger than now by more than this (in milliseconds) is noted: clocks and time zones differ by less. */
const day = 24 * 3600 * 1000

/** What is odd in one component, and no reason to refuse it: a name that reads as another, a malformed package URL. */
export function checkComponent(component: Component, notes: NoteList, where: Where): void {
  if (suspicious(component.name)) noteSuspicious('name', component.name, notes, where)
  if (component.group !== undefined && suspicious(component.group))
    noteSuspicious('group', component.group, notes, where)
  if (component.version !== undefined && suspicious(component.version))
    noteSuspicious('version', component.version, notes, where)
  if (component.name === '') notes.add('name-empty', 'a component has an empty name', where.place('/name'))
  if (component.purl !== undefined) {
    const purl = parsePurl(component.purl)
    if ('fault' in purl)
      notes.add('purl-malformed', `malformed purl ${quoted(component.purl)}: ${purl.fault}`, where.place('/purl'))
    else if (ambiguous(component.purl))
      notes.add(
        'purl-ambiguous',
        `purl ${quoted(component.purl)} can be read in two ways: it is taken for ${quoted(showPurl(purl))}`,
        where.place('/purl'),
      )
    else if (differ(component.version, purl))
      notes.add(
        'version-differs',
        `version ${quoted(component.version!)} is not that of purl ${quoted(component.purl)}: the purl is judged`,
        where.place('/version'),
      )
  }
}

/** Types whose purl has a digest or a commit for a version (purl-spec, their types). */
const byDigest: ReadonlySet<string> = new Set(['oci', 'docker', 'github', 'bitbucket', 'huggingface'])

/** Whether a component and its purl are of two versions: `v` or `go` in front, and an epoch, which some purls have apart, are not told. */
function differ(version: string | undefined, { type, version: other }: Purl): boolean {
  if (version === undefined || other === undefined || version === other || byDigest.has(type)) return false
  return plainVersion(version) !== plainVersion(other)
}

const plainVersion = (text: string) => text.trim().replace(/^(?:\d+:|(?:v|go)(?=\d))/i, '')

/** Empty segments, `.` and `..`, escaped dots and escaped escapes, two versions: what programs read differently. */
const twoWays = /[^/]\/\/|@[^/]*@|%2[5e]|[/#]\.\.?(?:[/#]|$)/i

function ambiguous(purl: string): boolean {
  // Nearly no purl has any of these, and looking for them is cheaper than the pattern.
  if (!purl.includes('//') && !purl.includes('%2') && !purl.includes('/.') && !purl.includes('#.')) {
    const first = purl.indexOf('@')
    if (first < 0 || purl.indexOf('@', first + 1) < 0) return false
  }
  const query = purl.indexOf('?')
  if (query < 0) return twoWays.test(purl)
  const fragment = purl.indexOf('#', query)
  return twoWays.test(fragment < 0 ? purl.slice(0, query) : purl.slice(0, query) + purl.slice(fragment))
}

function noteSuspicious(what: string, text: string, notes: NoteList, where: Where): void {
  notes.add(
    'suspicious-text',
    `suspicious Unicode in the ${what} ${quoted(text)}: it may read as another ${what}`,
    where.place(`/${what}`),
  )
}

const unsafe = /^(?:javascript|vbscript|data|file|blob|about):/i

/**
 * Notes an address that would do harm where somebody opens it. Browsers skip blanks and control characters before and in
 * a scheme (WHATWG URL, section 4.4), so they do not hide one here.
 */
export function checkUrl(url: string, notes: NoteList, place: () => string): void {
  if (isUnsafeUrl(url)) notes.add('unsafe-url', `unsafe URL scheme in ${quoted(url)}: never made a link`, place())
}

function isUnsafeUrl(url: string): boolean {
  if (url.startsWith('http') || !url.includes(':')) return false
  return unsafe.test(url.slice(0, 200).replace(/[\u0000-\u0020]/g, ''))
}

/** What is odd in a bill as a whole: no components, a date to come, references to nothing, components that need each other. */
export function checkBom(bom: Bom, elsewhere: ReadonlySet<string>, now: number, notes: NoteList): void {
  if (bom.components.length === 0)
    notes.add('no-components', 'no components are listed: nothing can be said about what is in it')
  if (bom.timestamp !== undefined && bom.timestamp > now + day)
    notes.add('timestamp-future', `timestamp in the future: ${showTime(bom.timestamp)}`)
  checkReferences(bom, elsewhere, notes)
  for (const circle of circlesOf(graphOf(bom), 5)) {
    const shown = circle.refs.map(quoted).join(', ')
    const more = circle.size > circle.refs.length ? ` and ${circle.size - circle.refs.length} more` : ''
    const what = circle.size === 1 ? 'a component needs itself' : `cycle: ${circle.size} components need each other`
    notes.add('cycle', `${what}: ${shown}${more}`)
  }
}

function checkReferences(bom: Bom, elsewhere: ReadonlySet<string>, notes: NoteList): void {
  const { refs, owners } = graphOf(bom)
  for (let id = 0; id < refs.count; id++) {
    if (owners[id] !== 0) continue
    const ref = refs.text(id)
    // A BOM-Link speaks of another bill on purpose.
    if (elsewhere.has(ref) || ref.startsWith('urn:cdx:')) continue
    notes.add('dangling-reference', `unresolved ref ${quoted(ref)} in the dependencies: no component has it`)
  }
}
