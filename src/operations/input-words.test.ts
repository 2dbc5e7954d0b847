import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { inputWords } from './input-words.ts'

test('what is wrong with an input is told in plain words', () => {
  const takes = z.strictObject({
    siteId: z.string().min(1).max(5),
    limit: z.number().int().min(1).max(500).default(50),
    role: z.enum(['viewer', 'admin']).optional(),
    from: z.iso.datetime().optional(),
    mapping: z.array(z.string()).max(1).optional(),
  })
  const words = (raw: unknown) => inputWords(takes.safeParse(raw).error!.issues[0]!, raw)
  assert.equal(words({}), 'siteId is missing')
  assert.equal(words({ siteId: 5 }), 'siteId "5": a text is wanted')
  assert.equal(words({ siteId: 'too long' }), 'siteId: at most 5 characters wanted')
  assert.equal(words({ siteId: 'a', limit: 1000 }), 'limit "1000": at most 500 wanted')
  assert.equal(words({ siteId: 'a', limit: Number.NaN }), 'limit "NaN": a number is wanted')
  assert.equal(words({ siteId: 'a', role: 'boss' }), 'role "boss": one of viewer, admin is wanted')
  assert.equal(
    words({ siteId: 'a', from: '2026-11-18' }),
    'from "2026-11-18": a time such as 2026-11-21T10:00:00Z is wanted',
  )
  assert.equal(words({ siteId: 'a', mapping: ['b', 'c'] }), 'mapping: at most 1 of them wanted')
  assert.equal(words({ siteId: 'a', site: 'b' }), 'it takes no "site"')
  assert.equal(words(5), 'the input: an object is wanted')
})
