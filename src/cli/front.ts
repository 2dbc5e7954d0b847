// What dist/millcert.cjs runs after it has seen that Node is new enough.
import { homedir } from 'node:os'
import { piecesOf } from './code-cache.ts'

declare const MILLCERT_CODE: string

/** Later V8 drops what ran at the start alone, and a start that is so small a part needs no help. */
const mostSeconds = 0.7

const pieces = piecesOf(__dirname, keptFile(), name => require(name))
const { isSetForLargeInput } = pieces.load('main.cjs') as typeof import('./main.ts')
process.on('exit', code => {
  // A usage error has loaded nothing worth keeping, under a name that is no command.
  if (code !== 2 && code !== 70 && process.uptime() < mostSeconds && !isSetForLargeInput()) pieces.keep()
})

/** One file a command, a build and a Node, in the user's own folder: whoever can write it decides what Millcert does. */
function keptFile(): string {
  if (process.env['NODE_DISABLE_COMPILE_CACHE']) return ''
  try {
    const cache = process.env['XDG_CACHE_HOME'] || `${homedir()}/.cache`
    const folder = process.env['NODE_COMPILE_CACHE'] || `${cache}/millcert/code`
    const command = /^[a-z]{1,20}$/.exec(process.argv[2] ?? '')?.[0] ?? 'none'
    return `${folder}/${MILLCERT_CODE}-${process.version}-${process.arch}-${command}`
  } catch {
    return ''
  }
}
