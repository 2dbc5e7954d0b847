import { type Disk, type Input, type Limits, Problem, quoted } from '#base'
import type { Policy } from './policy.ts'
import { policyDocument } from './policy-document.ts'
import { checkPolicy, noPolicy, type PolicyFile, readPolicy } from './policy-file.ts'
import { readTrustedRoot, type TrustedRoot } from './trusted-root.ts'

/** Public keys and trusted roots are small; the public trusted root has 8 KiB. */
const mostKeyBytes = 64 * 1024
const mostRootBytes = 4 * 1024 ** 2

/** The part of the world that a policy takes. */
export interface PolicyPlace {
  readonly disk: Disk
  readonly limits: Limits
  readonly home: { readonly data: string }
  now(): number
}

/** The policy that flags or a file ask for, with the trusted root of either. */
export async function askedFor(
  place: PolicyPlace,
  input: Input,
): Promise<{ policy: Policy; trusted: TrustedRoot | undefined }> {
  const { disk } = place
  const flag = (name: string) => input.flags.get(name)?.at(-1)
  const file = flag('policy')
  const who = ['key', 'threshold', 'identity', 'issuer', 'predicate-type'].filter(name => flag(name) !== undefined)
  if (file !== undefined && who.length > 0)
    throw new Problem(
      'trust/two-policies',
      `Cannot verify with --policy and --${who[0]}: one of them says who may sign`,
    )
  const found = file === undefined ? fromFlags(disk, input) : await fromFile(disk, file)
  const trusted = await believed(place, {
    trustedRoot: flag('trusted-root') ?? found.trustedRoot,
    firstRoot: flag('first-root') ?? found.firstRoot,
  })
  return { policy: found.policy, trusted }
}

/** A trusted root of a file, or out of a repository that was carried here. */
async function believed(
  { disk, limits, home, now }: PolicyPlace,
  { trustedRoot, firstRoot }: Omit<PolicyFile, 'policy'>,
): Promise<TrustedRoot | undefined> {
  if (trustedRoot === undefined) return undefined
  if (disk.stat(trustedRoot)?.kind !== 'folder')
    return readTrustedRoot(disk.read(trustedRoot, mostRootBytes), limits, trustedRoot)
  if (firstRoot === undefined)
    throw new Problem('trust/no-first-root', `Cannot believe ${trustedRoot}: a repository cannot vouch for itself`, {
      next: 'name a root of it that came another way with --first-root FILE',
    })
  const { trustedRootOf } = await import('./carried-repository.ts')
  return trustedRootOf(disk, { folder: trustedRoot, root: firstRoot, kept: `${home.data}/trust` }, now(), limits)
}

function fromFlags(disk: Disk, input: Input): PolicyFile {
  const flag = (name: string) => input.flags.get(name)?.at(-1)
  const [identity, issuer, threshold] = [flag('identity'), flag('issuer'), flag('threshold') ?? '1']
  if ((identity === undefined) !== (issuer === undefined))
    throw new Problem(
      'trust/half-an-identity',
      'Cannot verify with an identity alone: --identity and --issuer go together',
    )
  if (!/^[1-9]\d{0,2}$/.test(threshold))
    throw new Problem(
      'trust/bad-threshold',
      `Cannot verify with --threshold ${quoted(threshold)}: a whole number is wanted`,
    )
  const signs = { signs: [], from: undefined, until: undefined, withdrawn: undefined }
  const policy: Policy = {
    ...noPolicy,
    from: 'the command line',
    threshold: Number(threshold),
    keys: (input.flags.get('key') ?? []).map(name => ({ name, bytes: disk.read(name, mostKeyBytes), ...signs })),
    identities:
      identity === undefined || issuer === undefined
        ? []
        : [{ identity, pattern: identity.includes('*'), issuer, signs: [] }],
    predicateTypes: input.flags.get('predicate-type') ?? [],
  }
  checkPolicy(policy)
  return { policy, trustedRoot: undefined, firstRoot: undefined }
}

/** A policy file; what it names lies beside it. */
async function fromFile(disk: Disk, path: string): Promise<PolicyFile> {
  const document = await policyDocument(disk, path, 'trust/bad-policy')
  const beside = (name: string) =>
    /^(?:[/\\]|[A-Za-z]:)/.test(name) ? name : `${path.slice(0, path.lastIndexOf('/') + 1)}${name}`
  const found = readPolicy(document, path, name => disk.read(beside(name), mostKeyBytes))
  const placed = (name: string | undefined) => (name === undefined ? undefined : beside(name))
  return { policy: found.policy, trustedRoot: placed(found.trustedRoot), firstRoot: placed(found.firstRoot) }
}
