import { getHashes, hash } from 'node:crypto'
import { type Database, openDatabase } from '#advisories'
import { type Disk, type Limits, Problem } from '#base'
import { type Bom, findFormat, paperOf } from '#boms'
import {
  type Artifact,
  bestOf,
  decisive,
  envelopeOf,
  fileArtifact,
  type Judged,
  judge,
  noPolicy,
  papersOf,
} from '#trust'
import { billCheck, type Listed, listedIn, maliciousCheck } from './file-bill.ts'
import { cannotTell, type FileCheck, fail, pass } from './file-check.ts'
import { type Pins, policyOf } from './pins.ts'

/** A paper that came with a file. */
export interface BesidePaper {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What is to be looked at: plain data, as it may go to another thread. */
export interface FileAsked {
  /** Where the file lies, and what it is called. */
  readonly path: string
  readonly name: string
  /** `sha256:…` or `sha512:…`, as somebody stated it; undefined where nobody did. */
  readonly stated: string | undefined
  /** The package URL of what it is, as somebody says. */
  readonly package: string | undefined
  readonly papers: readonly BesidePaper[]
  /** Who sent it; undefined where no vendor is named. */
  readonly vendor: { readonly name: string; readonly pins: Pins | undefined } | undefined
  /** The folder of the compiled advisories. */
  readonly advisories: string
}

/** What was found in the file and its papers: of the checks all but those about what was decided before. */
export interface FileFound {
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  readonly sha512: string
  readonly checks: readonly FileCheck[]
}

export interface FilePlace {
  readonly disk: Disk
  readonly limits: Limits
  now(): number
}

/** A paper of a kind that can sign something, and its kind. */
interface Signature {
  readonly paper: BesidePaper
  readonly envelope: NonNullable<ReturnType<typeof envelopeOf>>
}

/**
 * Looks at a file and its papers, in pieces, however large it is: no network, and nothing of it is kept. The same for a plant and for
 * a laptop with nothing but a stick. Throws what the disk throws, and `trust/…` where pins cannot be used.
 */
export async function lookAt(place: FilePlace, asked: FileAsked): Promise<FileFound> {
  const { artifact: opened, close } = fileArtifact(place.disk, asked.path)
  let database: Database | undefined
  try {
    database = openDatabase(place.disk, asked.advisories)
    const artifact: Artifact = { ...opened, name: asked.name }
    const sha256 = artifact.digest('sha256')!
    const sha512 = artifact.digest('sha512')!
    const sorted = await sortedPapers(place, asked.papers)
    const listed = sorted.bills.map(({ bom, name }) => listedIn(bom, name))
    const own: Listed[] = asked.package === undefined ? [] : [{ purl: asked.package, name: asked.package, hashes: [] }]
    return {
      size: artifact.size!,
      sha256,
      sha512,
      checks: [
        digestCheck(asked.stated, { sha256, sha512 }),
        sorted.check,
        await signatureCheck(place, artifact, asked.vendor, sorted.signatures),
        await checksumCheck(place, artifact, sorted.signatures),
        billCheck(listed, artifact),
        maliciousCheck(database, { stated: own, listed: listed.flatMap(({ all }) => all) }, place.now()),
      ],
    }
  } finally {
    database?.close()
    close()
  }
}

function digestCheck(stated: string | undefined, found: { sha256: string; sha512: string }): FileCheck {
  if (stated === undefined) return pass('digest', `It has SHA-256 ${found.sha256}; none was stated`)
  const [algorithm, hex] = stated.split(':') as ['sha256' | 'sha512', string]
  return found[algorithm] === hex
    ? pass('digest', `It has the ${algorithm} that was stated, ${hex}`)
    : fail('digest', `It has ${algorithm} ${found[algorithm]}, and ${hex} was stated`)
}

async function sortedPapers(place: FilePlace, papers: readonly BesidePaper[]) {
  const signatures: Signature[] = []
  const bills: { name: string; bom: Bom }[] = []
  const odd: string[] = []
  for (const whole of papers)
    for (const paper of papersOf(whole.bytes, whole.name)) {
      const envelope = envelopeOf(paper.bytes, whole.name)
      if (envelope) signatures.push({ paper, envelope })
      else
        try {
          bills.push({ name: paper.name, bom: await billOf(paper, place.limits) })
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          odd.push(error.message)
        }
    }
  const check =
    odd.length === 0
      ? pass('papers', papers.length === 0 ? 'No papers came with it' : `${papers.length} came with it, all read`)
      : cannotTell('papers', `Neither a signature nor a bill that is known: ${odd[0]}`)
  return { signatures, bills, check }
}

/** A list is judged by what it says: nobody signed it. */
const ofLists: Judging = { policy: { ...noPolicy, from: 'the station', envelopes: ['checksums'] }, trusted: undefined }

type Judging = Awaited<ReturnType<typeof policyOf>>

/** A judgement, and who signed the list that it is about, where a list stands between. */
interface Found extends Judged {
  readonly lister?: string
}

async function judged(
  { limits, now }: FilePlace,
  artifact: Artifact,
  { paper, envelope }: Signature,
  judging: Judging,
): Promise<Found> {
  const judgement = await judge(envelope, paper, { artifact, ...judging, now: now() }, limits)
  return { file: paper.name, judgement }
}

async function signatureCheck(
  place: FilePlace,
  artifact: Artifact,
  vendor: FileAsked['vendor'],
  signatures: readonly Signature[],
): Promise<FileCheck> {
  if (vendor === undefined) return cannotTell('signature', 'No vendor is named: nobody can tell who should have signed')
  if (vendor.pins === undefined)
    return cannotTell(
      'signature',
      `No keys or identities are pinned for ${vendor.name}: nobody can tell who signs for it`,
    )
  const pinned = await policyOf(vendor.pins, vendor.name, place.limits)
  const lists = signatures.filter(isList)
  // A list of checksums is signed by nobody, and stands for a signature only where the pins say so.
  const own = pinned.policy.envelopes.includes('checksums') ? signatures : signatures.filter(one => !isList(one))
  const all: Found[] = []
  for (const one of own) {
    const list = lists.find(({ paper }) => one.paper.name.startsWith(`${paper.name}.`))
    all.push(list ? await throughList(place, artifact, one, list, pinned) : await judged(place, artifact, one, pinned))
  }
  const best = bestOf(all)
  if (best === undefined) return cannotTell('signature', `No signature came with it, though ${vendor.name} has pins`)
  return checkOf('signature', best)
}

/** Many vendors sign their list of checksums and no file: who signed the list vouches for what it names. */
async function throughList(
  place: FilePlace,
  artifact: Artifact,
  signature: Signature,
  list: Signature,
  pinned: Judging,
): Promise<Found> {
  const signed = await judged(place, paperArtifact(list.paper), signature, pinned)
  if (signed.judgement.result !== 'verified') return signed
  return { ...(await judged(place, artifact, list, ofLists)), lister: saidBy(signed) }
}

async function checksumCheck(
  place: FilePlace,
  artifact: Artifact,
  signatures: readonly Signature[],
): Promise<FileCheck> {
  const all: Found[] = []
  for (const list of signatures.filter(isList)) all.push(await judged(place, artifact, list, ofLists))
  // A list that agrees, which anybody can write, does not outweigh one that does not.
  const best = all.find(({ judgement }) => judgement.result === 'refused') ?? bestOf(all)
  return best ? checkOf('checksum', best) : cannotTell('checksum', 'No list of checksums came with it')
}

const isList = ({ envelope }: Signature) => envelope.id === 'checksums'

/** What a judgement says, in one line: what decided it, or who signed. */
function checkOf(name: 'signature' | 'checksum', found: Found): FileCheck {
  const { file, judgement, lister } = found
  const row = decisive(judgement)
  if (!row) return pass(name, lister === undefined ? saidBy(found) : `${lister}; ${saidBy(found)}`)
  const because = `${file}: ${row.name}: ${row.because}`
  return judgement.result === 'refused' ? fail(name, because) : cannotTell(name, because)
}

/** Who signed, or what a list says. */
function saidBy({ file, judgement: { checks, envelope } }: Found): string {
  const told = ['identity-matches', 'key-pinned', 'digest-matches']
    .map(one => checks.find(({ name, outcome }) => name === one && outcome === 'pass'))
    .find(check => check !== undefined)
  return `${file}: ${told?.because ?? envelope.proves}`
}

/** A paper as something that may be signed itself. */
function paperArtifact({ name, bytes }: BesidePaper): Artifact {
  return {
    name,
    size: bytes.length,
    digest: algorithm => (getHashes().includes(algorithm) ? hash(algorithm, bytes, 'hex') : undefined),
    pieces: () => [bytes],
    bytes: max => (bytes.length <= max ? bytes : undefined),
  }
}

async function billOf({ name, bytes }: BesidePaper, limits: Limits): Promise<Bom> {
  const paper = paperOf(name, bytes, undefined, limits)
  const format = findFormat(paper)
  await format.prepare?.()
  return format.read(paper)
}
