import type { Registry } from '../lock-registry.ts'

/**
 * Go's checksum database (go.dev/ref/mod, "Checksum database"): the lines of go.sum for a module. The signature of its tree is not
 * checked: what is compared is what it answers.
 */
export const golang: Registry = {
  id: 'golang',
  origin: 'https://sum.golang.org',
  // Upper case is written as `!` and lower case, since paths may be kept where case does not count.
  path: ({ name, version }) => (version === undefined ? undefined : `/lookup/${escaped(name)}@${escaped(version)}`),
  read(text, { name, version }) {
    const sums = text.split('\n').flatMap(line => {
      const [module, of, sum] = line.split(' ')
      return module === name && (of === version || of === `${version}/go.mod`) && sum !== undefined ? [sum] : []
    })
    return sums.length === 0 ? undefined : { hashes: [], sums }
  },
}

function escaped(text: string): string {
  return text
    .replace(/[A-Z]/g, letter => `!${letter.toLowerCase()}`)
    .split('/')
    .map(part => encodeURIComponent(part).replaceAll('%2B', '+').replaceAll('%21', '!'))
    .join('/')
}
