import { z } from 'zod'
import { digest, Problem, quoted, showTime } from '#base'
import { act, ask, type Read } from '#ledger'
import { vendorById } from '#vendors'
import { choosable, usuallyWanted } from './file-check.ts'
import { policyOf, shownPins } from './pins.ts'
import { type KeptPins, pinsOf, putPins } from './station-store.ts'

const id = z.string().min(1).max(100).describe('of the vendor')
/** A body of JSON has a mebibyte. */
const mostText = 400_000

const pinsShown = z.object({
  vendorId: z.string(),
  policy: z.string().nullable().describe('the trust policy (TOML); null where nobody is pinned'),
  trustedRoot: z.string().nullable(),
  wants: z.array(z.enum(choosable)),
  keys: z.array(
    z.object({ name: z.string(), digest: z.string(), signs: z.array(z.string()), withdrawn: z.string().nullable() }),
  ),
  identities: z.array(z.object({ identity: z.string(), issuer: z.string(), signs: z.array(z.string()) })),
  saidBy: z.string().nullable(),
  recordedAt: z.string().nullable(),
})

/** Who may sign for a vendor, as the station looks at what it sends. */
export const vendorPins = {
  pins: ask({
    about: 'Show who may sign for a vendor, and what is wanted of its files',
    can: 'vendors.read',
    takes: z.strictObject({ id }),
    gives: pinsShown,
    async run({ db, limits }, { id }) {
      const vendor = await vendorAt(db, id)
      const [pins] = await pinsOf(db, id)
      return shown(vendor, pins, limits)
    },
  }),
  pin: act({
    about: 'Say who may sign for a vendor, and what is wanted of its files; what was said before is replaced',
    can: 'vendors.write',
    takes: z.strictObject({
      id,
      policy: z
        .string()
        .min(1)
        .max(mostText)
        .nullable()
        .describe('a trust policy (TOML) with its keys in it, as text; null takes the pins away'),
      trustedRoot: z.string().max(mostText).optional().describe('trusted_root.json, where identities are pinned'),
      wants: z
        .array(z.enum(choosable))
        .default([...usuallyWanted])
        .describe('checks without which a file of the vendor stays in quarantine'),
    }),
    gives: pinsShown,
    async run({ db, limits, actor, now }, { id, policy, trustedRoot, wants }) {
      const vendor = await vendorAt(db, id)
      const [old] = await pinsOf(db, id)
      const pins: KeptPins | undefined =
        policy === null
          ? undefined
          : {
              vendorId: id,
              policy,
              trustedRoot: trustedRoot ?? null,
              wants: choosable.filter(name => wants.includes(name)),
              saidBy: actor.name,
              recordedAt: now(),
            }
      const out = await shown(vendor, pins, limits)
      await putPins(db, id, pins)
      const change = {
        pins: { old: old ? told(await shown(vendor, old, limits)) : null, new: pins ? told(out) : null },
      }
      return { out, entry: { object: id, change } }
    },
  }),
}

/** What the journal is told: who is pinned, and the digests of the texts. */
function told({ policy, trustedRoot, wants, keys, identities }: z.infer<typeof pinsShown>) {
  const of = (text: string | null) => (text === null ? null : digest(text))
  return { policy: of(policy), trustedRoot: of(trustedRoot), wants, keys, identities }
}

async function shown(
  { id, name }: { id: string; name: string },
  pins: KeptPins | undefined,
  limits: Parameters<typeof policyOf>[2],
): Promise<z.infer<typeof pinsShown>> {
  const none = { policy: null, trustedRoot: null, wants: [...usuallyWanted], saidBy: null, recordedAt: null }
  if (!pins) return { vendorId: id, ...none, keys: [], identities: [] }
  const { policy, trustedRoot, wants, saidBy, recordedAt } = pins
  const read = shownPins(await policyOf(pins, name, limits))
  return { vendorId: id, policy, trustedRoot, wants: [...wants], saidBy, recordedAt: showTime(recordedAt), ...read }
}

async function vendorAt(db: Read, id: string) {
  const vendor = await vendorById(db, id)
  if (vendor) return vendor
  throw new Problem('intake/no-vendor', `Cannot find the vendor ${quoted(id)}: none has this id`, {
    found: id,
    next: 'millcert vendors list',
  })
}
