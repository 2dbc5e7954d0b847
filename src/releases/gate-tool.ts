import { type Input, Problem, type Tool } from '#base'
import type { GateWorld } from './gate.ts'
import { privateFlags } from './private-report.ts'
import { pastKinds } from './source-history.ts'

/** `release gate`: the checks are loaded when it is called. */
export const gateCommand: Omit<Tool, 'run'> & { run(world: GateWorld, input: Input): Promise<number> } = {
  kind: 'tool',
  about: 'Check whether what lies in a folder may be released: nine checks, each for itself',
  more: 'Lock drift, hash integrity, known vulnerabilities with what somebody acknowledged in .millcert/ignore.toml, malicious packages,\nprovenance, secrets, factory data, SECURITY.md and licences. What is wanted stands in .millcert/gate.toml; without it everything is, but\nprovenance. Opens no socket without --online. Exit code: 0 the gate is open, 1 it is shut, 3 something could not be decided.',
  words: [{ name: 'PATH', about: 'the folder that is released', count: 'one' }],
  flags: {
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
    policy: { about: 'what is wanted, .millcert/gate.toml in the folder by default', value: 'FILE' },
    attestations: {
      about: 'a folder of signed statements about dependencies, as npm and PyPI give them',
      value: 'DIR',
    },
    online: { about: 'ask npm, PyPI and the checksum database of Go who vouches for direct dependencies' },
    registry: {
      about: 'ask this origin for packages of a type: npm=https://registry.example',
      value: 'TYPE=ORIGIN',
      repeat: true,
    },
    signers: { about: 'who may have signed those statements (TOML, as --policy of verify)', value: 'FILE' },
    db: { about: 'the folder of the advisory database', value: 'DIR' },
    history: {
      about: 'try the policy on so many states of the past instead: what would it have blocked?',
      value: 'N',
    },
    'history-of': {
      about: 'which states: commits that changed the folder, or those with a tag',
      value: 'KIND',
      choices: pastKinds,
    },
    'public-log': { about: 'print no name, version, path or count: for logs that anybody can read' },
    ...privateFlags,
    'allow-unknown': { about: 'exit with 0 where something could not be decided' },
  },
  examples: [
    ['release gate .', 'before a release'],
    ['release gate . --history 40', 'before a policy is put in force: how often would it have said no?'],
    [
      'release gate . --public-log --private-report gate.age --recipient age1…',
      'every night, where anybody reads the log',
    ],
  ],
  async run(world, input) {
    const { runGate } = await import('./gate-command.ts')
    const open = input.flags.has('public-log')
    try {
      const code = await runGate(world, input)
      return code === 3 && input.flags.has('allow-unknown') ? 0 : code
    } catch (error) {
      if (!open || !(error instanceof Problem) || error.code === 'cli/usage') throw error
      throw new Problem(error.code, 'Cannot run the gate; without --public-log the reason is said')
    }
  },
}
