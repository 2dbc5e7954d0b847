import { type BuildOptions, build, type OutputOptions } from 'rolldown'

/**
 * How modules become files so that a scan loads five and not fifty, each of which costs a tenth of a millisecond and more: what every
 * command starts with in one, what else a scan needs in others. Found by making the program once without writing it.
 *
 * @param program how it is made, without its output
 * @param scan the path of what answers a scan, which is imported when it is asked for
 * @param lighter paths of what else is imported so and needs less: a file of what it has in common with a scan, so that it loads no more
 */
export async function scanPieces(
  program: BuildOptions,
  output: OutputOptions,
  scan: string,
  lighter: Readonly<Record<string, string>>,
): Promise<NonNullable<OutputOptions['codeSplitting']>> {
  const made = await build({ ...program, output, logLevel: 'silent', write: false })
  const chunks = made.output.filter(one => one.type === 'chunk')
  const byName = new Map(chunks.map(chunk => [chunk.fileName, chunk]))
  const modulesFrom = (name: string, into = new Set<string>(), seen = new Set<string>()): Set<string> => {
    const chunk = byName.get(name)
    if (chunk === undefined || seen.has(name)) return into
    seen.add(name)
    for (const id of chunk.moduleIds) into.add(id)
    for (const imported of chunk.imports) modulesFrom(imported, into, seen)
    return into
  }
  const modulesOf = (path: string) => {
    const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId === path)
    if (chunk === undefined) throw new Error(`${path} is loaded by no import of its own`)
    return modulesFrom(chunk.fileName)
  }
  const wanted = modulesOf(scan)
  const start = modulesFrom(chunks.find(({ isEntry }) => isEntry)!.fileName)
  const common = Object.entries(lighter).map(([name, path]) => {
    const modules = modulesOf(path)
    return { name, test: (id: string) => wanted.has(id) && modules.has(id) }
  })
  // A module goes into the first group that it passes.
  const groups = [
    { name: 'start', test: (id: string) => start.has(id) },
    ...common,
    { name: 'scan', test: (id: string) => wanted.has(id) },
  ]
  return { groups: groups.map((group, place) => ({ ...group, priority: groups.length - place })) }
}
