import { type Disk, type Input, jsonText, type Limits, Problem, showTime, type Tool, visible } from '#base'
import { agreement, type Comparison, compareRecords, type ReproRecord, readRecord, whyDifferent } from './repro.ts'

/** What the commands take of the world. */
export interface ReproWorld {
  readonly disk: Disk
  readonly limits: Limits
  readonly version: string
  now(): number
  out(text: string): void
  /** Every file below a folder, sorted. */
  files(folder: string): string[]
  /** In hex. */
  hash(path: string): string
  /** Conditions of this machine and of what was made, by name. */
  conditions(folder: string): Promise<Record<string, string>>
  /** Who vouches for a record, by the signature beside it; undefined without a policy. */
  vouched(
    path: string,
  ): Promise<{ result: 'verified' | 'refused' | 'undecided' | 'unsigned'; because?: string } | undefined>
}

type Command = Omit<Tool, 'run'> & { run(world: ReproWorld, input: Input): Promise<number> }

/** `repro record`. */
export const reproRecordCommand: Command = {
  kind: 'tool',
  about: 'Write down what came of a making, file by file, and under which conditions',
  more: 'On each of two machines, of the same input; sign both with `millcert sign`, and hold them against each other with repro compare.\nSignatures (*.sigstore.json) are left out: who signs is not what was made.',
  words: [{ name: 'DIR', about: 'the folder that was made: a release, a build', count: 'one' }],
  flags: { source: { about: 'the checkout that it was made from', value: 'DIR' } },
  examples: [
    ['repro record out --source . --output a.json', 'on the first machine'],
    ['repro record out --source . --output b.json', 'on the second'],
    ['sign a.json --key first.key', 'so that nobody else says it'],
  ],
  async run(world, input) {
    const folder = input.words[0]!.replace(/(?<=.)\/+$/, '')
    const files = world.files(folder).filter(path => !path.endsWith('.sigstore.json'))
    if (files.length === 0)
      throw new Problem('releases/nothing-made', `Cannot record ${folder}: there is no file in it`, { at: folder })
    const record: ReproRecord = {
      schema: 'millcert-repro/1',
      tool: { name: 'millcert', version: world.version },
      recordedAt: showTime(world.now()),
      files: files.map(path => ({
        path,
        sha256: world.hash(`${folder}/${path}`),
        size: world.disk.stat(`${folder}/${path}`)!.size,
      })),
      conditions: await world.conditions(folder),
    }
    world.out(`${jsonText(record, 2)}\n`)
    return 0
  },
}

const mostRecord = 256 * 1024 * 1024

/** `repro compare`. */
export const reproCompareCommand: Command = {
  kind: 'tool',
  about: 'Tell whether two makings came to the same bytes, or what differs and why',
  more: 'With --policy both records must be signed by who may. Where they agree, --statement writes that as an in-toto statement over every\nfile, to be signed by who compared them. Exit code 0 when every file is the same, 4 when one is not or a record is not signed.',
  words: [
    { name: 'FIRST', about: 'a record', count: 'one' },
    { name: 'SECOND', about: 'another', count: 'one' },
  ],
  flags: {
    policy: { about: 'who may have signed the records (TOML)', value: 'FILE' },
    'trusted-root': { about: 'authorities and logs that are believed (trusted_root.json)', value: 'FILE' },
    statement: { about: 'where to write that they agree', value: 'FILE' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['repro compare a.json b.json', 'what two machines made'],
    ['repro compare a.json b.json --policy makers.toml --statement agreed.json', 'signed, and said'],
    ['sign --statement agreed.json --key release.key', 'the agreement, as an attestation'],
  ],
  async run(world, input) {
    const [first, second] = input.words.map(path => readRecord(world.disk.read(path, mostRecord), world.limits, path))
    const compared = compareRecords(first!, second!)
    const signed = []
    for (const path of input.words) {
      const found = await world.vouched(path)
      if (found) signed.push({ file: path, ...found })
    }
    const believed = signed.every(({ result }) => result === 'verified')
    const statement = input.flags.get('statement')?.at(-1)
    if (statement !== undefined && compared.result === 'identical' && believed)
      world.disk.write(statement, [`${JSON.stringify(agreement(first!, second!))}\n`])
    const json = input.flags.get('format')?.at(-1) === 'json'
    const tool = { name: 'millcert', version: world.version }
    world.out(
      json
        ? `${jsonText({ schema: 'millcert-repro-compare/1', tool, ...compared, signed }, 2)}\n`
        : table(compared, first!.files.length, signed),
    )
    return compared.result === 'identical' && believed ? 0 : 4
  },
}

/** Most files that are told on a terminal; JSON has them all. */
const most = 50

function table(
  compared: Comparison,
  files: number,
  signed: readonly { file: string; result: string; because?: string }[],
): string {
  const { differences, conditions } = compared
  const head = differences.length === 0 ? `identical: ${files} files` : `different: ${differences.length} of the files`
  const shown = (side: string | null) => side ?? 'nothing'
  const lines = [
    `${head}. ${whyDifferent(compared)}`,
    ...differences.slice(0, most).map(({ path, first, second }) => `  ${path}: ${shown(first)} and ${shown(second)}`),
    ...(differences.length > most ? [`  and ${differences.length - most} more: --format json lists them all`] : []),
    ...conditions.map(({ name, first, second }) => `  ${name}: ${shown(first)} and ${shown(second)}`),
    ...signed.map(({ file, result, because }) => `  ${file}: ${result}${because ? `: ${because}` : ''}`),
  ]
  return `${lines.map(visible).join('\n')}\n`
}
