import type { GateCheck } from '../gate.ts'
import { lockResult } from '../gate-locks.ts'

export const lockDrift: GateCheck = {
  id: 'lock-drift',
  title: 'Lock drift',
  proves: 'Every lockfile pins what its manifest asks for, as far as that can be told without resolving it anew.',
  run: async ({ locks }) =>
    lockResult(await locks(), {
      counts: ['drift', 'range-unlocked', 'drift-undecided', 'file-unreadable', 'part-unreadable'],
      said: (fails, open, { files }) =>
        `${files.filter(({ kind }) => kind === 'lockfile').length} lockfiles: ${fails} differ from what is asked for, ${open} cannot be told`,
    }),
}
