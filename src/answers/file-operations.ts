import { z } from 'zod'
import type { AdvisoriesRead, AdvisoryReader, HeldDatabase } from '#advisories'
import { Problem } from '#base'
import { findingsStore, type Laid } from '#findings'
import { act, type Preparing } from '#ledger'
import { answerGiven } from './answer.ts'
import { moment, momentOf, scopeOf, siteId } from './asked-moment.ts'
import { ask as asking } from './asking.ts'
import { feedsThen, manifestOf } from './feeds-now.ts'
import { idsIn } from './question.ts'
import { answerOf } from './telling.ts'

/** Characters of a letter that are looked through for ids. */
const mostLetter = 1024 * 1024

/** The ids in a letter, a web page or a note; none in what is data of any other kind, as a bill that names vulnerabilities. */
function idsInLetter(bytes: Uint8Array): string[] {
  if (bytes.length > mostLetter || bytes.includes(0)) return []
  const text = new TextDecoder().decode(bytes)
  return /^\s*(?:[{[]|<(?!!doctype html|html))/i.test(text) ? [] : idsIn(text)
}

/** Bytes of an advisory, and names asked for at once. */
const mostBytes = 32 * 1024 * 1024
const mostNames = 500

/** What a file was found to ask. */
interface FileAsked extends Pick<AdvisoriesRead, 'own' | 'all'> {
  laid: Laid | undefined
}

/** The advisories in a file, else the names in a letter. */
async function inFile(world: Preparing, name: string, bytes: Uint8Array, readAdvisories: AdvisoryReader) {
  const how = { limits: world.limits, now: world.now() }
  return readAdvisories(how, name, bytes).catch((refused: unknown) => {
    const named = refused instanceof Problem && refused.code === 'advisories/no-advisory' ? idsInLetter(bytes) : []
    if (named.length === 0) throw refused
    return { own: [], all: named, held: undefined }
  })
}

/** What a file says of what is kept here. */
async function laidNow(world: Preparing, held: HeldDatabase): Promise<Laid> {
  const { layer } = await findingsStore()
  const lay = await layer(world, held)
  return world.look(lay)
}

/**
 * Questions with a paper.
 *
 * @param reader what reads one: loaded when asked for, since it knows every format
 */
export const askingWithFiles = (reader: () => Promise<AdvisoryReader>) => ({
  ask: act({
    about:
      'Ask what is affected by an advisory or a letter with names of advisories that lies in a file; it is read, and not kept',
    can: 'answers.read',
    file: {
      about: 'an advisory in a format that is read (CSAF, OSV, CVE), or any text that names some',
      most: mostBytes,
    },
    takes: z.strictObject({
      name: z.string().min(1).max(200).default('advisory').describe('name of the file'),
      ...moment,
      siteId,
      limit: z.number().int().min(1).max(500).default(50).describe('assets in the answer'),
      lots: z.number().int().min(1).max(5000).default(20).describe('lots in the answer'),
    }),
    gives: answerGiven,
    async prepare(world: Preparing, { name, known }): Promise<FileAsked> {
      const pieces: Uint8Array[] = []
      let size = 0
      for await (const piece of world.bytes ?? []) {
        size += piece.length
        if (size > mostBytes)
          throw new Problem('answers/too-large', `Cannot read ${name}: larger than ${mostBytes} bytes`, {
            wanted: `at most ${mostBytes} bytes`,
          })
        // A piece may be used again by whoever gave it.
        pieces.push(piece.slice())
      }
      const { own, all, held } = await inFile(world, name, Buffer.concat(pieces), await reader())
      if (all.length > mostNames)
        throw new Problem('answers/too-many', `Cannot ask with ${name}: it names ${all.length} vulnerabilities`, {
          wanted: `at most ${mostNames}: one advisory`,
          next: 'load a whole feed with millcert db build',
        })
      // What is asked with now was not known at another time.
      return { own, all, laid: held && known === undefined ? await laidNow(world, held()) : undefined }
    },
    async run(world, { name, at, known, siteId, limit, lots }, { own, all, laid }: FileAsked) {
      const asked = {
        question: { kind: 'advisory' as const, ids: all },
        ...{ file: own, laid },
        ...{ scope: scopeOf(world, siteId), ...momentOf(world, at, known), siteId, limit, lots, after: undefined },
        feeds: manifestOf(world)?.feeds ?? [],
      }
      const told = await asking(world.db, asked)
      return { out: answerOf(name, asked, told, feedsThen(world, told.matchedWith, asked.moment.known)) }
    },
  }),
})
