import { z } from 'zod'
import { digest, type Limits, Problem, parseJson } from '#base'
import { act } from '#ledger'
import { siteOf, wholeFile } from '#plant'
import { fileCheckNames, fileVerdicts, stateOf } from './file-check.ts'
import { type CheckedFile, filesThere, putFile } from './file-store.ts'
import { siteId } from './upload-act.ts'

/** Bytes and lines of what a stick has seen: some thousand files. */
const mostBytes = 32 * 1024 ** 2
const mostLines = 5000

const because = z.string().max(5000)
const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`))
/** A line of `seen.jsonl`, as `intake check` writes it. */
const line = z.strictObject({
  schema: z.literal('millcert-intake-check/1'),
  tool: z.strictObject({ name: z.literal('millcert'), version: z.string().max(100) }),
  seenAt: z.iso.datetime(),
  stick: z.strictObject({ site: z.string(), madeAt: z.string(), until: z.string(), sha256: hex(64) }),
  name: z.string().min(1).max(1000),
  size: z.int().min(0),
  sha256: hex(64),
  sha512: hex(128),
  vendor: z.string().max(200).nullable(),
  verdict: z.enum(fileVerdicts),
  reasons: z.array(z.strictObject({ check: z.enum(fileCheckNames), because })).max(20),
  checks: z
    .array(
      z.strictObject({
        name: z.enum(fileCheckNames),
        outcome: z.enum(['pass', 'fail', 'cannot-tell']),
        because,
        wanted: z.boolean(),
      }),
    )
    .max(20),
})
type Line = z.infer<typeof line>

interface SeenRead {
  readonly seen: readonly { readonly id: string; readonly line: Line }[]
  readonly odd: readonly { readonly line: number; readonly why: string }[]
}

/** Takes in what laptops saw with a stick: told, and believed in nothing. */
export const seenAct = act<
  { siteId: string },
  { files: number; added: number; odd: SeenRead['odd'][number][] },
  SeenRead
>({
  about: 'Take in what was seen with a stick: it is listed, and decides nothing here',
  can: 'imports.write',
  file: { about: 'seen.jsonl of the stick', most: mostBytes },
  takes: z.strictObject({ siteId }),
  gives: z.object({
    files: z.number().describe('lines that could be read'),
    added: z.number().describe('that were not here yet'),
    odd: z.array(z.object({ line: z.number(), why: z.string() })).describe('lines that were left out'),
  }),
  async prepare(world, { siteId }) {
    const bytes = await wholeFile(world.bytes, 'seen.jsonl', mostBytes)
    return linesOf(bytes, await world.look(db => siteOf(db, world.sites, siteId)), world.limits)
  },
  async run({ db, sites }, { siteId }, { seen, odd }) {
    const site = await siteOf(db, sites, siteId)
    const there = await filesThere(
      db,
      seen.map(({ id }) => id),
    )
    const fresh = seen.filter(({ id }) => !there.has(id))
    for (const { id, line } of fresh) await putFile(db, fileOf(site.id, id, line))
    const out = { files: seen.length, added: fresh.length, odd: [...odd] }
    if (fresh.length === 0) return { out }
    const told = fresh.map(({ id, line: { name, sha256, verdict, seenAt, stick } }) => ({
      ...{ id, name, sha256, verdict, seenAt },
      stick: stick.sha256,
    }))
    return { out, entry: { site: site.id, object: 'intake.seen', change: { seen: told } } }
  },
})

function linesOf(bytes: Uint8Array, { id, code }: { id: string; code: string }, limits: Limits): SeenRead {
  const texts = Buffer.from(bytes)
    .toString('utf8')
    .split('\n', mostLines + 2)
  if (texts.length > mostLines + 1)
    throw new Problem('intake/too-large', `Cannot take seen.jsonl: more than ${mostLines} lines`, {
      wanted: `at most ${mostLines} lines`,
    })
  const seen = new Map<string, Line>()
  const odd: { line: number; why: string }[] = []
  for (const [at, text] of texts.entries()) {
    if (text.trim() === '') continue
    const read = lineOf(text, limits)
    if (typeof read === 'string') odd.push({ line: at + 1, why: read })
    else if (read.stick.site !== code) odd.push({ line: at + 1, why: 'it was seen with a stick of another site' })
    // The same line again is the same file seen at the same time.
    else seen.set(`file-${digest(`${id}\n${text}`).slice(7, 39)}`, read)
  }
  return { seen: Array.from(seen, ([id, line]) => ({ id, line })), odd: odd.slice(0, 100) }
}

/** A line, or why it is none. */
function lineOf(text: string, limits: Limits): Line | string {
  try {
    const read = line.safeParse(parseJson(Buffer.from(text), limits, 'the line'))
    return read.success ? read.data : `it is no line of a stick: /${read.error.issues[0]?.path.join('/')}`
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return error.message
  }
}

function fileOf(siteId: string, id: string, seen: Line): Omit<CheckedFile, 'decided'> {
  const { name, size, sha256, sha512, verdict, reasons, checks } = seen
  return {
    ...{ siteId, id, name, size, sha256, sha512, verdict, reasons, checks },
    vendorId: null,
    papers: [],
    state: stateOf(verdict),
    checkedAt: Date.parse(seen.seenAt),
    checkedBy: `a stick of ${seen.stick.madeAt}`,
    carried: true,
  }
}
