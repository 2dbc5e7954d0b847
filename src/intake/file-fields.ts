import { z } from 'zod'
import { statedForm } from './file-check.ts'

/** A digest of a file in what an operation takes. */
export const digestText = z.string().regex(statedForm, 'a digest is wanted, as sha256: and 64 hex digits')
