import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { type Digest, Problem, quoted, showTime } from '#base'
import { ask, contentOf, type Read, type Scope } from '#ledger'
import { differenceOf } from './kept-difference-store.ts'
import { type BillToGrade, isGraded, mostGraded, notGraded, type ProfileGrade } from './kept-grade.ts'
import { componentsNamed, holdingsOf } from './kept-holding-store.ts'
import { keptName } from './kept-name.ts'
import { originalOf } from './kept-original.ts'
import {
  type Bill,
  billNamed,
  billsOf,
  type Entry,
  entriesOf,
  sitesOf,
  subjectKeyOf,
  wayUp,
} from './kept-question-store.ts'

const id = z.string().max(100).describe('the id of the bill, or the digest of its bytes (sha256:…)')
const after = z.string().max(100).optional().describe('where the page before ended')
const limit = z.int().min(1).max(500).default(50).describe('how many on a page')
const next = z.string().optional()
const time = z.string()

const shown = z.strictObject({
  id: z.int(),
  digest: z.string(),
  format: z.string(),
  kind: z.string(),
  specVersion: z.string().nullable(),
  serial: z.string().nullable(),
  subject: z.string().nullable(),
  subjectVersion: z.string().nullable(),
  madeAt: time.nullable(),
  components: z.int(),
  notes: z.int(),
  receivedAt: time,
  size: z.int(),
})
const note = z.strictObject({ code: z.string(), message: z.string(), at: z.string().optional() })
const hash = z.strictObject({ algorithm: z.string(), value: z.string() })
const entry = z.strictObject({
  number: z.int(),
  ref: z.string(),
  componentId: z.int(),
  type: z.string(),
  name: z.string(),
  group: z.string().nullable(),
  version: z.string().nullable(),
  purl: z.string().nullable(),
  cpe: z.string().nullable(),
  vendor: z.string().nullable(),
  orderNumber: z.string().nullable(),
  scope: z.string().nullable(),
  label: z.string().nullable(),
  licenses: z.array(z.string()),
  hashes: z.array(hash),
})
const listedComponent = z.strictObject({
  name: z.string(),
  version: z.string().nullable(),
  purl: z.string().nullable(),
})
const counted = z.int().describe('components that answer so; 0 or 1 where the bill as a whole is asked')
const graded = z.strictObject({
  id: z.string(),
  title: z.string(),
  level: z.enum(['required', 'additional', 'recommended']),
  of: z.enum(['bill', 'component']),
  verdict: z
    .enum(['yes', 'partly', 'no', 'not-told'])
    .describe('not-told: no paper tells it, or its format is not looked at that closely'),
  given: counted,
  unknown: counted,
  withheld: counted,
  invalid: counted,
  missing: counted,
  lacking: z.array(z.string()).describe('refs of components that say nothing, or what cannot be: the first hundred'),
})
const changed = { before: z.array(z.string()), after: z.array(z.string()) }
const versioned = { name: z.string(), version: z.string().nullable() }

export const boms = {
  list: ask({
    about: 'List bills of materials, the last received first',
    can: 'boms.read',
    takes: z.strictObject({
      siteId: z.string().optional().describe('only bills that came in at this site'),
      text: z.string().min(1).max(200).optional().describe('a part of the subject or of the name of the file'),
      kind: z
        .string()
        .max(20)
        .optional()
        .describe(
          'only bills of this kind: bom, lockfile, inventory, image, system; all but the one line of each product when left out',
        ),
      after,
      limit,
    }),
    gives: z.strictObject({ boms: z.array(shown), next }),
    async run({ db, sites }, { after, limit, ...wanted }) {
      const [receivedAt, id] = numbersOf(after, 2)
      const place = receivedAt === undefined ? undefined : { receivedAt, id: id! }
      const found = await billsOf(db, { ...wanted, scope: sites, after: place, limit: limit + 1 })
      const last = found[limit - 1]
      return {
        boms: found.slice(0, limit).map(shownBill),
        ...(found.length > limit && { next: `${last!.receivedAt}-${last!.id}` }),
      }
    },
  }),
  show: ask({
    about: 'Show a bill of materials: what it is about, where it came in, what is odd in it',
    can: 'boms.read',
    takes: z.strictObject({ id }),
    gives: shown.extend({
      notes: z.array(note),
      sites: z.array(z.strictObject({ siteId: z.string(), name: z.string().nullable(), receivedAt: time })),
    }),
    async run({ db, sites }, { id }) {
      const found = await wanted(db, sites, id)
      const received = await sitesOf(db, sites, found.id)
      return {
        ...shownBill(found),
        notes: found.notes,
        sites: received.map(one => ({ ...one, receivedAt: showTime(one.receivedAt) })),
      }
    },
  }),
  components: ask({
    about: 'List what a bill of materials lists, in its order',
    can: 'boms.read',
    takes: z.strictObject({
      id,
      text: z.string().min(1).max(200).optional().describe('a part of the name or package URL'),
      after,
      limit,
    }),
    gives: z.strictObject({ components: z.array(entry), next }),
    async run({ db, sites }, { id, text, after, limit }) {
      const { id: bomId } = await wanted(db, sites, id)
      const found = await entriesOf(db, bomId, { after: numbersOf(after, 1)[0], limit: limit + 1, text })
      return {
        components: found.slice(0, limit).map(shownEntry),
        ...(found.length > limit && { next: String(found[limit - 1]!.number) }),
      }
    },
  }),
  path: ask({
    about: 'Show by which way a component came into a bill of materials: a shortest one, from the root down',
    can: 'boms.read',
    takes: z.strictObject({
      id,
      number: z.coerce.number().int().min(1).describe('the number of the component in the bill'),
    }),
    gives: z.strictObject({
      path: z.array(z.strictObject({ number: z.int().nullable(), ...versioned })),
      complete: z.boolean(),
    }),
    async run({ db, sites }, { id, number }) {
      const found = await wanted(db, sites, id)
      const way = await wayUp(db, found.id, number)
      const top = way.at(-1)
      if (top === undefined)
        throw new Problem('boms/not-found', `Cannot find component ${number}: the bill has ${found.components}`)
      const subject = { number: null, name: found.subject ?? '', version: found.subjectVersion }
      return {
        path: [
          ...(top.parent === 0 ? [subject] : []),
          ...way.reverse().map(({ number, name, version }) => ({ number, name, version })),
        ],
        complete: top.parent === 0 || top.parent === null,
      }
    },
  }),
  diff: ask({
    about: 'Show what came, went, changed version or changed hash between two bills of materials',
    can: 'boms.read',
    takes: z.strictObject({
      id,
      other: id.describe('the id or digest of the bill it is compared with: the later one'),
      most: z.int().min(1).max(10_000).default(1000).describe('how many of each list at most'),
    }),
    gives: z.strictObject({
      counts: z.record(z.enum(['came', 'went', 'version', 'hash', 'license']), z.int()).describe('of the whole lists'),
      came: z.array(listedComponent),
      went: z.array(listedComponent),
      version: z.array(z.strictObject({ name: z.string(), ...changed })),
      hash: z.array(z.strictObject({ ...versioned, algorithm: z.string(), ...changed })),
      license: z.array(z.strictObject({ ...versioned, ...changed })),
    }),
    async run({ db, sites }, { id, other, most }) {
      const [before, after] = [await wanted(db, sites, id), await wanted(db, sites, other)]
      const { came, went, version, hash, license } = await differenceOf(db, before.id, after.id)
      return {
        counts: {
          came: came.length,
          went: went.length,
          version: version.length,
          hash: hash.length,
          license: license.length,
        },
        came: came.slice(0, most),
        went: went.slice(0, most),
        version: version.slice(0, most),
        hash: hash.slice(0, most),
        license: license.slice(0, most),
      }
    },
  }),
  versions: ask({
    about: 'List bills of materials about the same thing as one, the last received first',
    can: 'boms.read',
    takes: z.strictObject({ id, limit }),
    gives: z.strictObject({ boms: z.array(shown) }),
    async run({ db, sites }, { id, limit }) {
      const found = await wanted(db, sites, id)
      const subjectKey = await subjectKeyOf(db, found.id)
      if (subjectKey === undefined) return { boms: [shownBill(found)] }
      return { boms: (await billsOf(db, { scope: sites, subjectKey, limit })).map(shownBill) }
    },
  }),
  holding: ask({
    about: 'List bills of materials that hold a component',
    can: 'boms.read',
    takes: z.strictObject({
      component: z
        .string()
        .min(1)
        .max(4096)
        .describe('a package URL with or without a version, name@version, vendor:product, order:NUMBER, or a hash'),
      after,
      limit,
    }),
    gives: z.strictObject({
      holdings: z.array(
        z.strictObject({
          bomId: z.int(),
          number: z.int(),
          ref: z.string(),
          componentId: z.int(),
          ...versioned,
          purl: z.string().nullable(),
        }),
      ),
      next,
    }),
    async run({ db, sites }, { component, after, limit }) {
      const [bomId, number] = numbersOf(after, 2)
      const place = bomId === undefined ? undefined : { bomId, number: number! }
      const ids = await componentsNamed(db, keptName(component))
      const found = await holdingsOf(db, sites, ids, { after: place, limit: limit + 1 })
      const last = found[limit - 1]
      return {
        holdings: found.slice(0, limit),
        ...(found.length > limit && { next: `${last!.bomId}-${last!.number}` }),
      }
    },
  }),
  original: ask({
    about: 'Give the bytes of a bill of materials as they came, a piece at a time',
    can: 'boms.read',
    takes: z.strictObject({ id, piece: z.coerce.number().int().min(0).default(0).describe('which piece, from 0') }),
    gives: z.strictObject({
      digest: z.string(),
      size: z.int(),
      base64: z.string().describe('the piece, at most a mebibyte'),
      next: z.int().optional().describe('the next piece; absent with the last one'),
    }),
    async run({ db, sites }, { id, piece }) {
      const found = await wanted(db, sites, id)
      return originalOf(db, found, piece)
    },
  }),
  grade: ask({
    about: 'Show what a bill of materials lacks of the elements that CISA, NTIA and the BSI ask of bills',
    can: 'boms.read',
    takes: z.strictObject({ id }),
    gives: z.strictObject({
      format: z.string(),
      profiles: z.array(
        z.strictObject({
          id: z.string(),
          label: z.string(),
          held: z.int().describe('required elements that hold'),
          required: z.int().describe('required elements that a paper can tell'),
          elements: z.array(graded),
        }),
      ),
    }),
    async run({ db, sites, aside }, { id }) {
      const { id: bomId, digest, kind, format, size } = await wanted(db, sites, id)
      const name = (await sitesOf(db, sites, bomId)).find(one => one.name !== null)?.name ?? digest
      if (!isGraded(kind, format)) throw notGraded(name)
      if (size > mostGraded)
        throw new Problem('boms/too-large', `Cannot grade ${name} here: it is larger than ${mostGraded} bytes`, {
          found: String(size),
          next: 'download the original and use millcert grade FILE',
        })
      const pieces: Uint8Array[] = []
      for await (const piece of contentOf(db, digest as Digest)) pieces.push(piece)
      const whole = Buffer.concat(pieces)
      return { format, profiles: await aside<BillToGrade, ProfileGrade[]>('boms.grade', { name, format, whole }) }
    },
  }),
}

/** The bill that is asked for. Throws `boms/not-found`, also where it may not be seen. */
async function wanted(db: Read, scope: Scope, id: string): Promise<Bill> {
  const found = await billNamed(db, scope, id)
  if (found === undefined)
    throw new Problem('boms/not-found', `Cannot find the bill of materials ${quoted(id)}`, { found: id, at: '/id' })
  return found
}

/** The numbers of a place in a list, `12-7`; none where nothing stands there. Throws `boms/bad-page`. */
function numbersOf(text: string | undefined, count: number): number[] {
  if (text === undefined) return []
  const numbers = text.split('-').map(Number)
  if (numbers.length === count && numbers.every(number => Number.isSafeInteger(number))) return numbers
  throw new Problem('boms/bad-page', `Cannot go on after ${quoted(text)}: the page before does not end so`, {
    at: '/after',
  })
}

function shownBill({ notes, madeAt, receivedAt, ...bill }: Bill): z.infer<typeof shown> {
  return {
    ...bill,
    madeAt: madeAt === null ? null : showTime(madeAt),
    notes: notes.length,
    receivedAt: showTime(receivedAt),
  }
}

function shownEntry({ number, ref, componentId, component }: Entry): z.infer<typeof entry> {
  const { type, name, group, version, purl, cpe, supplier, orderNumber, scope, label, licenses, hashes } = component
  return {
    number,
    ref,
    componentId,
    type,
    name,
    group: group ?? null,
    version: version ?? null,
    purl: purl ?? null,
    cpe: cpe ?? null,
    vendor: supplier ?? null,
    orderNumber: orderNumber ?? null,
    scope: scope ?? null,
    label: label ?? null,
    licenses: [...licenses],
    hashes: [...hashes],
  }
}
