import { quoted } from '#base'
import { showPurl } from '#identity'
import { type Bom, component } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { lockBill, put } from '../lock-bill.ts'
import { linesOf, machineText } from '../paper-text.ts'
import { noteCut } from '../refused-paper.ts'

/**
 * Gradle's `gradle.lockfile` (docs.gradle.org, "Locking Versions"): `group:name:version=configuration,configuration`. Direct and
 * transitive dependencies stand there alike, so no graph is stated. What stands in configurations for tests, annotation
 * processors and checks alone is `optional`.
 */
export const gradleLockfile: BomFormat = {
  id: 'gradle-lockfile',
  label: 'gradle.lockfile',
  kind: 'lockfile',
  versions: [],
  takes: 'every module with its version; those of test configurations alone as optional',
  leaves: 'names of configurations; there is no graph and no hash in it',
  names: /^(?:buildscript-|settings-)?gradle\.lockfile$/,
  sniff,
  read,
}

const entry = /^([^\s:=#]+):([^\s:=]+):([^\s:=]+)=([^\s=]*)$/
const shape = /^[A-Za-z_][\w.-]*:[\w.-]+:[^\s:=,]+=[A-Za-z_][\w$.-]*(?:,[\w$.-]+)*[ \t]*\r?$/m

function sniff({ name, text }: Head): boolean {
  if (/^\s*[{[<]/.test(text)) return false
  return (
    gradleLockfile.names!.test(name) ||
    /^# This is a Gradle generated file for dependency locking/m.test(text) ||
    shape.test(text)
  )
}

const aside =
  /^(?:test|androidTest|integrationTest)|Test|[aA]nnotationProcessor|^(?:checkstyle|pmd|spotbugs|jacoco)|^developmentOnly$/

function read(paper: Paper): Bom {
  const bill = lockBill(gradleLockfile.id, paper)
  const { bom, notes, refs } = bill
  let whole = false
  for (const [index, line] of linesOf(machineText(paper), paper).entries()) {
    const at = `line ${index + 1}`
    const text = line.trim()
    whole ||= /^empty=/.test(text)
    if (text === '' || text.startsWith('#') || /^empty=[^=]*$/.test(text)) continue
    const parts = entry.exec(text)
    if (!parts) {
      notes.add('line-not-understood', `${quoted(text)} is no module with its configurations: left out`, at)
      continue
    }
    const [, group, name, version, configurations] = parts
    const made = component(refs(`${group}:${name}:${version}`), name!, version)
    made.group = group
    made.at = at
    const all = configurations!.split(',').filter(one => one !== '')
    if (all.length > 0) made.scope = all.every(one => aside.test(one)) ? 'optional' : 'required'
    made.purl = showPurl({
      type: 'maven',
      namespace: group,
      name: name!,
      version,
      qualifiers: undefined,
      subpath: undefined,
    })
    put(bill, made)
  }
  if (!whole) noteCut(notes, 'the line empty=, which Gradle writes last, is not there')
  if (bom.components.length === 0) notes.add('empty', 'no module is listed')
  return bom
}
