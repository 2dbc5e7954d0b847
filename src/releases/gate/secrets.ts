import type { GateCheck } from '../gate.ts'
import { mostText } from '../gate-tree.ts'
import { secretsIn, textsOf } from '../secret-scan.ts'

export const secrets: GateCheck = {
  id: 'secrets',
  title: 'Secrets in the tree',
  proves: 'No text in the tree has the form of a key, token or password that the rules know; others may be there.',
  async run({ files, world }) {
    const all = files()
    const { texts, large } = textsOf(all, mostText)
    const found = await secretsIn(texts, done => world.progress('looking for secrets', done, all.length))
    const findings = [
      ...found.map(({ rule, path, line }) => ({
        what: `a secret (${rule})`,
        at: `${path}:${line}`,
        why: 'take it out, and change it where it is valid: it has been seen',
      })),
      ...large.map(({ path, bytes }) => ({ what: `${bytes} bytes`, at: path, why: 'too large to be looked into' })),
    ]
    const said = `${all.length} files: ${found.length} secrets${large.length > 0 ? `, ${large.length} too large to look into` : ''}`
    return { outcome: found.length > 0 ? 'fail' : large.length > 0 ? 'cannot-tell' : 'pass', said, findings }
  },
}
