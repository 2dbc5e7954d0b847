import { inspectFeed, inspectZip } from '#advisories/operations'
import { defaultLimits, digest, gather, jsonText, type Note, Problem, type Tool, visible, type World } from '#base'
import { type BomPart, bomParts, emptyBom, formatOfEmpty, graphOf, paperOf, readBom } from '#boms'
import { formatAt, isArchiveAt, loadBom, paperAt } from '#boms/operations'
import type { Seen } from '#ledger'
import type { FileAsked, FileFound } from './file-look.ts'
import type { SignatureKind } from './inspect-signature.ts'
import { type Inspection, inspectionOf, rejection } from './inspection.ts'
import type { Looked, TablesAsked } from './look.ts'
import type { PaperKind } from './paper-kind.ts'
import { practiceBill } from './practice-bill.ts'
import type { KindAsked, PaperAct } from './road.ts'
import { diskWith, type SetAside } from './set-aside.ts'

export { clearAside } from './set-aside.ts'

/** What `--as` takes today; the other kinds of the contract come with their rooms. */
const kinds = ['sbom', 'lockfile', 'advisory', 'vex', 'feed', 'archive', 'signature', 'attestation'] as const

export const inspect: Tool = {
  kind: 'tool',
  about: 'Tell what a file is, whether it can be read and what is odd in it; takes nothing in',
  more: 'The last line is one JSON object: status accepted, accepted-with-warning or rejected. Exit code 0, 3 or 2.',
  words: [
    {
      name: 'FILE',
      about: 'a bill of materials, lockfile, inventory, feed or signature file; - is standard input',
      count: 'one',
    },
  ],
  flags: { as: { about: 'what it should be; anything else is rejected', value: 'KIND', choices: [...kinds] } },
  examples: [
    ['inspect vendor.cdx.json', 'before it is trusted with anything'],
    ['inspect advisory.json --as advisory', 'and refuse it when it is something else'],
    [
      'inspect pump.bin.sigstore.json --as attestation',
      'who claims what of which files; verify tells whether it is true',
    ],
  ],
  async run(world, input) {
    const path = input.words[0]!
    const as = input.flags.get('as')?.at(-1) as (typeof kinds)[number] | undefined
    const inspection = await inspected(path === '-' ? keepingInput(world) : world, path, as)
    if (inspection.status === 'rejected') world.say(`millcert: ${visible(inspection.notes[0]!.message)}`)
    else {
      world.out(
        `${inspection.format}: ${Object.entries(inspection.counts)
          .map(([name, count]) => `${count} ${name}`)
          .join(', ')}\n`,
      )
      if (inspection.signatures)
        for (const line of (await import('#trust')).toldLines(inspection.signatures)) world.out(`  ${line}\n`)
      if (input.flags.has('verbose'))
        for (const { message, at } of inspection.notes)
          world.out(`  ${visible(message)}${at ? ` (${visible(at)})` : ''}\n`)
    }
    world.out(`${jsonText(inspection)}\n`)
    return { accepted: 0, 'accepted-with-warning': 3, rejected: 2 }[inspection.status]
  },
}

/** A feed where that is what is asked for or what the file looks like, else a bill of materials. */
async function inspected(world: World, path: string, as: (typeof kinds)[number] | undefined): Promise<Inspection> {
  try {
    if (as === 'signature' || as === 'attestation') return await signatureAt(world, path, as)
    const archive = (as === undefined || as === 'archive') && (await isArchiveAt(world, path))
    const zip = as === 'archive' && !archive ? await inspectZip(world, path) : undefined
    if (zip) return inspectionOf('zip', { ...zip }, manyFiles(zip.files))
    if (as === 'archive' && !archive)
      throw new Problem(
        'intake/wrong-kind',
        `Cannot read ${path === '-' ? standardInput : path}: it is not ${wanted[as]}`,
        { at: path },
      )
    // Feeds are read whole, bills in pieces: a bill of 300 MB must not be looked for among feeds first.
    if (
      as !== 'sbom' &&
      as !== 'lockfile' &&
      as !== 'archive' &&
      !(as === undefined && (archive || formatAt(world, path) !== undefined))
    ) {
      const of = as === 'vex' ? 'statements' : as === 'advisory' ? 'advisories' : undefined
      const feed = await inspectFeed(world, path === '-' ? standardInput : path, of)
      if (feed) return inspectionOf(feed.format, feed.counts, feed.notes)
      if (as !== undefined)
        throw new Problem(
          'intake/wrong-kind',
          `Cannot read ${path === '-' ? standardInput : path}: it is not ${wanted[as]}`,
          { at: path },
        )
    }
    const { bom } = await loadBom(world, path)
    return inspectionOf(bom.format, { components: bom.components.length, dependencies: graphOf(bom).stated }, bom.notes)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const unknown = as === undefined && error.code === 'boms/unknown-format'
    if (unknown && (await import('./inspect-signature.ts')).isSignatureName(path))
      return inspected(world, path, 'signature')
    const known = as === 'signature' || as === 'attestation' ? as : await namedAt(world, path)
    return rejection(known ?? 'unknown', noteOf(error))
  }
}

async function signatureAt(world: World, path: string, as: SignatureKind): Promise<Inspection> {
  const { signatureInspection } = await import('./inspect-signature.ts')
  const { mostEnvelopeBytes } = await import('#trust')
  const bytes = world.disk.read(path, mostEnvelopeBytes(world.limits), 'element')
  return signatureInspection(bytes, path === '-' ? standardInput : path, world.limits, as)
}

/** Papers come by the dozen: an archive of more files than this holds something else too, or means to tire out who opens it. */
const usualFiles = 10_000

function manyFiles(files: number): Note[] {
  return files > usualFiles
    ? [{ code: 'many-files', message: `${files} files are in it, more than ${usualFiles}` }]
    : []
}

/** What it is, even where it cannot be read: whoever sent it wants to know which file of theirs is broken. */
async function namedAt(world: World, path: string): Promise<string | undefined> {
  try {
    if (await isArchiveAt(world, path)) return 'archive'
    return formatAt(world, path)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return undefined
  }
}

const standardInput = 'standard input'

/** What stands there when a file is something else. */
const wanted = {
  advisory: 'an advisory in a format that is read (OSV, CSAF)',
  vex: 'a paper with VEX statements in a format that is read (OpenVEX, CSAF, CycloneDX)',
  archive: 'an image or another archive that is read (tar, also in gzip or zstd, and zip)',
  feed: 'a feed in a format that is read (OSV, CSAF, CISA KEV, EPSS)',
}

/** The world with standard input kept, since it can be read only once and is looked at as more than one kind of paper. */
function keepingInput(world: World): World {
  let kept: Uint8Array | undefined
  const input = () => {
    kept ??= gather(world.disk.chunks('-'), world.limits.bytes, standardInput)
    return kept
  }
  return { ...world, disk: { ...world.disk, chunks: () => [input()], read: input } }
}

function noteOf({ code, message, detail }: Problem): Note {
  return detail.at === undefined ? { code, message } : { code, message, at: detail.at }
}

/** What looks at a file with nothing but a stick: loaded when it is called, as `inspect` needs none of it. */
export async function checking() {
  const { checkCommand } = await import('./check-command.ts')
  const check: Tool = { ...checkCommand, run: (world, input) => checkCommand.run(world, input) }
  return { intake: { check } }
}

/** What makes the stick. */
export async function carrying() {
  const [{ stickCommand }, { signatures }] = await Promise.all([
    import('./stick-command.ts'),
    import('#trust/operations'),
  ])
  const stick: Tool = {
    ...stickCommand,
    async run(world, input) {
      const { signerOf, fileBundle } = await signatures()
      const place = { ...world, file: input.flags.get('passphrase-file')?.at(-1) }
      return stickCommand.run({ ...world, signer: keyed => signerOf(place, keyed), bundle: fileBundle }, input)
    },
  }
  return { intake: { stick } }
}

/** The road in for papers of the server: loaded when one comes, since `inspect` needs no database. */
export const papers = async () => {
  const { roadOf } = await import('./road.ts')
  const { undoImport } = await import('#plant/operations')
  const { lotsOfImports } = await import('#lots/operations')
  const road = roadOf({
    plant: async () => (await import('#plant/operations')).imports.add as PaperAct,
    lots: async () => (await import('#lots/operations')).lots.import as PaperAct,
  })
  const { lookAct } = await import('./look.ts')
  const { intake } = await import('./file-operations.ts')
  const { blocking } = await import('./block-operations.ts')
  const { seenAct } = await import('./seen-operations.ts')
  const { vendorPins } = await import('./pins-operations.ts')
  return {
    ...road,
    imports: { undo: undoImport([lotsOfImports]), look: lookAct },
    intake: { ...intake, ...blocking, seen: seenAct },
    vendors: vendorPins,
  }
}

type AsideWorld = Pick<Seen, 'disk' | 'limits' | 'now' | 'progress'>

/** The world of a reader, with the paper that lies aside under its own name. */
function readingOf(world: AsideWorld, aside: SetAside) {
  const { limits, progress } = world
  return { limits, progress, now: () => world.now(), disk: diskWith(world.disk, aside) }
}

/** The bill that lies aside: of an empty file, where its format may be empty, one that lists nothing and says so. */
async function billAside(reading: ReturnType<typeof readingOf>, { name }: SetAside) {
  const format = paperAt(reading, name).text.trim() === '' ? formatOfEmpty(name) : undefined
  const { bom, kind } = format ? { bom: emptyBom(format.id), kind: format.kind } : await loadBom(reading, name)
  if (format) bom.notes.push({ code: 'file-empty', message: 'the file is empty: it lists nothing' })
  if (bom.components.length === 0 && !bom.notes.some(({ code }) => code === noComponents.code))
    bom.notes.push({ ...noComponents })
  return { bom, kind }
}

const noComponents = {
  code: 'no-components',
  message: 'no components are listed: nothing can be said about what is in it',
}

/** What is done off the thread that answers requests. */
export const tasks = {
  /** Tells what a paper that lies aside is. */
  async 'paper.kind'(world: AsideWorld, { aside, ...said }: KindAsked): Promise<PaperKind> {
    const reading = readingOf(world, aside)
    const { kindOf } = await import('./paper-kind.ts')
    const isArchive = await isArchiveAt(reading, aside.name)
    return kindOf(paperAt(reading, aside.name), { isArchive, ...said })
  },
  /** Shows the first rows of the tables of a paper. */
  async 'paper.tables'({ limits }: AsideWorld, { name, bytes, isCut }: TablesAsked): Promise<Looked> {
    const { tablesSeen } = await import('./look.ts')
    const { prepareImports } = await import('#plant')
    await prepareImports()
    const end = isCut ? Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13)) + 1 : 0
    return tablesSeen(paperOf(name, end > 0 ? bytes.subarray(0, end) : bytes, undefined, limits))
  },
  /** Looks at a file that lies aside, with the papers that came with it. */
  'intake.file': async (world: AsideWorld, asked: FileAsked): Promise<FileFound> =>
    (await import('./file-look.ts')).lookAt(world, asked),
  /** Reads a bill that lies aside, and makes the rows that are kept of it: once it is read, part by part. */
  async 'bom.rows'(world: AsideWorld, aside: SetAside, tell: (part: BomPart) => void): Promise<void> {
    const { bom, kind } = await billAside(readingOf(world, aside), aside)
    const { contextsOf, productsLeft } = await import('#matching')
    bom.notes.push(...productsLeft([{ bom, kind, location: undefined }]))
    for (const part of bomParts(bom, { digest: aside.digest, size: aside.size, kind }, contextsOf(bom, kind)))
      tell(part)
  },
  /**
   * Loads and runs what makes the rows of a bill: the first bill of a server finds a thread that has done it before. Touches no file.
   * Gives how many components it practised on.
   */
  async 'bom.ready'(): Promise<number> {
    const { contextsOf } = await import('#matching')
    const bom = readBom(paperOf('practice.json', practiceBill(), undefined, defaultLimits))
    const said = { digest: digest(''), size: 0, kind: 'bom' } as const
    for (const _ of bomParts(bom, said, contextsOf(bom, 'bom')));
    return bom.components.length
  },
}
