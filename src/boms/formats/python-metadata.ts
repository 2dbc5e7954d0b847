import { type NoteList, noteList, Problem, quoted } from '#base'
import { component } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { billOfOne, type InstalledEntry, type InstalledLayout, type InstalledPackage } from '../installed.ts'
import { statedLicence } from '../licence-form.ts'
import { handText, linesOf, nameOf } from '../paper-text.ts'
import { pypiName, pypiPurl } from '../requirement.ts'

/**
 * The metadata that lies with every installed Python package: `METADATA` in `*.dist-info` (packaging.python.org,
 * "Recording installed projects"), and in older layouts `PKG-INFO` in `*.egg-info`, in `*.egg/EGG-INFO`, or as a file
 * `*.egg-info` itself. Header fields as in mail, up to the first blank line (packaging.python.org, "Core metadata").
 */
const layout: InstalledLayout = {
  folder: /^(?:site|dist)-packages$/,
  look({ name, kind }): InstalledEntry | undefined {
    const ending = /\.(dist-info|egg-info|egg)$/.exec(name)?.[1]
    if (name === 'EGG-INFO' || ending === 'egg-info') return { paper: kind === 'file' ? '' : 'PKG-INFO' }
    if (ending === 'dist-info') return { paper: 'METADATA' }
    return ending === 'egg' ? { holds: '' } : undefined
  },
  package: packageOf,
}

export const pythonMetadata: BomFormat = {
  id: 'python-metadata',
  label: 'METADATA of an installed Python package',
  kind: 'installed',
  versions: [],
  takes: 'one installed distribution: name, version, licence',
  leaves: 'files, extras, ranges of what it needs',
  names: undefined,
  installed: layout,
  sniff,
  read: paper => billOfOne(pythonMetadata.id, layout, paper),
}

function sniff({ text }: Head): boolean {
  return /^Metadata-Version:[ \t]*\d/i.test(text) && /^Name:/im.test(text)
}

function packageOf(paper: Paper, notes: NoteList): InstalledPackage {
  const odd = noteList()
  const fields = headers(linesOf(handText(paper, odd), paper))
  for (const { code, message } of odd.notes) notes.add(code, message, nameOf(paper))
  const name = fields.get('name')?.[0]
  if (name === undefined || !/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name))
    throw new Problem(
      'boms/not-python-metadata',
      `Cannot read ${nameOf(paper)}: no package name: ${quoted(name ?? '')}`,
      {
        wanted: 'a field Name',
        at: 'Name',
      },
    )
  const made = component('', name, fields.get('version')?.[0] || undefined)
  made.at = nameOf(paper)
  made.licenses = licensesOf(fields)
  made.purl = pypiPurl(name, made.version, undefined)
  if (made.version === undefined)
    notes.add('version-not-stated', `${quoted(name)} stands there without a version`, made.at)
  return { component: made, key: pypiName(name), asks: asksOf(fields.get('requires-dist') ?? []), makersNeed: 0 }
}

/** Every header by its name in lower case; lines that start with a blank go on with the one before. */
function headers(lines: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  let last: string[] | undefined
  for (const line of lines) {
    if (line.trim() === '') break
    const field = /^([A-Za-z][A-Za-z0-9-]*):(.*)$/.exec(line)
    if (field) {
      const name = field[1]!.toLowerCase()
      last = found.get(name) ?? []
      found.set(name, last)
      last.push(field[2]!.trim())
    } else if (last) last[last.length - 1] += `\n${line.trim()}`
  }
  return found
}

const longestLicense = 100

/** An SPDX expression where there is one, else the name in `License` (which may hold a whole text), else the classifiers. */
function licensesOf(fields: ReadonlyMap<string, readonly string[]>): string[] {
  const expression = fields.get('license-expression')?.[0]
  if (expression) return [statedLicence(expression)]
  const license = fields.get('license')?.[0]
  if (license && license !== 'UNKNOWN' && license.length <= longestLicense && !license.includes('\n')) return [license]
  return (fields.get('classifier') ?? []).flatMap(text => {
    const parts = text.split(' :: ')
    return parts[0] === 'License' && parts.length > 1 && parts.at(-1) !== 'OSI Approved' ? [parts.at(-1)!] : []
  })
}

/** Names of what is needed; what only an extra needs may be left out. */
function asksOf(requirements: readonly string[]): string[] {
  return requirements.flatMap(text => {
    const name = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/.exec(text)?.[0]
    const marker = text.includes(';') ? text.slice(text.indexOf(';')) : ''
    return name === undefined || /\bextra\s*==/.test(marker) ? [] : [pypiName(name)]
  })
}
