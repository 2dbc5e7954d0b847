import { canonicalJson } from '#base'
import { type Bom, type BomFormat, type Component, component, emptyBom, type KeptComponent } from '#boms'
import { habitsOf, isListedSystem } from './bill-habits.ts'
import type { Subject } from './subject.ts'

/**
 * What a judgement takes of the bill that a component stands in, so that it can be made of the component alone: with it `subjectOf`
 * gives a subject of which nobody can tell that the bill is not there.
 */
interface Context {
  /** Its system packages name their sources wherever these have other names. */
  sources?: true
  /** It is the distribution of this name, whose packages are listed beside it. */
  listed?: string
  /** System packages of nobody knows which system are listed. */
  unknownSystem?: true
  /** CPE names of what stands with it. */
  beside?: string[]
}

/** Names that are kept as neighbours: each bill that has others makes another component of the same package. */
const mostNeighbours = 40

const systemType = /^pkg:(deb|rpm|apk)\//
/** Systems and hardware: what conditions are about. */
const platform = /^cpe:(?:2\.3:|\/)[oh]:/

/** What is to be kept with each component of a bill; empty for most. */
export function contextsOf(bom: Bom, kind: BomFormat['kind']): (one: Component) => string {
  if (kind === 'inventory') return () => ''
  let neighbours: Neighbours | undefined
  const neighboursOf = ({ purl }: Component) => {
    neighbours ??= neighboursIn(bom)
    return purl === undefined ? neighbours.all : neighbours.platforms
  }
  return one => {
    const { purl, cpe } = one
    const context: Context = {}
    if (purl === undefined) {
      if (isListedSystem(one, bom)) context.listed = one.name.toLowerCase()
      if (habitsOf(bom).isOfUnknownSystem) context.unknownSystem = true
    } else {
      const type = systemType.exec(purl)?.[1]
      if (type !== undefined && habitsOf(bom).sources.has(type)) context.sources = true
    }
    const beside = cpe === undefined ? [] : neighboursOf(one)
    if (beside.length > 0) context.beside = beside
    return Object.keys(context).length === 0 ? '' : canonicalJson(context)
  }
}

interface Neighbours {
  all: string[]
  platforms: string[]
}

/**
 * All names of a bill where they are few, else those of systems and hardware: a condition about a name that was left out is then not
 * known, which is never wrong.
 */
function neighboursIn(bom: Bom): Neighbours {
  const names = new Set<string>()
  for (const { cpe } of bom.components) if (cpe !== undefined) names.add(cpe)
  if (bom.subject?.cpe !== undefined) names.add(bom.subject.cpe)
  const all = [...names].sort()
  const platforms = all.filter(name => platform.test(name))
  const few = platforms.length > mostNeighbours ? [] : platforms
  return { all: all.length > mostNeighbours ? few : all, platforms: few }
}

const stood = new Map<string, Bom>()
/** Contexts whose bills are held at once. */
const mostStood = 1000

/** A kept component to judge. Paths to the root and places are its bills', and are not there. */
export function subjectOf({ component: one, own, alone, context }: KeptComponent): Subject {
  return { component: one, locations: [], bom: billOf(context), own, alone }
}

/** A bill of which everything that a judgement asks is as in the one that the component stood in. */
function billOf(context: string): Bom {
  let bom = stood.get(context)
  if (bom === undefined) {
    if (stood.size >= mostStood) stood.clear()
    bom = standIn(context === '' ? {} : (JSON.parse(context) as Context))
    stood.set(context, bom)
  }
  return bom
}

function standIn({ sources, listed, unknownSystem, beside = [] }: Context): Bom {
  const components: Component[] = beside.map(cpe => ({ ...component(cpe, cpe), cpe }))
  if (sources) for (const type of ['deb', 'rpm', 'apk']) components.push(packageOf(`pkg:${type}/any/any?upstream=any`))
  if (listed !== undefined) components.push(packageOf(`pkg:deb/${listed}/any`))
  return { ...emptyBom('kept', unknownSystem ? [{ code: 'distribution-unknown', message: '' }] : []), components }
}

function packageOf(purl: string): Component {
  return component(purl, 'any', undefined, purl)
}
