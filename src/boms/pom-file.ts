import { Buffer } from 'node:buffer'
import { Problem, quoted } from '#base'
import type { Paper } from './format.ts'
import { nameOf } from './paper-text.ts'
import { readXml } from './xml.ts'

/** One element of a project file with what stands in it. */
export interface PomElement {
  name: string
  line: number
  text: string
  parts: PomElement[]
}

/** Children of `project` that say what it is and what it needs; the rest is how it is built and who builds it. */
const kept = new Set([
  'parent',
  'groupId',
  'artifactId',
  'version',
  'properties',
  'dependencies',
  'dependencyManagement',
  'profiles',
  'licenses',
])

/** Children of a profile that are passed over. */
const passedInProfile = new Set(['build', 'reporting', 'modules', 'repositories', 'pluginRepositories'])

/**
 * The `project` element of a Maven project file (Maven, "POM Reference", model 4.0.0 and 4.1.0), whatever its namespace is.
 * Held whole, so within `limits.element`. Throws `boms/not-pom` where the root is another, and what `readXml` throws.
 */
export function pomFile(paper: Paper): PomElement {
  const name = nameOf(paper)
  const open: PomElement[] = []
  let root: PomElement | undefined
  let passed = 0
  let held = 0
  const hold = (size: number, line: number) => {
    held += size
    if (held <= paper.limits.element) return
    throw new Problem(
      'base/too-large',
      `Cannot read ${name}: more than ${paper.limits.element} bytes are kept at line ${line}`,
      {
        at: `line ${line}`,
        next: `raise it with --limit element=${paper.limits.element * 4}`,
      },
    )
  }
  readXml(unicodePieces(paper), paper.limits, name, {
    open({ name: tag, line }) {
      const around = open.at(-1)
      if (passed > 0 || (around && isPassed(around, tag, open.length))) {
        passed++
        return
      }
      if (!around && tag !== 'project') throw notPom(name, tag, line)
      const element: PomElement = { name: tag, line, text: '', parts: [] }
      hold(64 + tag.length, line)
      around?.parts.push(element)
      root ??= element
      open.push(element)
    },
    text(text) {
      const element = passed > 0 ? undefined : open.at(-1)
      if (!element || (element.parts.length > 0 && !/\S/.test(text))) return
      hold(text.length, element.line)
      element.text += text
    },
    close() {
      if (passed > 0) passed--
      else open.pop()
    },
  })
  return root!
}

function notPom(name: string, tag: string, line: number): Problem {
  const at = `line ${line}`
  return new Problem('boms/not-pom', `Cannot read ${name}: ${quoted(tag)} at ${at} is not "project"`, {
    at,
    wanted: '"project"',
  })
}

function isPassed(around: PomElement, tag: string, depth: number): boolean {
  if (depth === 1) return !kept.has(tag)
  return around.name === 'profile' && passedInProfile.has(tag)
}

/** The text of a child without blanks around it; undefined where it is not there or empty. */
export function childText(element: PomElement | undefined, name: string): string | undefined {
  const text = child(element, name)?.text.trim()
  return text === '' ? undefined : text
}

export function child(element: PomElement | undefined, name: string): PomElement | undefined {
  return element?.parts.find(part => part.name === name)
}

/** Elements of a list: `dependency` in `dependencies`. */
export function children(element: PomElement | undefined, list: string, name: string): PomElement[] {
  return child(element, list)?.parts.filter(part => part.name === name) ?? []
}

const latin = /^\s*<\?xml[^>]{0,200}\sencoding\s*=\s*["'](iso-8859-1|latin-?1|windows-1252|cp1252)["']/i

/** Project files are by hand, and many older ones in ISO 8859-1, which every byte is a character of. */
function* unicodePieces(paper: Paper): Iterable<Uint8Array> {
  const declared = latin.exec(paper.text)
  if (!declared) {
    yield* paper.pieces()
    return
  }
  // Piece by piece: in these encodings no character is longer than a byte. The label is written over in the same length.
  const decoder = new TextDecoder('windows-1252')
  const end = declared[0].length
  let seen = ''
  for (const piece of paper.pieces()) {
    if (seen.length >= end) yield Buffer.from(decoder.decode(piece))
    else {
      seen += decoder.decode(piece)
      if (seen.length >= end) yield Buffer.from(seen.replace(declared[1]!, 'utf-8'))
    }
  }
  if (seen.length < end) yield Buffer.from(seen)
}
