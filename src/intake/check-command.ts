import {
  canonicalJson,
  type Disk,
  type Input,
  jsonText,
  type Limits,
  Problem,
  quoted,
  showTime,
  type Tool,
  visible,
} from '#base'
import { placesBeside } from '#trust'
import { type Names, nameKey, vendorNamed } from '#vendors'
import { type FileJudgement, fileCheckMeanings, statedForm, stateOf, usuallyWanted } from './file-check.ts'
import { concluded } from './file-known.ts'
import { type BesidePaper, type FileFound, lookAt } from './file-look.ts'
import { folderOf, knownOn, nameIn, onStick, readStick, type StickStatement } from './stick.ts'

/** What the command takes of the world. */
export interface CheckPlace {
  readonly disk: Disk
  readonly limits: Limits
  readonly version: string
  now(): number
  out(text: string): void
  say(line: string): void
  tools?(): readonly { name: string; path: string }[]
}

const mostPaper = 16 * 1024 ** 2
const mostKey = 64 * 1024
const exits = { accept: 0, quarantine: 3, refuse: 4 } as const

/** `intake check`. */
export const checkCommand: Omit<Tool, 'run'> & { run(place: CheckPlace, input: Input): Promise<number> } = {
  kind: 'tool',
  about: 'Look at a file as the station of the plant does, with nothing but a stick that was made there',
  more: 'Asks no network and no server. The stick is looked at first: signed, not too old, whole; one that is not is refused with exit code 4.\nThen the file: the same checks and the same verdict as at the plant, as of when the stick was made. What was seen is written to the stick,\nwhere it can be written. Exit code 0 when the file is accepted, 3 when it belongs in quarantine, 4 when it is refused.',
  words: [{ name: 'FILE', about: 'what is to go into the plant', count: 'one' }],
  flags: {
    stick: { about: 'the folder of the stick; left out: where this program lies', value: 'DIR' },
    vendor: { about: 'who sent it: the name of a vendor', value: 'NAME' },
    paper: {
      about: 'a bill, a signature or a list of checksums; signatures beside FILE are found',
      value: 'FILE',
      repeat: true,
    },
    digest: { about: 'as whoever handed it over measured it, sha256:… or sha512:…', value: 'DIGEST' },
    package: { about: 'the package URL of what it is, where it is a package', value: 'PURL' },
    key: { about: 'the public key of the plant, brought another way than the stick', value: 'FILE' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['intake check pump.bin --stick E:/millcert --vendor Pressworks', 'the signature beside it'],
    ['intake check setup.exe --vendor Pressworks --paper setup.cdx.json', 'with its bill, from the stick itself'],
    ['intake check pump.bin --stick /media/usb --key plant.pub --format json', 'by a key that was brought another way'],
  ],
  async run(place, input) {
    const flag = (name: string) => input.flags.get(name)?.at(-1)
    const { disk } = place
    const path = input.words[0]!
    const folder = (flag('stick') ?? ownFolder(place)).replace(/(?<=.)[/\\]+$/, '')
    const key = flag('key')
    const pinned = key === undefined ? undefined : { name: key, bytes: disk.read(key, mostKey) }
    const { stick, sha256 } = await readStick({ disk, limits: place.limits, now: place.now() }, folder, pinned)
    const vendor = vendorOn(stick, flag('vendor'))
    const found = await lookAt(place, {
      path,
      name: nameIn(path),
      stated: statedOf(flag('digest')),
      package: flag('package'),
      papers: papersAt(disk, path, input.flags.get('paper') ?? []),
      vendor,
      advisories: `${folder}/${onStick.advisories}`,
    })
    const judged = concluded(found, knownOn(stick, found), vendor?.pins?.wants ?? usuallyWanted)
    const seen = seenOf(place, path, { stick, statement: sha256, vendor: vendor?.name, found, judged })
    place.out(flag('format') === 'json' ? `${jsonText(seen, 2)}\n` : table(seen))
    remember(place, folder, seen)
    return exits[judged.verdict]
  },
}

/** The folder that the program lies in, where it runs from a stick. */
function ownFolder({ tools }: CheckPlace): string {
  return folderOf(tools?.().find(({ name }) => name === 'millcert')?.path ?? '')
}

function statedOf(text: string | undefined): string | undefined {
  if (text === undefined || statedForm.test(text)) return text
  throw new Problem('cli/usage', `Cannot take --digest ${quoted(text)}: sha256: and 64 hex digits are wanted`)
}

function papersAt(disk: Disk, path: string, named: readonly string[]): BesidePaper[] {
  const beside = placesBeside(path).filter(place => disk.stat(place)?.kind === 'file')
  return [...new Set([...named, ...beside])].map(paper => ({
    name: nameIn(paper),
    bytes: disk.read(paper, mostPaper),
  }))
}

function vendorOn({ vendors }: StickStatement, text: string | undefined) {
  if (text === undefined) return undefined
  const names: Names = new Map(vendors.flatMap(one => one.names.map(name => [nameKey(name) ?? name, one] as const)))
  const id = vendorNamed(text, names)?.vendorId ?? text
  const vendor = vendors.find(one => one.id === id)
  // The plant may know the vendor, but who has no pins is not on the stick.
  return vendor ? { name: vendor.name, pins: vendor.pins } : { name: text, pins: undefined }
}

/** What was seen of a file, as it is told and as the stick keeps it. */
export interface FileSeen extends FileJudgement {
  readonly schema: 'millcert-intake-check/1'
  readonly tool: { readonly name: 'millcert'; readonly version: string }
  readonly seenAt: string
  readonly stick: { readonly site: string; readonly madeAt: string; readonly until: string; readonly sha256: string }
  readonly name: string
  readonly size: number
  readonly sha256: string
  readonly sha512: string
  readonly vendor: string | null
}

interface Told {
  stick: StickStatement
  /** Of the statement of the stick, in hex. */
  statement: string
  vendor: string | undefined
  found: FileFound
  judged: FileJudgement
}

function seenOf(
  { version, now }: CheckPlace,
  path: string,
  { stick, statement, vendor, found, judged }: Told,
): FileSeen {
  const { site, madeAt, until } = stick
  const { size, sha256, sha512 } = found
  return {
    schema: 'millcert-intake-check/1',
    tool: { name: 'millcert', version },
    seenAt: showTime(now()),
    stick: { site: site.code, madeAt: showTime(madeAt), until: showTime(until), sha256: statement },
    name: nameIn(path),
    size,
    sha256,
    sha512,
    vendor: vendor ?? null,
    ...judged,
  }
}

function table({ name, verdict, checks, stick }: FileSeen): string {
  const lines = [`${name}: ${stateOf(verdict)}.`]
  for (const { name, outcome, because } of checks) {
    lines.push(`  ${outcome.padEnd(11)}  ${name.padEnd(15)}  ${because}`)
    if (outcome === 'pass') lines.push(`${' '.repeat(32)}It does not prove ${fileCheckMeanings[name].provesNot}`)
  }
  lines.push(`As ${stick.site} knew on ${stick.madeAt}; good until ${stick.until}`)
  return `${lines.map(visible).join('\n')}\n`
}

/** Adds what was seen to the stick; one that cannot be written is said, and changes no verdict. */
function remember({ disk, say }: CheckPlace, folder: string, seen: FileSeen): void {
  const path = `${folder}/${onStick.seen}`
  try {
    const file = disk.append(path)
    file.write(Buffer.from(`${canonicalJson(seen)}\n`))
    file.close()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    say(`millcert: ${visible(path)} was not written: ${visible(error.message)}`)
  }
}
