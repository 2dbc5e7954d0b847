import { z } from 'zod'
import { Problem, quoted, showTime } from '#base'
import { sumBeside, writeBackup } from './backup-command.ts'
import { addJob, listJobs } from './job-store.ts'
import { act, ask, type Scope, type Seen } from './operation.ts'
import { databasePlace } from './place.ts'

/** Where backups lie that the server makes, in the data folder. */
const foldered = (folder: string) => `${folder}/backups`
const named = /^(?!\.)[\w.-]+\.(?:db|jsonl)$/
const jobKind = 'backups.make'
/** Bytes of the sum beside a backup: a digest and a name. */
const mostSum = 1024

const backupShown = z.object({
  file: z.string(),
  size: z.number().describe('in bytes'),
  at: z.string().describe('when it was whole'),
  portable: z.boolean().describe('JSON lines, which go into either kind of database'),
  digest: z.string().describe('of its bytes, as it was written'),
})

export const backups = {
  list: ask({
    about: 'List backups in the folder `backups` of the data folder, and where that is',
    can: 'access.admin',
    takes: z.strictObject({}),
    gives: z.object({
      folder: z.string().describe('the data folder'),
      database: z.enum(['sqlite', 'postgresql']),
      state: z.enum(['idle', 'waiting', 'running', 'failed']).describe('of the one that was ordered last'),
      failure: z.string().nullable(),
      backups: z.array(backupShown),
    }),
    async run({ db, sites, folder, disk, env }) {
      mustBeEverywhere(sites)
      const [last] = await listJobs(db, { kind: jobKind, limit: 1 })
      return {
        folder,
        database: 'file' in databasePlace({ env }, folder) ? ('sqlite' as const) : ('postgresql' as const),
        state: last === undefined || last.state === 'done' ? ('idle' as const) : last.state,
        failure: last?.error ?? null,
        backups: wholeOnes(disk, foldered(folder)),
      }
    },
  }),
  make: act({
    about: 'Order a backup into the folder `backups` of the data folder; it is written beside the answers',
    can: 'access.admin',
    takes: z.strictObject({}),
    gives: z.object({ file: z.string().describe('as it will be called') }),
    async run({ db, sites, folder, env, now, random }) {
      mustBeEverywhere(sites)
      const at = now()
      const kind = 'file' in databasePlace({ env }, folder) ? 'db' : 'jsonl'
      const file = `${showTime(at).replaceAll(':', '')}.${kind}`
      const id = `job-${Buffer.from(random(12)).toString('hex')}`
      await addJob(db, { id, kind: jobKind, subject: 'database', input: { file }, dueAt: at, at })
      return { out: { file }, entry: { object: 'backup', change: { file } } }
    },
  }),
  fetch: act({
    about: 'Fetch a backup, told in the journal: its bytes where application/octet-stream is accepted',
    can: 'access.admin',
    takes: z.strictObject({ file: z.string().min(1).max(200).describe('as backups.list names it') }),
    gives: backupShown,
    gets: {
      about: 'the backup as it was written',
      path: ({ file }, folder) => `${foldered(folder)}/${file}`,
      name: ({ file }) => file,
      digest: ({ digest }) => digest,
    },
    async run({ sites, disk, folder }, { file }) {
      mustBeEverywhere(sites)
      const found = wholeOnes(disk, foldered(folder)).find(one => one.file === file)
      if (found === undefined)
        throw new Problem('ledger/not-found', `Cannot fetch ${quoted(file)}: there is no such backup`, { found: file })
      const { size, digest } = found
      return { out: found, entry: { object: 'backup', change: { fetched: file, size, digest } } }
    },
  }),
}

/** What the house does of it away from the thread that answers. */
export const tasks = {
  /** Writes a backup that was ordered; what a try before left unfinished is written again. */
  'database.backup': async (
    { disk, now, env, folder }: Pick<Seen, 'disk' | 'now' | 'env' | 'folder'>,
    { file }: { file: string },
  ) => {
    if (!named.test(file)) throw new Error(`a backup is not called ${file}`)
    const path = `${foldered(folder)}/${file}`
    disk.makeFolder(foldered(folder))
    if (disk.stat(sumBeside(path))) return { file }
    if (disk.stat(path)) disk.remove(path)
    const { size } = await writeBackup({ disk, now }, databasePlace({ env }, folder), { file: path, portable: false })
    return { file, size }
  },
}

/** Backups with the sum beside them, which is written last; the newest first. */
function wholeOnes(disk: Seen['disk'], folder: string): z.infer<typeof backupShown>[] {
  const names = new Set((disk.list(folder) ?? []).filter(({ kind }) => kind === 'file').map(({ name }) => name))
  return [...names]
    .filter(name => named.test(name) && names.has(sumBeside(name)))
    .map(file => ({ file, seen: disk.stat(`${folder}/${file}`) }))
    .flatMap(({ file, seen }) => {
      const sum = /^[0-9a-f]{64}/.exec(Buffer.from(disk.read(sumBeside(`${folder}/${file}`), mostSum)).toString())
      if (!seen || !sum) return []
      const portable = file.endsWith('.jsonl')
      return [{ file, size: seen.size, at: showTime(seen.modified), portable, digest: `sha256:${sum[0]}` }]
    })
    .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.file < b.file ? 1 : -1))
}

/** A backup holds every site: whoever has a right at some may not. */
function mustBeEverywhere(sites: Scope): void {
  if (sites === 'everywhere') return
  throw new Problem('ledger/outside', 'Cannot do this: a backup is of all sites')
}
