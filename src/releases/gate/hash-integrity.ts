import type { GateCheck } from '../gate.ts'
import { lockResult } from '../gate-locks.ts'

export const hashIntegrity: GateCheck = {
  id: 'hash-integrity',
  title: 'Hash integrity',
  proves:
    'Every dependency is pinned to exact bytes; whether those are there, lock check tells (--from-cache, --online).',
  run: async ({ locks }) =>
    lockResult(await locks(), {
      counts: ['hash-mismatch', 'version-missing', 'hash-missing', 'git-floating', 'hash-unverified'],
      said: (fails, open, { files, verified }) => {
        const pins = files.filter(({ kind }) => kind === 'lockfile')
        const all = pins.reduce((sum, { dependencies }) => sum + dependencies, 0)
        const seen = verified ? `, ${verified.right} verified` : ''
        return `${all} dependencies: ${fails} not pinned to their bytes, ${open} cannot be told${seen}`
      },
    }),
}
