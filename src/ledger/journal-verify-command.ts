import { jsonText, type Note, type Tool, visible } from '#base'
import {
  type CheckpointNote,
  checkpointBytes,
  checkpointKey,
  isSignedBy,
  keptCheckpoint,
  originOf,
  readCheckpoint,
} from './checkpoint.ts'
import type { ChainSeen, Fault } from './journal-check.ts'
import { faultsAgainst, type JournalFile, journalFile } from './journal-file.ts'
import { chainsNamed, checkChain, checkpointsOf, journalIn, signersOf } from './journal-store.ts'
import { type DatabasePlace, openDatabase } from './open.ts'
import { databasePlace, dataFlag, dataFolder, lookInto } from './place.ts'
import { checkTables, type TablesSeen } from './table-check-store.ts'

/** The most checkpoints that a chain of the database is held against. */
const mostCheckpoints = 10_000

/** A checkpoint to hold against, and where it came from. */
interface Outside {
  note: CheckpointNote
  name: string
}

/** What was found out about one chain. */
interface Verdict {
  name: string
  seen: ChainSeen & Pick<JournalFile, 'torn'>
  faults: Fault[]
  /** How many entries a checkpoint vouches for that holds. */
  vouched: number
}

export const verifyTool: Tool = {
  kind: 'tool',
  about: 'Look whether a journal is whole and says what it said',
  more: 'Reads exported files, one chain each, with no database and no network; without FILE it looks into the database itself, at what\neach entry changed, too. The first entry that was changed, lost, moved, repeated or put in is named. That the newest are gone, or that\nall was written again, only a checkpoint shows that was kept elsewhere. Exit code 0, 4 when something is wrong, 3 when the last line of\na file is torn.',
  words: [{ name: 'FILE', about: 'an exported chain', count: 'any' }],
  flags: {
    against: {
      about: 'a checkpoint that was kept elsewhere, as `journal checkpoint` printed it',
      value: 'FILE',
      repeat: true,
    },
    key: { about: 'who has to have signed the checkpoints: a public key, or a file with it', value: 'KEY' },
    ...dataFlag,
    pages: { about: 'look at every page and index of the SQLite file, too' },
    tables: { about: 'hold rows against the entries and digests that vouch for them, and say which have none' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    [
      'journal verify enterprise.jsonl --against printed.checkpoint',
      'is it still what it was when the checkpoint was printed',
    ],
    ['journal verify audit/*.jsonl --key audit/journal.pub', 'a whole export, every checkpoint signed by this key'],
    ['journal verify --data /srv/millcert --pages --tables', 'the database of this machine, while it is used'],
  ],
  async run(world, input) {
    const outside = (input.flags.get('against') ?? []).map(name => ({
      note: keptCheckpoint(world.disk.read(name, checkpointBytes), name),
      name,
    }))
    const keyName = input.flags.get('key')?.at(-1)
    const keyText =
      keyName !== undefined && world.disk.stat(keyName)?.kind === 'file'
        ? Buffer.from(world.disk.read(keyName, checkpointBytes)).toString('utf8')
        : keyName
    const sizes = new Set(outside.map(({ note }) => note.size))
    const verdicts: Verdict[] =
      input.words.length > 0
        ? input.words.map(name => verdictOf(name, journalFile(world.disk.chunks(name), { sizes }), outside))
        : await inDatabase(databasePlace(world, dataFolder(world, input)), outside)
    const faults = [...unsigned(outside, keyText), ...unmatched(outside, verdicts)]
    if (input.flags.has('pages')) faults.push(...(await damagedPages(databasePlace(world, dataFolder(world, input)))))
    const notes: Note[] =
      outside.length > 0 && keyText === undefined
        ? [{ code: 'unsigned', message: 'who signed the checkpoints was not looked at: name the key with --key' }]
        : []
    if (input.flags.has('tables')) {
      const tables = await lookInto(databasePlace(world, dataFolder(world, input)), checkTables)
      faults.push(...tables.faults)
      notes.push(...notesOf(tables))
    }
    world.out(
      input.flags.get('format')?.at(-1) === 'json'
        ? `${asJson(verdicts, faults, notes)}\n`
        : asText(verdicts, faults, notes),
    )
    if (faults.length > 0 || verdicts.some(({ faults }) => faults.length > 0)) return 4
    return verdicts.some(({ seen }) => seen.torn) ? 3 : 0
  },
}

function originSeen({ journal, chain }: ChainSeen): string | undefined {
  return journal === undefined || chain === undefined ? undefined : originOf(journal, chain)
}

/** A chain that is broken itself is not held against anything. One file and checkpoints of another chain are not passed over. */
function verdictOf(name: string, seen: ChainSeen, outside: readonly Outside[]): Verdict {
  const origin = originSeen(seen)
  const own = outside.filter(({ note }) => origin === undefined || note.origin === origin)
  const faults = seen.fault ? [seen.fault] : [...faultsAgainst(seen, own)]
  const vouched = faults.length > 0 ? 0 : Math.max(0, ...own.map(({ note }) => note.size))
  return { name, seen, faults, vouched }
}

function unsigned(outside: readonly Outside[], keyText: string | undefined): Fault[] {
  if (keyText === undefined) return []
  const key = checkpointKey(keyText, '--key')
  return outside
    .filter(({ note }) => !isSignedBy(note, key))
    .map(({ name, note }) => ({
      code: 'unsigned',
      entry: note.size,
      message: `${name} was not signed by the key that was named`,
    }))
}

function unmatched(outside: readonly Outside[], verdicts: readonly Verdict[]): Fault[] {
  const origins = verdicts.map(({ seen }) => originSeen(seen))
  return outside
    .filter(({ note }) => !origins.includes(note.origin) && !origins.includes(undefined))
    .map(({ name, note }) => ({
      code: 'foreign',
      entry: note.size,
      message: `${name} is about ${note.origin}, and nothing that was looked at is`,
    }))
}

/** Every chain of a database, held against its own checkpoints and those from outside. */
export function inDatabase(place: DatabasePlace, outside: readonly Outside[] = []): Promise<Verdict[]> {
  return lookInto(place, async db => {
    const journal = await journalIn(db)
    const keys = (await signersOf(db)).map(text => checkpointKey(text, 'journal_key'))
    const verdicts: Verdict[] = []
    for (const head of await chainsNamed(db)) {
      const own = (await checkpointsOf(db, head.chain, mostCheckpoints)).map(({ note, size }) => {
        const name = `checkpoint ${size} of the database`
        return { note: readCheckpoint(Buffer.from(note), name), name }
      })
      const sizes = new Set([...own, ...outside].map(({ note }) => note.size))
      const verdict = verdictOf(head.chain, await checkChain(db, head, { journal, sizes }), [...own, ...outside])
      for (const { note, name } of own)
        if (!keys.some(key => isSignedBy(note, key)))
          verdict.faults.push({
            code: 'unsigned',
            entry: note.size,
            message: `${name} was not signed by a key of this journal`,
          })
      verdicts.push(verdict)
    }
    return verdicts
  })
}

/** What SQLite itself finds damaged; of PostgreSQL its own programs look at that. */
async function damagedPages(place: DatabasePlace): Promise<Fault[]> {
  if (!('file' in place)) return []
  const connections = await openDatabase({ ...place, make: false })
  try {
    const damage = await connections.file!.damage()
    return damage.map(line => ({ code: 'damaged', entry: 0, message: `the database is damaged: ${line}` }))
  } finally {
    await connections.close()
  }
}

function notesOf({ compared, uncompared }: TablesSeen): Note[] {
  const rows = Object.entries(compared).map(([table, count]) => `${table} (${count})`)
  return [
    { code: 'compared', message: `rows held against the journal: ${rows.join(', ')}` },
    { code: 'uncompared', message: `not compared, no entry has a digest of their rows: ${uncompared.join(', ')}` },
  ]
}

/** Also said by the export. */
export function counted(entries: number): string {
  return `${entries} ${entries === 1 ? 'entry' : 'entries'}`
}

/** A line for each chain, and what is wrong with it. */
export function asText(verdicts: readonly Verdict[], faults: readonly Fault[], notes: readonly Note[]): string {
  const lines = verdicts.flatMap(({ name, seen, faults, vouched }) => [
    faults.length > 0
      ? `bad   ${name}: ${counted(seen.entries)} whole`
      : `${seen.torn ? 'torn ' : 'good '} ${name}: ${counted(seen.entries)}, ${seen.head}${vouched > 0 ? `, ${vouched} of them vouched for` : ''}`,
    ...faults.map(({ message }) => `      ${message}`),
    ...(seen.torn ? [`      ${seen.torn.message}`] : []),
    ...seen.notes.map(({ message }) => `      note: ${message}`),
  ])
  const more = [...faults.map(({ message }) => `bad   ${message}`), ...notes.map(({ message }) => `note  ${message}`)]
  return [...lines, ...more].map(line => `${visible(line)}\n`).join('')
}

function asJson(verdicts: readonly Verdict[], faults: readonly Fault[], notes: readonly Note[]): string {
  const chains = verdicts.map(({ name, seen, faults, vouched }) => ({
    name,
    journal: seen.journal ?? null,
    chain: seen.chain ?? null,
    entries: seen.entries,
    head: seen.head ?? null,
    vouched,
    faults,
    torn: seen.torn ?? null,
    notes: seen.notes,
  }))
  const ok = faults.length === 0 && chains.every(chain => chain.faults.length === 0)
  return jsonText({ schema: 'millcert-journal-verify/1', ok, chains, faults, notes }, 2)
}
