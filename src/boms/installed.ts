import { type Entry, type Note, type NoteList, noteList } from '#base'
import { type Bom, type Component, component, emptyBom } from './bom.ts'
import type { Paper } from './format.ts'
import { references } from './reference.ts'

/** How a package manager leaves packages on a disk, each with a paper of its own. */
export interface InstalledLayout {
  /** Names of folders that hold installed packages; nothing else is looked for in them. */
  readonly folder: RegExp
  /** A file in such a folder that lists all that is in it, so that the packages need not be read. */
  readonly list?: string
  /** What an entry of such a folder is; undefined: no package, nor a folder of packages. */
  look(entry: Entry): InstalledEntry | undefined
  /** The package that one paper describes. Throws a Problem when it describes none. */
  package(paper: Paper, notes: NoteList): InstalledPackage
}

/** Paths are seen from the entry; the empty one is the entry itself. */
export interface InstalledEntry {
  /** The package's paper. */
  paper?: string
  /** A folder with packages in it. */
  holds?: string
  /** The real packages stand in here, and links beside it lead to them. */
  store?: boolean
}

/** One package as its paper describes it. */
export interface InstalledPackage {
  component: Component
  /** Under which name others ask for it; undefined: under the name of its folder. */
  key: string | undefined
  /** Names of packages that it needs. */
  asks: readonly string[]
  /** How many more only its makers need: installed for a project of one's own, never with a package. */
  makersNeed: number
}

/** A package and where it was found. */
export interface PlacedPackage extends InstalledPackage {
  /** Path of its paper, as findings show it. */
  location: string
  /** Folder that holds it, and its name there (`@scope/name`). */
  holder: string
  name: string
  /** The folder of the package itself, from which what it needs is looked for upwards. */
  folder: string
}

/** Every place of each component, by ref. */
export type Places = ReadonlyMap<string, string[]>

/**
 * One bill for the packages that a folder holds: equal ones are one component with all their places. What a package needs
 * is the nearest copy upwards, as Node looks for it; where none is (links are not followed), the only copy there is. The
 * subject is the folder, which needs what nothing else in it does.
 */
export function installedBill(
  format: string,
  folder: string,
  packages: readonly PlacedPackage[],
): { bom: Bom; places: Places } {
  const refs = references()
  const subject = component(refs('.'), folder)
  subject.type = 'application'
  const components = new Map<string, Component>()
  const places = new Map<string, string[]>()
  const tree = copies()
  const refOf = packages.map(({ component: one, location, holder, name, key }) => {
    const identity = JSON.stringify([one.purl ?? one.name, one.version])
    let known = components.get(identity)
    if (!known) {
      known = { ...one, ref: refs(one.purl ?? one.name), at: location }
      components.set(identity, known)
      places.set(known.ref, [])
    }
    places.get(known.ref)!.push(location)
    tree.put(holder, key ?? name, known.ref)
    return known.ref
  })
  const edges = new Map<string, Set<string>>()
  packages.forEach(({ folder: from, asks }, index) => {
    const ref = refOf[index]!
    const on = edges.get(ref) ?? new Set()
    edges.set(ref, on)
    for (const name of asks) {
      const target = tree.find(from, name)
      if (target !== undefined && target !== ref) on.add(target)
    }
  })
  const needed = new Set([...edges.values()].flatMap(on => [...on]))
  const top = [...components.values()].map(({ ref }) => ref).filter(ref => !needed.has(ref))
  return {
    bom: billOf(
      format,
      subject,
      [...components.values()],
      [],
      [{ ref: subject.ref, on: top }, ...Array.from(edges, ([ref, on]) => ({ ref, on: [...on] }))],
    ),
    places,
  }
}

/** The bill of a paper that was named itself: the one package, and a note where what it needs is not known to be there. */
export function billOfOne(format: string, layout: InstalledLayout, paper: Paper): Bom {
  const notes = noteList()
  const { component: one, asks, makersNeed } = layout.package(paper, notes)
  const needed = asks.length + makersNeed
  if (needed > 0)
    notes.add('needs-not-listed', `what it needs is not listed here and was not looked at (packages: ${needed})`)
  return billOf(format, undefined, [{ ...one, ref: one.purl ?? one.name }], notes.notes, [])
}

function billOf(
  format: string,
  subject: Component | undefined,
  components: Component[],
  notes: Note[],
  dependencies: Bom['dependencies'],
): Bom {
  return { ...emptyBom(format, notes), subject, components, dependencies }
}

/** Refs by the folder in which a folder of packages lies, and by name. */
function copies() {
  const near = new Map<string, Map<string, string>>()
  const anywhere = new Map<string, string | undefined>()
  return {
    put(holder: string, name: string, ref: string): void {
      const folder = above(holder)
      const names = near.get(folder) ?? new Map<string, string>()
      near.set(folder, names)
      names.set(name, ref)
      anywhere.set(name, !anywhere.has(name) || anywhere.get(name) === ref ? ref : undefined)
    },
    find(from: string, name: string): string | undefined {
      if (!anywhere.has(name)) return undefined
      for (let folder = from; ; folder = above(folder)) {
        const ref = near.get(folder)?.get(name)
        if (ref !== undefined || folder === '') return ref ?? anywhere.get(name)
      }
    },
  }
}

function above(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}
