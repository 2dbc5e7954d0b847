import { sql } from 'kysely'
import { readManifest } from '#advisories'
import { type Disk, digest, type Input, jsonText, Problem, showTime, type Tool, visible } from '#base'
import { databasePlace, dataFlag, dataFolder, lookInto, type Read, rowsOf } from '#ledger'
import { siteOf } from '#plant'
import type { Signature, Signer } from '#trust'
import { vendorById } from '#vendors'
import { everyKnown } from './file-store.ts'
import { blockedPage, pinsOf } from './station-store.ts'
import { digestAt, folderOf, onStick, type StickStatement, stickText } from './stick.ts'
import { oneProgram } from './stick-program.ts'

/** What the command takes of the world. */
export interface StickPlace {
  readonly disk: Disk
  readonly version: string
  readonly home: { readonly data: string }
  now(): number
  env(name: string): string | undefined
  out(text: string): void
  tools?(): readonly { name: string; path: string }[]
  /** Who signs, as the flags name them. */
  signer(input: Input): Promise<Signer>
  bundle(signer: Signer, signature: Signature): string
}

const usualDays = 30

/** `intake stick`. */
export const stickCommand: Omit<Tool, 'run'> & { run(place: StickPlace, input: Input): Promise<number> } = {
  kind: 'tool',
  about: 'Write what the station of a plant knows onto a stick, to look at files where the plant cannot be asked',
  more: 'The program as one file, a signed database (pins of vendors, what was approved, refused and blocked, the advisories) and a README.\nSigned with the key of the journal, or with --key. The answer names the key: whoever brings it to the laptop another way, and names it\nthere with --key, sees a stick that was changed as a whole, too. A stick that is there already is made anew.',
  words: [{ name: 'DIR', about: 'the folder to write: empty, or an older stick', count: 'one' }],
  flags: {
    ...dataFlag,
    site: { about: 'the site whose decisions it carries, by its code or id; needed', value: 'SITE' },
    days: { about: `for how many days it is good (${usualDays})`, value: 'DAYS' },
    key: { about: 'the private key that signs; left out: that of the journal', value: 'FILE' },
    'passphrase-file': { about: 'a file whose first line is the passphrase of --key', value: 'FILE' },
    program: { about: 'the bundled program, millcert.cjs; left out: the one that runs', value: 'FILE' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['intake stick /media/usb/millcert --site NH', 'of the plant of this machine'],
    ['intake stick stick --site NH --days 7', 'for a week'],
    ['intake stick stick --site NH --key release.key --passphrase-file pass.txt', 'signed with another key'],
  ],
  async run(place, input) {
    const flag = (name: string) => input.flags.get(name)?.at(-1)
    const { disk } = place
    const to = input.words[0]!.replace(/(?<=.)\/+$/, '')
    const data = dataFolder(place, input)
    const days = daysOf(flag('days'))
    if (flag('site') === undefined)
      throw new Problem('cli/usage', 'Cannot make a stick: --site names the site whose decisions it carries')
    mayBeWritten(disk, to)
    const program = programPieces(
      disk,
      flag('program') ?? place.tools?.().find(({ name }) => name === 'millcert')?.path,
    )
    const signer = await place.signer(keyed(disk, input, data))
    const known = await lookInto(databasePlace(place, data), db => knownAt(db, flag('site')!))
    disk.makeFolder(to)
    disk.write(`${to}/${onStick.program}`, program)
    const files = [onStick.program, ...copiedAdvisories(disk, `${data}/advisories`, to)]
    const madeAt = place.now()
    const stick: StickStatement = {
      schema: 'millcert-stick/1',
      tool: { name: 'millcert', version: place.version },
      madeAt,
      until: madeAt + days * 86_400_000,
      ...known,
      files: files.map(path => ({ path, sha256: digestAt(disk, `${to}/${path}`) })),
    }
    const text = stickText(stick)
    const signature = await signer.sign([Buffer.from(text)], onStick.statement)
    disk.write(`${to}/${onStick.statement}`, [text])
    disk.write(`${to}/${onStick.key}`, [signer.open.pem])
    disk.write(`${to}/${onStick.signature}`, [place.bundle(signer, signature), '\n'])
    disk.write(`${to}/${onStick.readme}`, [readme(stick, signer.open.hint)])
    place.out(told(to, stick, signer.open.hint, digest(text), flag('format') === 'json'))
    return 0
  },
}

function daysOf(text: string | undefined): number {
  const days = Number(text ?? usualDays)
  if (Number.isInteger(days) && days > 0 && days <= 3660) return days
  throw new Problem('cli/usage', `Cannot make a stick for --days ${text}: a whole number from 1 to 3660 is wanted`)
}

/** What is there must be a stick: nothing of anybody else's is written over. */
function mayBeWritten(disk: Disk, folder: string): void {
  const there = disk.stat(folder)
  const own = new Set<string>(Object.values(onStick))
  const odd = disk.list(folder)?.find(({ name }) => !own.has(name))?.name
  if (there === undefined || (there.kind === 'folder' && odd === undefined)) return
  throw new Problem('intake/not-a-stick', `Cannot write a stick to ${folder}: ${odd ?? 'something else'} is there`, {
    at: folder,
    next: 'name a new or an empty folder',
  })
}

/** The program as one file: as it is, or put together of the pieces beside it. */
function programPieces(disk: Disk, path: string | undefined): Uint8Array[] {
  if (path === undefined || !path.endsWith('.cjs'))
    throw new Problem(
      'intake/no-program',
      'Cannot make a stick: this program runs from its sources, and is not bundled',
      {
        next: 'bundle it: npm run bundle; or name a bundled one: --program dist/millcert.cjs',
      },
    )
  const folder = folderOf(path)
  const most = 64 * 1024 ** 2
  const names = disk.list(folder)?.filter(({ name, kind }) => kind === 'file' && name.endsWith('.cjs')) ?? []
  if (!names.some(({ name }) => name === 'main.cjs')) return [disk.read(path, most)]
  const parts = names.filter(({ name }) => name !== onStick.program)
  return oneProgram(new Map(parts.map(({ name }) => [name, disk.read(`${folder}/${name}`, most)])))
}

/** The flags, with the key of the journal where none is named. */
function keyed(disk: Disk, input: Input, data: string): Input {
  if (input.flags.has('key')) return input
  const own = `${data}/journal.key`
  if (disk.stat(own)?.kind === 'file') return { ...input, flags: new Map([...input.flags, ['key', [own]]]) }
  throw new Problem('cli/usage', `Cannot sign the stick: the journal has no key at ${own}`, {
    next: 'name one with --key, or let the journal make its own: millcert journal checkpoint',
  })
}

type Known = Pick<StickStatement, 'site' | 'vendors' | 'known' | 'blocked'>

async function knownAt(db: Read, text: string): Promise<Known> {
  const made = await rowsOf(db, sql<object>`select id from migration where id = 'intake/0001'`)
  if (made.length === 0)
    throw new Problem(
      'intake/no-station',
      'Cannot make a stick: the database is of an older version, with no station',
      {
        next: 'start the server of this version once: millcert serve',
      },
    )
  const { id, code, name } = await siteOf(db, 'everywhere', text)
  const vendors: Known['vendors'] = []
  for (const { vendorId, policy, trustedRoot, wants } of await pinsOf(db)) {
    const vendor = await vendorById(db, vendorId)
    if (vendor)
      vendors.push({
        id: vendorId,
        name: vendor.name,
        names: vendor.names,
        pins: { policy, trustedRoot, wants: [...wants] },
      })
  }
  const known = (await everyKnown(db, id)).map(({ sha256, accepted, decided }) => ({
    sha256,
    accepted: accepted ?? null,
    decided: decided ? { ...decided, answers: [...decided.answers] } : null,
  }))
  const blocked = (await blockedPage(db)).map(({ digest, source, reason }) => ({ digest, source, reason }))
  return { site: { id, code, name }, vendors, known, blocked }
}

/** Copies the compiled advisories, where there are some; gives the files that were written. */
function copiedAdvisories(disk: Disk, from: string, to: string): string[] {
  const folder = `${to}/${onStick.advisories}`
  // Of an older stick: no file of it stays that nobody names.
  for (const { name, kind } of disk.list(folder) ?? []) if (kind === 'file') disk.remove(`${folder}/${name}`)
  const manifest = readManifest(disk, from)
  if (!manifest) return []
  disk.makeFolder(folder)
  const held = ['quarantine.json'].filter(name => disk.stat(`${from}/${name}`)?.kind === 'file')
  const names = [...manifest.segments.map(({ file }) => file), 'manifest.json', ...held]
  for (const name of names) disk.write(`${folder}/${name}`, disk.chunks(`${from}/${name}`))
  return names.map(name => `${onStick.advisories}/${name}`)
}

function readme({ site, madeAt, until }: StickStatement, hint: string): string {
  return [
    `Millcert on a stick, of the site ${visible(site.code)}, as of ${showTime(madeAt)}, good until ${showTime(until)}.`,
    `Look at a file with Node 24.15 or newer: node ${onStick.program} intake check FILE --vendor NAME (exit code 0 accept, 3 quarantine, 4 refuse).`,
    `The key that signed it has the SHA-256 ${hint}: compare it with what the plant says, or name the key that you brought another way with --key.`,
    '',
  ].join('\n')
}

function told(folder: string, stick: StickStatement, hint: string, database: string, json: boolean): string {
  const { site, madeAt, until, vendors, known, blocked, files } = stick
  const counts = { vendors: vendors.length, known: known.length, blocked: blocked.length, files: files.length }
  const times = { madeAt: showTime(madeAt), until: showTime(until) }
  if (json)
    return `${jsonText({ schema: 'millcert-intake-stick/1', folder, site: site.code, ...times, key: hint, database, ...counts }, 2)}\n`
  const lines = [
    `${folder}: of ${site.code}, good until ${times.until}`,
    `vendors with pins: ${counts.vendors}; files known: ${counts.known}, blocked: ${counts.blocked}; files beside: ${counts.files}`,
    `signed by the key of SHA-256 ${hint}`,
  ]
  return `${lines.map(visible).join('\n')}\n`
}
