import type { Purl } from './purl.ts'

/**
 * What a registered purl type asks of its parts, beyond ECMA-427 clause 5.6. The source of each line is the type's
 * definition (packageurl.org/types); a type that is not listed here is valid and has no rules (clause 5.7).
 */
export interface PurlRule {
  readonly type: string
  readonly namespace: 'required' | 'optional' | 'prohibited'
  /** Parts whose case means nothing are written in lower case. */
  readonly lowerNamespace: boolean
  readonly lowerName: boolean
  readonly lowerVersion: boolean
  /** The qualifier without which the purl is invalid. */
  readonly needs: string | undefined
  /** Only the first segment is the namespace and the name keeps its slashes (`git`: the host, then the path on it). */
  readonly hostFirst: boolean
  /** Brings parts into their canonical form, after the folding of case. */
  readonly shape: ((purl: Purl) => void) | undefined
  /** What is wrong with parts that this type cannot have. */
  readonly refuse: ((purl: Purl) => string | undefined) | undefined
}

type Part = 'namespace' | 'name' | 'version'
type Extra = Partial<Pick<PurlRule, 'needs' | 'hostFirst' | 'shape' | 'refuse'>>

function rule(
  type: string,
  namespace: PurlRule['namespace'],
  lower: readonly Part[] = [],
  extra: Extra = {},
): PurlRule {
  return {
    type,
    namespace,
    lowerNamespace: lower.includes('namespace'),
    lowerName: lower.includes('name'),
    lowerVersion: lower.includes('version'),
    needs: extra.needs,
    hostFirst: extra.hostFirst ?? false,
    shape: extra.shape,
    refuse: extra.refuse,
  }
}

const both = ['namespace', 'name'] as const

/**
 * By type. One line departs from its definition: `golang` says that a namespace is required, and yet modules of one
 * segment exist (`go.opencensus.io`, `stdlib`), so it is optional here.
 */
export const purlRules: ReadonlyMap<string, PurlRule> = new Map(
  [
    rule('alpm', 'required', both),
    rule('apk', 'required', both),
    rule('bazel', 'prohibited'),
    rule('bitbucket', 'required', both),
    rule('bitnami', 'prohibited', ['name']),
    rule('brew', 'optional', both),
    rule('cargo', 'prohibited'),
    rule('chrome-extension', 'prohibited', ['name'], { refuse: notChromeExtension }),
    rule('cocoapods', 'prohibited'),
    rule('composer', 'required', both),
    rule('conan', 'optional'),
    rule('conda', 'prohibited'),
    rule('cpan', 'optional', [], { shape: upperAuthor, refuse: moduleOfPerl }),
    rule('cran', 'prohibited'),
    rule('deb', 'required', both),
    rule('docker', 'optional'),
    rule('gem', 'prohibited'),
    rule('generic', 'optional'),
    rule('git', 'required', [], { hostFirst: true }),
    rule('github', 'required', both),
    rule('golang', 'optional'),
    rule('hackage', 'prohibited'),
    rule('hex', 'optional', both),
    rule('huggingface', 'required', ['version']),
    rule('julia', 'prohibited', [], { needs: 'uuid' }),
    rule('luarocks', 'optional', both),
    rule('maven', 'required'),
    rule('mlflow', 'prohibited', [], { shape: modelName }),
    rule('npm', 'optional'),
    rule('nuget', 'prohibited'),
    rule('oci', 'prohibited', ['name', 'version']),
    rule('opam', 'prohibited'),
    rule('otp', 'prohibited', ['name']),
    rule('pub', 'prohibited', ['name'], { shape: underscored }),
    rule('pypi', 'prohibited', ['name', 'version'], { shape: dashed }),
    rule('qpkg', 'required', ['namespace']),
    rule('rpm', 'required', ['namespace']),
    rule('swid', 'optional', [], { needs: 'tag_id' }),
    rule('swift', 'required'),
    rule('vcpkg', 'prohibited'),
    rule('vscode-extension', 'required', ['namespace', 'name', 'version']),
    rule('yocto', 'optional', ['namespace']),
  ].map(each => [each.type, each] as const),
)

function notChromeExtension(purl: Purl): string | undefined {
  if (!/^[a-p]{32}$/.test(purl.name)) return 'the name of a Chrome extension is 32 letters from a to p'
  if (purl.version !== undefined && !/^\d+(?:\.\d+){0,3}$/.test(purl.version)) {
    return 'the version of a Chrome extension is one to four numbers'
  }
  return undefined
}

function moduleOfPerl(purl: Purl): string | undefined {
  return purl.name.includes('::') ? 'the name is a distribution of CPAN, never a module with "::"' : undefined
}

function upperAuthor(purl: Purl): void {
  purl.namespace = purl.namespace?.toUpperCase()
}

/** The server decides whether case means something: to Databricks it does not, to Azure ML it does. */
function modelName(purl: Purl): void {
  if (purl.qualifiers?.get('repository_url')?.includes('databricks')) purl.name = purl.name.toLowerCase()
}

function underscored(purl: Purl): void {
  purl.name = purl.name.replace(/[^a-z0-9_]/g, '_')
}

function dashed(purl: Purl): void {
  if (purl.name.includes('_')) purl.name = purl.name.replaceAll('_', '-')
}
