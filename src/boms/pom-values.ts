import { child, childText, type PomElement } from './pom-file.ts'

/** A value of a project file: whole, or what in it has none, and why. */
export type PomValue = { value: string } | Missing

interface Missing {
  missing: string
  /** After what is written: `which this file does not define`. */
  why: string
}

const undefinedHere = 'which this file does not define'
const circle = 'which refers to itself'
const tooLong = 'which is too long when it is filled in'

/** Values that grow over this many characters by what they refer to are taken as not defined. */
const longestValue = 4096

const reference = /\$\{([^${}]*)\}/g

/**
 * Fills in `${…}` from the project's own coordinates and properties (Maven, "Introduction to the POM", Project Interpolation).
 * Only what this file states counts: a property of the parent, of settings or of the command line is missing, and one that
 * refers to itself is too.
 */
export function pomValues(project: PomElement): (text: string) => PomValue {
  const parent = child(project, 'parent')
  const known = new Map<string, string>()
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined) known.set(name, value)
  }
  for (const part of child(project, 'properties')?.parts ?? []) known.set(part.name, part.text.trim())
  for (const start of ['project.', 'pom.']) {
    for (const name of ['groupId', 'artifactId', 'version']) {
      put(`${start}parent.${name}`, childText(parent, name))
      put(`${start}${name}`, childText(project, name) ?? (name === 'artifactId' ? undefined : childText(parent, name)))
    }
  }
  for (const name of ['groupId', 'artifactId', 'version']) if (!known.has(name)) put(name, known.get(`project.${name}`))
  const done = new Map<string, PomValue>()
  const fill = (text: string, around: number): PomValue => {
    if (!text.includes('${')) return { value: text }
    let missing: Missing | undefined
    let length = 0
    const value = text.slice(0, longestValue).replace(reference, (whole, name: string) => {
      if (missing || length > longestValue) return whole
      const found = property(name, around)
      if ('missing' in found) missing = found
      const put = 'value' in found ? found.value : whole
      length += put.length
      return put
    })
    if (missing) return missing
    if (text.length > longestValue || value.length > longestValue || length > longestValue)
      return { missing: text.slice(0, 80), why: tooLong }
    return value.includes('${') ? { missing: text.slice(0, 80), why: undefinedHere } : { value }
  }
  const property = (name: string, around: number): PomValue => {
    const before = done.get(name)
    if (before) return before
    const text = known.get(name)
    if (text === undefined) return { missing: name, why: undefinedHere }
    // While it is being filled in it is missing: a circle ends there. Deeper than this nobody writes.
    done.set(name, { missing: name, why: circle })
    const value = around > 20 ? { missing: name, why: tooLong } : fill(text, around + 1)
    if (around <= 20) done.set(name, value)
    else done.delete(name)
    return value
  }
  return text => fill(text, 0)
}
