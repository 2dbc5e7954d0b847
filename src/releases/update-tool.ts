import type { Input, Tool } from '#base'
import type { UpdatesWorld } from './update-command.ts'

/** `release updates`: what it works with is loaded when it is called. */
export const updatesCommand: Omit<Tool, 'run'> & { run(world: UpdatesWorld, input: Input): Promise<number> } = {
  kind: 'tool',
  about: 'Propose newer releases of direct dependencies, for a person to review; nothing is changed',
  more: 'For each direct dependency of each lockfile: the newest release that is old enough, not withdrawn, no pre-release and of the same\nmajor version; how large the step is, which advisories it ends, whether it loses its provenance, who is new among its publishers. Asks npm,\nPyPI, crates.io and the proxy of Go with --online; without it the same answers from a folder (--from). What is wanted stands under\n[updates] in .millcert/gate.toml. Exit code: 0 all was told, 3 something cannot be told, 5 a registry did not answer, 128 no lockfile.',
  words: [{ name: 'PATH', about: 'a folder, or one lockfile of it', count: 'one' }],
  flags: {
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['markdown', 'json'] },
    online: { about: 'ask the registries' },
    registry: {
      about: 'ask this origin for packages of a type: npm=https://registry.example',
      value: 'TYPE=ORIGIN',
      repeat: true,
    },
    keep: { about: 'write the answers of the registries to a folder, for --from elsewhere', value: 'DIR' },
    from: { about: 'take the answers of the registries from a folder', value: 'DIR' },
    'cool-down': { about: 'days that a release must have been out, 14 by default', value: 'DAYS' },
    majors: { about: 'propose later major versions too' },
    policy: { about: 'what is wanted, .millcert/gate.toml in the folder by default', value: 'FILE' },
    db: { about: 'the folder of the advisory database', value: 'DIR' },
    'allow-unknown': { about: 'exit with 0 where something cannot be told' },
  },
  examples: [
    ['release updates . --online --output updates.md', 'a file to review'],
    ['release updates . --online --keep answers', 'with the answers kept for a station without a network'],
    ['release updates . --from answers --format json', 'there, for other programs'],
  ],
  async run(world, input) {
    const { runUpdates } = await import('./update-command.ts')
    const code = await runUpdates(world, input)
    return code === 3 && input.flags.has('allow-unknown') ? 0 : code
  },
}
