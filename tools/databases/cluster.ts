import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

/** A PostgreSQL of one's own, reached through a socket in a folder that is gone when it stops. */
export interface Cluster {
  /** Of the database `postgres` in it; `addressOf` names others. */
  address: string
  /** Ends it at once, as a crash would; what is committed is there when it is up again. */
  down(): Promise<void>
  up(): Promise<void>
  stop(): Promise<void>
}

/** The newest PostgreSQL that Debian installed; undefined where there is none. */
export function postgresPrograms(): string | undefined {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  const versions = readdirSync(root).filter(name => existsSync(`${root}/${name}/bin/initdb`))
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0]
  return newest === undefined ? undefined : `${root}/${newest}/bin`
}

/** Makes a cluster and starts it; a superuser's is run by the user `postgres`, as it refuses to run as root. */
export async function startCluster(): Promise<Cluster> {
  const programs = postgresPrograms()
  if (programs === undefined) throw new Error('there is no PostgreSQL on this machine')
  const folder = mkdtempSync(join(tmpdir(), 'millcert-postgres-'))
  const owner = userInfo().uid === 0 ? idsOf('postgres') : undefined
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const made = spawnSync(
    `${programs}/initdb`,
    ['-D', `${folder}/data`, '-U', 'millcert', '-A', 'trust', '-E', 'UTF8', '--no-locale'],
    {
      ...owner,
      encoding: 'utf8',
      cwd: folder,
    },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const address = `postgres://millcert@localhost/postgres?host=${encodeURIComponent(folder)}`
  const start = () => startedServer(`${programs}/postgres`, folder, owner)
  let server = start()
  await untilReady(address)
  return {
    address,
    async down() {
      // Signal of postgres for an end without a tidy-up.
      server.child.kill('SIGQUIT')
      await server.gone
    },
    async up() {
      server = start()
      await untilReady(address)
    },
    async stop() {
      server.child.kill('SIGINT')
      await server.gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function startedServer(program: string, folder: string, owner: object | undefined) {
  // It need not outlive the machine: what a commit wrote is there after an end at once, without waiting for a disk.
  const lasting = ['fsync=off', 'full_page_writes=off']
  const settings = ['listen_addresses=', 'max_connections=200', 'shared_buffers=128MB', ...lasting].flatMap(one => [
    '-c',
    one,
  ])
  const args = ['-D', `${folder}/data`, '-k', folder, ...settings]
  const child = spawn(program, args, { ...owner, cwd: folder, stdio: 'ignore' })
  return { child, gone: new Promise(resolve => child.on('close', resolve)) }
}

function idsOf(user: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout)
  return { uid: id('-u'), gid: id('-g') }
}

async function untilReady(address: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: address })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (tries === 200) throw error
      await wait(50)
    }
  }
}

/** The address of another database of a cluster. */
export function addressOf(cluster: string, database: string): string {
  const address = new URL(cluster)
  address.pathname = `/${database}`
  return address.href
}

/** Makes an empty database in a cluster and gives its address. */
export async function newDatabase(cluster: string, name: string): Promise<string> {
  await inCluster(cluster, `create database ${name}`)
  return addressOf(cluster, name)
}

/** Does one statement in a cluster, on a connection of its own. */
export async function inCluster(cluster: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: cluster })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
