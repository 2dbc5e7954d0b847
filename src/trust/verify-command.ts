import { type Disk, type Limits, Problem, type Tool, visible } from '#base'
import type { Artifact } from './artifact.ts'
import type { Judging } from './envelopes.ts'
import { digestArtifact, fileArtifact } from './file-artifact.ts'
import { judge } from './judge.ts'
import { envelopeOf, envelopes, mostEnvelopeBytes, papersOf, placesBeside } from './read-envelope.ts'
import { answerJson, answerOf, answerTable, type Judged } from './verify-answer.ts'
import { askedFor } from './verify-asked.ts'

export const verify: Tool = {
  kind: 'tool',
  about: 'Tell who vouches for a file, and whether that is who should',
  more: 'Looks at the signature file that is named, or at those beside FILE, with no network. Each check is told with what it proves and\nwhat not. Exit code 0 when all that is wanted passed, 4 when a check failed, 3 when one cannot be told.',
  words: [{ name: 'FILE', about: 'what was signed; or sha256:HEX, where only its digest is known', count: 'one' }],
  flags: {
    bundle: { about: 'the signature file; left out: those beside FILE', value: 'FILE' },
    policy: { about: 'who may sign what, and what else is wanted (TOML)', value: 'FILE' },
    key: { about: 'the public key that must have signed', value: 'FILE', repeat: true },
    threshold: { about: 'how many of several keys must have signed', value: 'NUMBER' },
    identity: { about: 'the identity that must have signed; * stands for any part but a slash', value: 'NAME' },
    issuer: { about: 'the login service that must have confirmed the identity', value: 'URL' },
    'predicate-type': { about: 'the kind of statement that is wanted', value: 'URI', repeat: true },
    'trusted-root': {
      about: 'authorities and logs that are believed: trusted_root.json, or the folder of a carried repository of them',
      value: 'PATH',
    },
    'first-root': {
      about: 'the root.json that such a repository is believed from, brought another way',
      value: 'FILE',
    },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['verify firmware.bin --key vendor.pub', 'signed by this key, the signature beside it'],
    [
      'verify app.tgz --identity dev@example.org --issuer https://accounts.example.org --trusted-root trusted_root.json',
      'signed by somebody who logged in there',
    ],
    ['verify firmware.bin --policy vendor.toml --format json', 'by a policy that stays, for a script'],
  ],
  async run(world, input) {
    const path = input.words[0]!
    const { policy, trusted } = await askedFor(world, input)
    const standing = digestArtifact(path)
    const { artifact, close } = standing
      ? { artifact: standing, close: () => undefined }
      : fileArtifact(world.disk, path)
    try {
      const named = input.flags.get('bundle')?.at(-1)
      const judging: Judging = { artifact, policy, trusted, now: world.now() }
      const judged = await judgedAt(
        world.disk,
        standing && named === undefined ? [] : filesOf(world.disk, path, named),
        judging,
        world.limits,
      )
      if (judged.length === 0) throw unsigned(artifact, path)
      const answer = answerOf({
        version: world.version,
        now: world.now(),
        artifact,
        policy: policy.from,
        trustedRoot: trusted?.from,
        judged,
      })
      const json = input.flags.get('format')?.at(-1) === 'json'
      world.out(json ? answerJson(answer) : answerTable(answer, input.flags.has('verbose')))
      if (answer.result !== 'verified')
        world.say(`millcert: ${visible(`${artifact.name} is ${answer.result}: ${answer.because}`)}`)
      return { verified: 0, refused: 4, undecided: 3 }[answer.result]
    } finally {
      close()
    }
  },
}

/** The signature file that was named, or every one that is there. */
function filesOf(disk: Disk, path: string, named: string | undefined): readonly string[] {
  if (named !== undefined) return [named]
  return [...new Set(placesBeside(path))].filter(place => disk.stat(place)?.kind === 'file')
}

/** Judges each signature in the files. One that was found by its name alone may be something else; one of them must be a signature. */
async function judgedAt(disk: Disk, files: readonly string[], judging: Judging, limits: Limits): Promise<Judged[]> {
  const judged: Judged[] = []
  let unknown: string | undefined
  for (const file of files) {
    const bytes = disk.read(file, mostEnvelopeBytes(limits), 'element')
    for (const paper of papersOf(bytes, file)) {
      const envelope = envelopeOf(paper.bytes, file)
      if (envelope === undefined) unknown ??= paper.name
      else judged.push({ file: paper.name, judgement: await judge(envelope, paper, judging, limits) })
    }
  }
  if (judged.length === 0 && files.length > 0)
    throw new Problem(
      'trust/not-a-signature',
      `Cannot read ${unknown ?? files[0]}: it is no signature file that is known`,
      {
        at: unknown ?? files[0]!,
        wanted: envelopes.map(({ label }) => label).join(', '),
      },
    )
  return judged
}

function unsigned({ name }: Artifact, path: string): Problem {
  return new Problem('trust/unsigned', `Cannot verify ${name}: there is no signature of it`, {
    wanted: placesBeside(path).join(', '),
    next: 'name it with --bundle FILE',
  })
}
