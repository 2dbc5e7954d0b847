import { type BuildOptions, build, type OutputOptions } from 'rolldown'

/**
 * How modules become files so that a scan loads four and not fifty, each of which costs a tenth of a millisecond and more: what every
 * command starts with in one, what else a scan needs in another. Found by making the program once without writing it.
 *
 * @param program how it is made, without its output
 * @param scan the path of what answers a scan, which `main.ts` imports when it is asked for
 */
export async function scanPiece(
  program: BuildOptions,
  output: OutputOptions,
  scan: string,
): Promise<OutputOptions['codeSplitting']> {
  const made = await build({ ...program, output, logLevel: 'silent', write: false })
  const chunks = made.output.filter(one => one.type === 'chunk')
  const byName = new Map(chunks.map(chunk => [chunk.fileName, chunk]))
  const modulesFrom = (name: string, into: Set<string>, seen = new Set<string>()): Set<string> => {
    const chunk = byName.get(name)
    if (chunk === undefined || seen.has(name)) return into
    seen.add(name)
    for (const id of chunk.moduleIds) into.add(id)
    for (const imported of chunk.imports) modulesFrom(imported, into, seen)
    return into
  }
  const start = chunks.find(({ isEntry }) => isEntry)
  const asked = chunks.find(({ facadeModuleId }) => facadeModuleId === scan)
  if (start === undefined || asked === undefined) throw new Error(`${scan} is loaded by no import of its own`)
  const first = modulesFrom(start.fileName, new Set())
  const later = modulesFrom(asked.fileName, new Set())
  return {
    groups: [
      { name: 'start', test: id => first.has(id) },
      { name: 'scan', test: id => later.has(id) && !first.has(id) },
    ],
  }
}
