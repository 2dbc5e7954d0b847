import { z } from 'zod'
import { canonicalJson, type Disk, digest, digester, type Limits, Problem, parseJson, showTime } from '#base'
import { decisive, envelopeOf, fileArtifact, judge, noPolicy } from '#trust'
import { choosable, fileCheckNames } from './file-check.ts'
import type { FileKnown } from './file-known.ts'
import type { FileFound } from './file-look.ts'

/** The name of a file at the end of a path, of any system. */
export const nameIn = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
/** The folder that a path is in. */
export const folderOf = (path: string): string => path.slice(0, -nameIn(path).length - 1) || '.'

/** Names of files on a stick. */
export const onStick = {
  program: 'millcert.cjs',
  statement: 'station.json',
  signature: 'station.json.sigstore.json',
  key: 'station.pub',
  advisories: 'advisories',
  readme: 'README.txt',
  seen: 'seen.jsonl',
} as const

const outcome = z.enum(['pass', 'fail', 'cannot-tell'])
const time = z.int()
const statement = z.strictObject({
  schema: z.literal('millcert-stick/1'),
  tool: z.strictObject({ name: z.literal('millcert'), version: z.string() }),
  site: z.strictObject({ id: z.string(), code: z.string(), name: z.string() }),
  /** Milliseconds since 1970 UTC: as of when it is true, and from when on nobody should rely on it. */
  madeAt: time,
  until: time,
  vendors: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      names: z.array(z.string()),
      pins: z.strictObject({
        policy: z.string(),
        trustedRoot: z.string().nullable(),
        wants: z.array(z.enum(choosable)),
      }),
    }),
  ),
  known: z.array(
    z.strictObject({
      sha256: z.string(),
      accepted: time.nullable(),
      decided: z
        .strictObject({
          decision: z.enum(['approve', 'refuse']),
          by: z.string(),
          at: time,
          reason: z.string(),
          answers: z.array(z.strictObject({ name: z.enum(fileCheckNames), outcome })),
        })
        .nullable(),
    }),
  ),
  blocked: z.array(z.strictObject({ digest: z.string(), source: z.string(), reason: z.string() })),
  /** Every other file that is relied on, below the stick: the program and the compiled advisories. */
  files: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
})

/** What a station knows, to be carried to where it cannot be asked: signed, and good for some days. */
export type StickStatement = z.infer<typeof statement>

/** The one spelling of a statement: what its signature is over. */
export function stickText(stick: StickStatement): string {
  return `${canonicalJson(stick)}\n`
}

/** A stick holds some thousand decisions and digests. */
const mostStatement = 64 * 1024 ** 2
const mostKey = 64 * 1024
/** Clocks differ. */
const day = 86_400_000

/**
 * Reads what a stick says, once it is signed, whole and not too old: Problem `intake/stick-refused` names the check that failed,
 * `stick-signed`, `stick-current` or `stick-whole`.
 *
 * @param key the public key of the plant, brought another way; without it the key on the stick is believed, which whoever can change all of the stick can change too
 */
export async function readStick(
  { disk, limits, now }: { disk: Disk; limits: Limits; now: number },
  folder: string,
  key: { name: string; bytes: Uint8Array } | undefined,
): Promise<{ stick: StickStatement; sha256: string }> {
  const path = `${folder}/${onStick.statement}`
  if (disk.stat(path)?.kind !== 'file')
    throw new Problem('intake/no-stick', `Cannot use ${folder}: no ${onStick.statement} lies there`, {
      at: folder,
      next: 'name the folder of a stick: --stick DIR; it is made at the plant: millcert intake stick DIR',
    })
  const pinned = key ?? { name: onStick.key, bytes: readOn(disk, folder, onStick.key, mostKey) }
  const sha256 = await signedDigest(disk, limits, folder, pinned, now)
  const bytes = disk.read(path, mostStatement)
  if (digest(bytes) !== `sha256:${sha256}`) throw refused(folder, 'stick-signed', 'it was exchanged while it was read')
  const read = statement.safeParse(parseJson(bytes, limits, path))
  if (!read.success) throw refused(folder, 'stick-signed', `${onStick.statement} is of another version of Millcert`)
  const stick = read.data
  if (now > stick.until)
    throw refused(
      folder,
      'stick-current',
      `it is of ${showTime(stick.madeAt)} and was good until ${showTime(stick.until)}`,
    )
  if (now < stick.madeAt - day)
    throw refused(
      folder,
      'stick-current',
      `it was made on ${showTime(stick.madeAt)}, and the clock here says ${showTime(now)}`,
    )
  for (const file of stick.files)
    if (
      disk.stat(`${folder}/${file.path}`)?.kind !== 'file' ||
      digestAt(disk, `${folder}/${file.path}`) !== file.sha256
    )
      throw refused(folder, 'stick-whole', `${file.path} is not the file that was put there`)
  const put = new Set(stick.files.map(({ path }) => path))
  // What lies among the advisories is believed, so nothing may that nobody signed.
  for (const { name } of disk.list(`${folder}/${onStick.advisories}`) ?? [])
    if (!put.has(`${onStick.advisories}/${name}`))
      throw refused(folder, 'stick-whole', `${onStick.advisories}/${name} was not put there`)
  return { stick, sha256 }
}

/** The SHA-256 of the statement that is signed, in hex. */
async function signedDigest(
  disk: Disk,
  limits: Limits,
  folder: string,
  { name, bytes }: { name: string; bytes: Uint8Array },
  now: number,
): Promise<string> {
  const paper = { name: onStick.signature, bytes: readOn(disk, folder, onStick.signature, limits.element) }
  const envelope = envelopeOf(paper.bytes, paper.name)
  if (!envelope) throw refused(folder, 'stick-signed', `${paper.name} is no signature`)
  const { artifact, close } = fileArtifact(disk, `${folder}/${onStick.statement}`)
  try {
    const key = { name, bytes, signs: [], from: undefined, until: undefined, withdrawn: undefined }
    const policy = { ...noPolicy, from: name, keys: [key] }
    const judgement = await judge(envelope, paper, { artifact, policy, trusted: undefined, now }, limits)
    const row = decisive(judgement)
    if (judgement.result !== 'verified')
      throw refused(folder, 'stick-signed', row ? `${row.name}: ${row.because}` : judgement.result)
    return artifact.digest('sha256')!
  } finally {
    close()
  }
}

function readOn(disk: Disk, folder: string, name: string, most: number): Uint8Array {
  if (disk.stat(`${folder}/${name}`)?.kind !== 'file') throw refused(folder, 'stick-signed', `${name} is not there`)
  return disk.read(`${folder}/${name}`, most)
}

function refused(folder: string, check: string, because: string): Problem {
  return new Problem('intake/stick-refused', `Cannot use the stick at ${folder}: ${check}: ${because}`, {
    at: check,
    next: 'have a new one made at the plant: millcert intake stick DIR',
  })
}

/** The digest of a file of a stick, in hex. */
export function digestAt(disk: Disk, path: string): string {
  const sum = digester()
  for (const piece of disk.chunks(path)) sum.add(piece)
  return sum.digest().slice('sha256:'.length)
}

/** What a stick knows of bytes: the same as the plant knew when it was made. */
export function knownOn({ known, blocked }: StickStatement, { sha256, sha512 }: FileFound): FileKnown {
  const found = known.find(one => one.sha256 === sha256)
  return {
    decided: found?.decided ?? undefined,
    accepted: found?.accepted ?? undefined,
    refused: undefined,
    blocked: blocked.find(({ digest }) => digest === `sha256:${sha256}` || digest === `sha512:${sha512}`),
  }
}
