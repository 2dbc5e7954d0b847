/** What is installed where, so that a dependency's name can be followed to the copy that Node would load. */
export interface InstalledTree {
  /** `path` is a place such as `node_modules/a/node_modules/@b/c`. */
  put(path: string, ref: string): void
  /** A finder for one importing package: Node's walk from its folder upwards, the nearest `node_modules` first. */
  from(path: string): (name: string) => string | undefined
}

/** Deeper places are not looked for: bounds the work of a hostile path (a path of Linux has at most 4096 bytes). */
const deepest = 200
const longest = 4096

export function installedTree(): InstalledTree {
  const folders = new Map<string, Map<string, string>>()
  return {
    put(path, ref) {
      const at = folderAndName(path)
      if (!at) return
      let names = folders.get(at.folder)
      if (!names) {
        names = new Map()
        folders.set(at.folder, names)
      }
      names.set(at.name, ref)
    },
    from(path) {
      const near: Map<string, string>[] = []
      for (const folder of upwards(path)) {
        const names = folders.get(folder)
        if (names) near.push(names)
      }
      return name => {
        for (const names of near) {
          const ref = names.get(name)
          if (ref !== undefined) return ref
        }
        return undefined
      }
    },
  }
}

/** `x/node_modules/@a/b` → `x` and `@a/b`; undefined for a place that is not in a `node_modules` folder. */
export function folderAndName(path: string): { folder: string; name: string } | undefined {
  const at = path.lastIndexOf('node_modules/')
  if (at < 0 || (at > 0 && path[at - 1] !== '/')) return undefined
  return { folder: path.slice(0, Math.max(0, at - 1)), name: path.slice(at + 'node_modules/'.length) }
}

// A folder outside of the project (`../a`) never sees the project's own node_modules.
function* upwards(path: string): Generator<string> {
  if (path.length > longest) return
  let folder = path
  for (let level = 0; level < deepest && folder !== ''; level++) {
    yield folder
    const slash = folder.lastIndexOf('/')
    folder = slash < 0 ? '' : folder.slice(0, slash)
  }
  if (!path.startsWith('..')) yield ''
}
