import { z } from 'zod'
import { roles } from './roles.ts'

/** Fields that the operations of this room take and give. */
export const id = z.string().min(1).max(100)
export const account = id.describe('id or name of an account')
export const display = z.string().trim().min(1).max(200).describe('as others see it')
/** A role, with `siteId` or `everywhere`. */
export const named = {
  role: z.enum(roles).describe('the role'),
  siteId: id.optional().describe('where'),
  everywhere: z.literal(true).optional().describe('at all sites'),
}
export const page = {
  after: z.string().max(200).optional().describe('where the page before ended'),
  limit: z.number().int().min(1).max(500).default(100).describe('how many at most'),
}
export const granted = z.object({ role: z.string(), siteId: z.string().optional(), everywhere: z.boolean().optional() })
