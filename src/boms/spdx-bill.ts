import { quoted } from '#base'
import type { Bom, Dependency } from './bom.ts'
import { checkBom } from './checks.ts'
import {
  type Gathering,
  isDescribed,
  isFile,
  isPackage,
  isSnippet,
  needed,
  needsNothing,
  nothing,
} from './spdx-gather.ts'
import { nameLicenses } from './spdx-license.ts'

/** The bill once everything has come in, with the notes about the whole. */
export function finished(it: Gathering): Bom {
  const { bom } = it
  it.raw = nothing
  it.list = ''
  it.index = -1
  nameUnnamed(it)
  nameLicenses(it)
  scopeComponents(it)
  noteCounts(it)
  bom.dependencies = dependenciesOf(it)
  takeSubject(it)
  checkBom(bom, new Set(), it.paper.now, it.notes)
  return bom
}

function nameUnnamed(it: Gathering): void {
  // Many packages may be called the same: each goes on counting where the one before it ended.
  const counts = new Map<string, number>()
  for (const { component, index } of it.unnamed) {
    const wanted =
      component.version === undefined ? component.name || 'package' : `${component.name}@${component.version}`
    let count = counts.get(wanted) ?? 1
    let ref = count === 1 ? wanted : `${wanted} (${count})`
    while (it.elements.get(ref) !== undefined) ref = `${wanted} (${++count})`
    counts.set(wanted, count)
    component.ref = ref
    it.elements.idOf(ref)
    it.bom.components[index] = component
  }
}

/** Needed only at times, or never at run time, where no relationship needs it otherwise. */
function scopeComponents(it: Gathering): void {
  for (let number = 0; number < it.elements.count; number++) {
    const mark = it.marks[number] ?? 0
    if (!(mark & isPackage) || mark & needed.plain) continue
    const component = it.bom.components[it.owners[number]! - 1]!
    if (mark & needed.optional) component.scope ??= 'optional'
    else if (mark & needed.excluded) component.scope ??= 'excluded'
  }
}

function noteCounts({ notes, fileCount, snippetCount, foreign, foreignDocuments, manyCpes, passed }: Gathering): void {
  const files = fileCount === 0 ? [] : [`${fileCount} ${fileCount === 1 ? 'file' : 'files'}`]
  const snippets = snippetCount === 0 ? [] : [`${snippetCount} ${snippetCount === 1 ? 'snippet' : 'snippets'}`]
  if (fileCount + snippetCount > 0)
    notes.add('files', `${[...files, ...snippets].join(' and ')} listed: they are no components`)
  if (foreign + foreignDocuments > 0)
    notes.add(
      'external-document',
      `external document not resolved: ${foreignDocuments} named, ${foreign} relationships lead into such`,
    )
  if (manyCpes > 0) notes.add('cpe-several', `${manyCpes} packages state more than one CPE: the first is taken`)
  if (passed > 0)
    notes.add('relationships', `${passed} relationships say nothing of what needs what: they are not taken`)
}

/** In the order in which those that need something come up; a file stands for the package it is in. */
function dependenciesOf(it: Gathering): Dependency[] {
  const own = ownNumbers(it)
  const needs = new Map<number, Set<number>>()
  const froms = it.from.values()
  const tos = it.to.values()
  for (let i = 0; i < it.from.length; i++) {
    const from = standing(it, froms[i]!)
    const to = standing(it, tos[i]!)
    if (from < 0 || to < 0 || own.has(from) || own.has(to)) continue
    // What is between a package and its own files is nothing between packages.
    if (from === to && froms[i] !== tos[i]) continue
    const known = needs.get(from)
    if (known) known.add(to)
    else needs.set(from, new Set([to]))
  }
  for (let number = 0; number < it.elements.count; number++)
    if ((it.marks[number] ?? 0) & needsNothing && !needs.has(number) && !own.has(number)) needs.set(number, new Set())
  return Array.from(needs, ([from, to]) => ({ ref: refOf(it, from), on: Array.from(to, one => refOf(it, one)) }))
}

/** Numbers of the ids by which the document calls itself, unless a package has the same: it is no part of what it lists. */
function ownNumbers(it: Gathering): Set<number> {
  const own = new Set<number>()
  for (const id of it.selves) {
    const number = it.elements.get(id)
    if (number !== undefined && !(it.marks[number]! & isPackage)) own.add(number)
  }
  return own
}

/** The package for a file in it; -1 for other files and snippets; itself for a package, and for what nothing is known of. */
function standing(it: Gathering, number: number): number {
  const holder = it.holders[number]!
  if (it.marks[number]! & isPackage) return number
  if (holder > 0) return holder - 1
  return it.marks[number]! & (isFile | isSnippet) ? -1 : number
}

function refOf(it: Gathering, number: number): string {
  const owner = it.owners[number]!
  return owner > 0 ? it.bom.components[owner - 1]!.ref : it.elements.text(number)
}

/**
 * The one package that the document describes is what the bill is about, and no part of itself. One that is alone in its
 * document is what the bill lists.
 */
function takeSubject(it: Gathering): void {
  const described = new Set<number>()
  for (let number = 0; number < it.elements.count; number++) {
    if (!(it.marks[number]! & isDescribed)) continue
    const one = describedIndex(it, number)
    if (one >= 0) described.add(one)
  }
  const { components } = it.bom
  if (described.size > 1)
    it.notes.add('described-several', `${described.size} packages are described: the bill is about none of them alone`)
  if (described.size !== 1 || components.length === 1) return
  for (const index of described) [it.bom.subject] = components.splice(index, 1)
}

/** Index of the component that is described under a number; -1 for anything but a package. */
function describedIndex(it: Gathering, number: number): number {
  if (it.marks[number]! & isPackage) return it.owners[number]! - 1
  if (it.marks[number]! & (isFile | isSnippet)) return -1
  const id = it.elements.text(number)
  if (it.selves.has(id)) return -1
  // Some leave out how an id begins.
  const whole = it.elements.get(`SPDXRef-${id}`)
  if (whole !== undefined && it.marks[whole]! & isPackage) return it.owners[whole]! - 1
  it.notes.add('described-missing', `the document describes ${quoted(id)}, which it does not list`)
  return -1
}
