import { z } from 'zod'
import { day, text, time, written } from './asked.ts'
import type { AssetFactField } from './asset-field.ts'
import { assetKinds } from './asset-kind.ts'
import type { FactValue, Strength } from './fact.ts'
import { isAddress, isHardwareAddress } from './import-value.ts'
import type { FreshWord } from './weighing.ts'

const grades = ['critical', 'high', 'medium', 'low'] as const
const purdueLevels = [0, 1, 2, 3, 3.5, 4, 5]

/** What people may say of an asset. */
export const saidFields = {
  tag: text.optional().describe("the plant's own id: F-201"),
  name: text.optional(),
  kind: z.enum(assetKinds).optional(),
  place: written(1000).optional().describe('id or path of the place it stands in'),
  zone: text.optional().describe('id or name of its zone'),
  parent: written(100).optional().describe('id of the chassis or host it is a module of'),
  slot: text.optional().describe('where in its chassis'),
  level: z.coerce
    .number()
    .refine(level => purdueLevels.includes(level), 'a level of the Purdue model is 0, 1, 2, 3, 3.5, 4 or 5')
    .optional()
    .describe('of the Purdue model: 0, 1, 2, 3, 3.5, 4 or 5'),
  vendor: text.optional(),
  product: text.optional(),
  orderNumber: text.optional(),
  serial: text.optional(),
  hardwareRevision: text.optional(),
  firmware: text.optional().describe('version of its firmware'),
  os: text.optional(),
  ipAddresses: z.array(text.refine(isAddress, 'an IP address is four numbers up to 255, or IPv6')).max(100).optional(),
  macAddresses: z
    .array(text.refine(isHardwareAddress, 'a MAC address is twelve hexadecimal digits: 00:1d:9c:0a:0b:0c'))
    .max(100)
    .optional(),
  rank: z.coerce.number().int().min(1).max(4).optional().describe('how critical for the process: 1 is the most'),
  safety: z.enum(grades).optional().describe('how critical for safety'),
  quality: z.enum(grades).optional().describe('how critical for quality'),
  downtimeCostPerHour: z.coerce.number().min(0).optional().describe('in the currency of the site'),
  owner: z.enum(['it', 'ot', 'convergence']).optional().describe('who decides about it'),
  installedOn: day.optional(),
  expectedLifeYears: z.coerce.number().positive().max(200).optional(),
  supportUntil: day.optional().describe("last day of the maker's support"),
  neverPatched: z.boolean().optional(),
  description: written(2000).optional(),
}

/** How what is said is known. */
export const sayingFields = {
  observedAt: time.optional().describe('when it was seen; now when left out'),
  confidence: z
    .enum(['guessed', 'stated', 'configured', 'observed-passively', 'observed-actively', 'confirmed'])
    .default('confirmed')
    .describe('how it is known'),
}

/** Fields that may be emptied. */
export const emptied = z
  .array(z.enum(Object.keys(saidFields) as [keyof typeof saidFields]))
  .max(40)
  .optional()
  .describe('fields of which it is known that there is none')

type Said = { readonly [Name in keyof typeof saidFields]?: FactValue | undefined }

/** Names of what is said where the fact has another one. */
const factNames: Readonly<Record<string, AssetFactField>> = { place: 'placeId', zone: 'zoneId', parent: 'parentId' }

/** What is said, as words about an asset. Places, zones and chassis are ids. */
export function wordsSaid(
  said: Said,
  none: readonly string[],
  { confidence, observedAt }: { confidence: Strength; observedAt: number },
): FreshWord[] {
  const word = (name: string, value: FactValue): FreshWord => {
    const field = factNames[name] ?? (name as AssetFactField)
    return { field, value, confidence, observedAt }
  }
  const filled = Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [word(name, value)]))
  return [...filled, ...none.map(name => word(name, null))]
}
