import { sumLogged } from '../go-sum-log.ts'
import { escapedModule, type Registry } from '../lock-registry.ts'

/** The key of Go's checksum database as every Go has it (cmd/go, modfetch/key.go). */
const sumKey = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'

/**
 * Go's checksum database (go.dev/ref/mod, "Checksum database"): the lines of go.sum for a module. `read` compares what it
 * answers; `vouchers` checks that it stands in the signed tree.
 */
export const golang: Registry = {
  id: 'golang',
  origin: 'https://sum.golang.org',
  path: ({ name, version }) =>
    version === undefined ? undefined : `/lookup/${escapedModule(name)}@${escapedModule(version)}`,
  read(text, { name, version }) {
    const sums = text.split('\n').flatMap(line => {
      const [module, of, sum] = line.split(' ')
      return module === name && (of === version || of === `${version}/go.mod`) && sum !== undefined ? [sum] : []
    })
    return sums.length === 0 ? undefined : { hashes: [], sums }
  },
  /** Go has no statements: that the sums stand in the log that everybody sees is what there is. */
  async vouchers(pin, ask) {
    const answer = await ask(this.path(pin) ?? '', 'text/plain')
    if (answer === undefined) return []
    return sumLogged(pin, answer, path => ask(path, 'application/octet-stream'), sumKey)
  },
}
