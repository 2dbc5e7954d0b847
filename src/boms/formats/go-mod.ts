import { type NoteList, noteList, Problem, quoted } from '#base'
import { orders, showPurl } from '#identity'
import { type Bom, component, emptyBom } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { type GoModFile, type GoModule, type GoReplace, type GoSums, parseGoMod, parseGoSum } from '../go-mod-file.ts'
import { listsOnlyDirect, standardLibrary } from '../go-toolchain.ts'
import { boundCount, linesOf, machineText, nameOf, textBeside } from '../paper-text.ts'
import { references } from '../reference.ts'
import { cutPaper, noteCut } from '../refused-paper.ts'

/**
 * Go's `go.mod` with the `go.sum` beside it (go.dev/ref/mod). Each module is one component at the version that minimal
 * version selection picks among the file's own requirements, after `exclude` and `replace`. From Go 1.17 on the file
 * lists every module that is needed; before, modules that stand only in go.sum are added at the highest version whose code
 * is there. go.sum's `h1:` is a hash over a folder, which CycloneDX has no algorithm for, so it only confirms.
 * The graph has the project's own (not `// indirect`) requirements: no other edge is stated.
 */
export const goMod: BomFormat = {
  id: 'go-mod',
  label: 'Go go.mod and go.sum',
  kind: 'lockfile',
  versions: [],
  takes: "selected modules, the toolchain's standard library, replace and exclude; go.sum beside it confirms",
  leaves: 'edges between modules, which no file of Go states',
  names: /^go\.mod$/,
  sniff,
  read,
}

const opening = /^(?:\s|\/\/[^\n]*(?:\n|$))*module(?:[ \t]+["`]?[^\s"`()]+["`]?[ \t]*(?:\/\/|[\r\n]|$))/

function sniff(head: Head): boolean {
  if (/^\s*[{[<]/.test(head.text)) return false
  if (goMod.names!.test(head.name)) return true
  if (/\.mod$/.test(head.name)) return /^(?:module|require|go)[ \t]+\S/m.test(head.text)
  return !/\.(?:txt|lock|csv|tsv)$/i.test(head.name) && opening.test(head.text.slice(0, 16384))
}

interface Reading {
  bom: Bom
  notes: NoteList
  file: GoModFile
  sums: GoSums | undefined
  replaces: (module: GoModule) => GoReplace | undefined
  refs: (wanted: string) => string
}

function read(paper: Paper): Bom {
  const notes = noteList()
  const file = parseGoMod(linesOf(machineText(paper), paper))
  for (const { text, line } of file.odd)
    notes.add('line-not-understood', `${quoted(text)} is no directive of go.mod`, `line ${line}`)
  if (file.known === 0 && file.odd.length > 0) throw notGoMod(paper, file.odd[0]!)
  if (file.open !== undefined) throw cutPaper(paper, `in ${quoted(file.open)}`)
  const sumText = textBeside(paper, sumName(paper.name))
  const sums = sumText === undefined ? undefined : parseGoSum(sumText)
  if (!sums && file.requires.length > 0)
    notes.add('no-go-sum', 'no go.sum beside it: the selected versions are not confirmed')
  if (sums && sums.odd > 0)
    notes.add('go-sum-line-not-understood', `${sums.odd} lines of go.sum are no module, version and hash`)
  if (sumText && !sumText.endsWith('\n')) noteCut(notes, 'the last line of go.sum has no end')
  if (file.known === 0) notes.add('empty', 'nothing is written in it')
  const bom: Bom = emptyBom(goMod.id, notes.notes)
  const reading: Reading = { bom, notes, file, sums, replaces: replacements(file.replaces), refs: references() }
  const subject = component(reading.refs('.'), file.module ?? nameOf(paper))
  subject.type = 'application'
  bom.subject = subject
  const on = takeRequired(reading, paper)
  if (listsOnlyDirect(file.go)) takeSums(reading, paper)
  on.push(...takeStandardLibrary(reading))
  bom.dependencies.push({ ref: subject.ref, on })
  return bom
}

function sumName(name: string): string {
  return name.endsWith('.mod') ? `${name.slice(0, -'.mod'.length)}.sum` : 'go.sum'
}

function notGoMod(paper: Paper, odd: { text: string; line: number }): Problem {
  return new Problem(
    'boms/not-go-mod',
    `Cannot read ${nameOf(paper)}: ${quoted(odd.text)} is no directive of go.mod at line ${odd.line}`,
    {
      wanted: 'module, go, require, replace or exclude',
      found: quoted(odd.text),
      at: `line ${odd.line}`,
    },
  )
}

/** Refs of what the project asks for itself. */
function takeRequired(reading: Reading, paper: Paper): string[] {
  const { file, notes } = reading
  const excluded = new Set(file.excludes.map(({ path, version }) => `${path}@${version}`))
  const selected = new Map<string, { version: string | undefined; indirect: boolean; at: string }>()
  for (const { path, version, line, indirect } of file.requires) {
    const at = `line ${line}`
    const out = version !== undefined && excluded.has(`${path}@${version}`)
    if (out)
      notes.add(
        'version-excluded',
        `${quoted(path)} ${version} is excluded by the file itself: which one is taken instead is not stated`,
        at,
      )
    if (version === undefined) notes.add('version-not-stated', `${quoted(path)} stands there without a version`, at)
    else if (!/^v\d+\.\d+\.\d+/.test(version))
      notes.add('version-not-canonical', `${quoted(path)} asks for ${quoted(version)}, which is no version`, at)
    const now = { version: out ? undefined : version, indirect, at }
    const before = selected.get(path)
    if (before)
      notes.add('required-twice', `${quoted(path)} is required more than once: the highest version is selected`, at)
    const better = !before || higher(now.version, before.version)
    const direct = !indirect || before?.indirect === false
    selected.set(path, { ...(better ? now : before), indirect: !direct })
    boundCount(selected.size, paper, at)
  }
  const on: string[] = []
  for (const [path, { version, indirect, at }] of selected) {
    const ref = add(reading, { path, version }, at, undefined)
    if (!indirect) on.push(ref)
  }
  return on
}

/** Modules of an old project that only go.sum knows. */
function takeSums(reading: Reading, paper: Paper): void {
  const { file, sums, notes } = reading
  if (!sums) {
    if (file.requires.length > 0)
      notes.add(
        'indirect-not-listed',
        'before Go 1.17 go.mod lists direct requirements only, and there is no go.sum: what they need is not known',
      )
    return
  }
  const known = new Set([...file.requires.map(({ path }) => path), ...file.replaces.map(({ to }) => to.path)])
  for (const [path, versions] of sums.code) {
    if (known.has(path)) continue
    let version: string | undefined
    for (const candidate of versions) if (version === undefined || higher(candidate, version)) version = candidate
    add(reading, { path, version }, undefined, 'from go.sum')
    boundCount(reading.bom.components.length, paper, 'go.sum')
  }
}

function takeStandardLibrary({ bom, file, notes, refs }: Reading): string[] {
  const library = standardLibrary(file.go, file.toolchain)
  if (!library) {
    const stated = file.go ?? file.toolchain
    if (stated !== undefined)
      notes.add(
        'go-version-not-understood',
        `${quoted(stated)} is no release of Go: the standard library is not listed`,
      )
    return []
  }
  const { version, from } = library
  const made = component(refs(`stdlib@${version}`), 'stdlib', version, purlOf('stdlib', version))
  made.label = `Go standard library, from the ${from} directive`
  made.scope = 'required'
  bom.components.push(made)
  return [made.ref]
}

function add(reading: Reading, module: GoModule, at: string | undefined, label: string | undefined): string {
  const { bom, notes, sums, refs } = reading
  const replace = reading.replaces(module)
  const local = replace !== undefined && replace.to.version === undefined
  const taken = replace ? (local ? { path: module.path, version: undefined } : replace.to) : module
  if (replace && local)
    notes.add(
      'replaced-by-folder',
      `${quoted(module.path)} is replaced by the folder ${quoted(replace.to.path)}: no version`,
      `line ${replace.line}`,
    )
  const ref = refs(taken.version === undefined ? taken.path : `${taken.path}@${taken.version}`)
  const made = component(ref, taken.path, taken.version, purlOf(taken.path, taken.version))
  made.at = at
  made.label = replace ? (local ? 'replaced by a folder' : `replaces ${module.path}`) : label
  made.scope = 'required'
  bom.components.push(made)
  if (sums && taken.version !== undefined && !hasSum(sums, taken.path, taken.version))
    notes.add('not-in-go-sum', `${quoted(taken.path)} ${taken.version} is not in go.sum`, at)
  return ref
}

function hasSum(sums: GoSums, path: string, version: string): boolean {
  return sums.code.get(path)?.has(version) || sums.manifest.get(path)?.has(version) || false
}

/** The replacement of a module: one for its version goes before one for all versions. */
function replacements(replaces: readonly GoReplace[]): Reading['replaces'] {
  const found = new Map(replaces.map(replace => [keyOf(replace.from), replace]))
  return module => found.get(keyOf(module)) ?? found.get(keyOf({ path: module.path, version: undefined }))
}

function keyOf({ path, version }: GoModule): string {
  return JSON.stringify([path, version ?? null])
}

function higher(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return b === undefined && a !== undefined
  const order = orders.go.compare(a, b)
  return order === undefined ? orders.go.compare(a, a) !== undefined : order > 0
}

function purlOf(path: string, version: string | undefined): string | undefined {
  const slash = path.lastIndexOf('/')
  const name = path.slice(slash + 1)
  if (name === '') return undefined
  const namespace = slash < 0 ? undefined : path.slice(0, slash)
  return showPurl({ type: 'golang', namespace, name, version, qualifiers: undefined, subpath: undefined })
}
