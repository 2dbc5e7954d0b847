// node --import deny-network.mjs: every try to open a connection, to look up a name or to start a program fails, and is written to
// the file MILLCERT_STORY_DENIED, one a line. Listening goes on. What MILLCERT_STORY_ALLOWED begins with may be connected to,
// and an address needs no look-up.

import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const log = process.env.MILLCERT_STORY_DENIED
const allowed = process.env.MILLCERT_STORY_ALLOWED

function denied(what) {
  appendFileSync(log, `${what}\n`)
  throw new Error(`denied: ${what}`)
}

const { connect } = net.Socket.prototype
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args
  const to = typeof options === 'object' ? (options.path ?? `${options.host}:${options.port}`) : String(options)
  if (allowed && String(to).startsWith(allowed)) return connect.apply(this, args)
  return denied(`connect ${to}`)
}
const deny = (module, name) => {
  module[name] = () => denied(name)
}
deny(dgram, 'createSocket')
const { lookup } = dns
dns.lookup = (name, ...args) => (net.isIP(name) ? lookup(name, ...args) : denied(`lookup ${name}`))
for (const name of Object.keys(dns).filter(name => /^(?:lookupS|resolve|reverse)/.test(name))) deny(dns, name)
for (const name of Object.keys(dns.promises).filter(name => /^(?:lookup|resolve|reverse)/.test(name)))
  deny(dns.promises, name)
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'])
  deny(childProcess, name)
syncBuiltinESMExports()
appendFileSync(log, 'watching\n')
