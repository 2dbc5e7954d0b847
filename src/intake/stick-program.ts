import { Buffer } from 'node:buffer'

/**
 * The program as one file that Node runs, put together of the pieces that it is bundled in: each a function, as CommonJS files become
 * when they are loaded, called by the names that they call each other. The front that looks for them in a folder is none of them.
 */
export function oneProgram(pieces: ReadonlyMap<string, Uint8Array>): Uint8Array[] {
  const text = (part: string) => Buffer.from(part)
  const head = `var found = process.versions.node.split('.').map(Number)
if (found[0] < 24 || (found[0] === 24 && found[1] < 15)) {
  console.error('millcert: Node ' + process.versions.node + ' is too old: 24.15 or newer is wanted')
  process.exit(2)
}
const made = {}
const load = name => {
  if (made[name]) return made[name].exports
  const module = (made[name] = { exports: {} })
  pieces[name](module.exports, wanted => (wanted.startsWith('./') ? load(wanted.slice(2)) : require(wanted)), module, __filename, __dirname)
  return module.exports
}
const pieces = {
`
  const all = [...pieces].flatMap(([name, bytes]) => [text(`${JSON.stringify(name)}: `), bytes, text(',\n')])
  return [text(head), ...all, text("}\nload('main.cjs')\n")]
}
