// Installs what is missing, on whatever Node is there: `npm start` and `npm test` need nothing done before them.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const lock = join(root, 'package-lock.json')
const ready = join(root, 'node_modules', '.ready')
const busy = join(root, '.installing')
const done = () => existsSync(ready) && statSync(ready).mtimeMs > statSync(lock).mtimeMs

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(
    `Node ${process.versions.node} is too old to install with: 20 or newer is wanted (Millcert then runs on its own Node 24).`,
  )
  process.exit(2)
}
// Through a link the installation would empty the folder of somebody else's checkout.
if (!done() && lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
  console.error(
    `Cannot install: ${join(root, 'node_modules')} is a link, and what it leads to is not what this lockfile wants. Remove the link, then start again.`,
  )
  process.exit(2)
}
if (!done()) install()

function install() {
  // Two first starts at once: one installs, the other waits for it, but not for one that died.
  for (;;) {
    try {
      writeFileSync(busy, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (isLeft()) rmSync(busy, { force: true })
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
      if (done()) return
    }
  }
  try {
    if (done()) return
    console.error('Installing what is missing (once) …')
    const npm = process.env.npm_execpath
    // Never our own Node: the installation deletes it while it runs.
    const node = process.env.npm_node_execpath ?? process.execPath
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const result = npm
      ? spawnSync(node, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
    if (result.status !== 0) {
      console.error(
        `Installing failed (npm ci ended with ${result.status ?? result.error?.message}). Run it again with a network, or with a filled npm cache.`,
      )
      process.exitCode = 2
      return
    }
    const own = join(root, 'node_modules', '.bin', 'node')
    // Some versions of npm leave the link out.
    const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
    if (!existsSync(own) && existsSync(pinned)) symlinkSync(pinned, own)
    if (!existsSync(own)) {
      console.error(
        `There is no pinned Node for ${process.platform}-${process.arch}: install Node 24.15 or newer and run node src/cli/main.ts.`,
      )
      process.exitCode = 2
      return
    }
    execFileSync(own, ['--version'])
    writeFileSync(ready, '')
    const later = new Date(Math.max(Date.now(), statSync(lock).mtimeMs + 1000))
    utimesSync(ready, later, later)
  } finally {
    rmSync(busy, { force: true })
  }
}

/** Whether the lock is that of a process that is there no more, or older than any installation takes. */
function isLeft() {
  try {
    const owner = Number(readFileSync(busy, 'utf8'))
    if (Date.now() - statSync(busy).mtimeMs > 600_000) return true
    if (owner > 0) process.kill(owner, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}
