import type { Input, Tool } from '#base'
import type { BuildWorld } from './build-command.ts'

/** `release build`: what it does is loaded when it is called. */
export const buildCommand: Omit<Tool, 'run'> & { run(world: BuildWorld, input: Input): Promise<number> } = {
  kind: 'tool',
  about: 'Write a release into a folder: archive, bills, VEX, provenance, checksums, signatures; nothing is published',
  more: 'The source archive holds what is committed; bills are written for each unit and for the whole, a union in which no version stands for\nanother. All times are that of the commit, or SOURCE_DATE_EPOCH: the same tree with the same tools gives the same bytes on every machine.\nThere is a VEX document where there is something to state; release.json declares every file. With --key or --signer each file gets a\nSigstore bundle; a release without one is not signed.',
  words: [{ name: 'PATH', about: 'the folder that is released', count: 'one' }],
  flags: {
    name: { about: 'what is released', value: 'NAME' },
    version: { about: 'which version of it', value: 'VERSION' },
    to: { about: 'the folder it is written to: empty, or not there yet', value: 'DIR' },
    artefact: { about: 'a file that was built elsewhere and is released with it', value: 'FILE', repeat: true },
    'no-source': { about: 'leave the source archive out' },
    db: { about: 'the folder of the advisory database', value: 'DIR' },
    key: { about: 'the private key that signs, PEM; with --signer the public half of its key', value: 'FILE' },
    signer: { about: 'a command that signs, as exec:"openssl pkeyutl -sign -inkey key.pem"', value: 'exec:COMMAND' },
    'signer-input': { about: 'what the command gets', value: 'WHAT', choices: ['digest', 'bytes'] },
    'passphrase-file': { about: 'a file whose first line is the passphrase of the key', value: 'FILE' },
  },
  examples: [
    ['release build . --name pump --version 2.9.1 --to out --key release.key', 'a signed release of a source tree'],
    ['release build . --name pump --version 2.9.1 --to out --artefact pump.bin', 'with a firmware file, not signed'],
    ['release build . --name pump --version 2.9.1 --to again', 'a second time, to compare'],
  ],
  async run(world, input) {
    return (await import('./build-command.ts')).runBuild(world, input)
  },
}
