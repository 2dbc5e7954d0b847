import { type Check, fail, pass } from './check.ts'
import { matchesPattern } from './pinned.ts'
import type { ProvenancePolicy } from './policy.ts'
import { isObject, type Statement } from './statement.ts'

export const provenanceV1 = 'https://slsa.dev/provenance/v1'
const provenanceV02 = 'https://slsa.dev/provenance/v0.2'

/** Where an artefact came from, as its builder says (SLSA provenance v1; v0.2 in its nouns). The level is not in it: who builds at which is the policy's word. */
export interface Provenance {
  readonly version: '1' | '0.2'
  readonly builder: string
  readonly buildType: string
  /** What the user of the builder could choose; v0.2: `invocation.parameters` and the config source. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** What was fetched, v0.2: materials. */
  readonly dependencies: readonly ResourceDescriptor[]
  readonly invocation: string | undefined
  readonly startedOn: string | undefined
  readonly finishedOn: string | undefined
}

export interface ResourceDescriptor {
  readonly uri: string
  readonly digest: Readonly<Record<string, string>>
}

export const isProvenance = ({ predicateType }: Statement): boolean =>
  predicateType === provenanceV1 || predicateType === provenanceV02

/** The provenance of a statement; a text that says what is missing where it is none. */
export function provenanceOf({ predicateType, predicate }: Statement): Provenance | string {
  if (predicateType === provenanceV1) return ofV1(predicate)
  if (predicateType === provenanceV02) return ofV02(predicate)
  return `${predicateType} is no provenance that is known`
}

function ofV1(predicate: Readonly<Record<string, unknown>>): Provenance | string {
  const definition = part(predicate, 'buildDefinition')
  const run = part(predicate, 'runDetails')
  const metadata = part(run, 'metadata')
  const builder = text(part(run, 'builder'), 'id')
  const buildType = text(definition, 'buildType')
  if (builder === undefined) return 'it has no runDetails.builder.id'
  if (buildType === undefined) return 'it has no buildDefinition.buildType'
  if (!isObject(definition.externalParameters)) return 'it has no buildDefinition.externalParameters'
  return {
    version: '1',
    builder,
    buildType,
    parameters: definition.externalParameters,
    dependencies: descriptors(definition.resolvedDependencies),
    invocation: text(metadata, 'invocationId'),
    startedOn: text(metadata, 'startedOn'),
    finishedOn: text(metadata, 'finishedOn'),
  }
}

function ofV02(predicate: Readonly<Record<string, unknown>>): Provenance | string {
  const builder = text(part(predicate, 'builder'), 'id')
  const buildType = text(predicate, 'buildType')
  if (builder === undefined) return 'it has no builder.id'
  if (buildType === undefined) return 'it has no buildType'
  const invocation = part(predicate, 'invocation')
  const metadata = part(predicate, 'metadata')
  return {
    version: '0.2',
    builder,
    buildType,
    parameters: {
      ...part(invocation, 'parameters'),
      ...(isObject(invocation.configSource) ? { configSource: invocation.configSource } : {}),
    },
    dependencies: descriptors(predicate.materials),
    invocation: text(metadata, 'buildInvocationId'),
    startedOn: text(metadata, 'buildStartedOn'),
    finishedOn: text(metadata, 'buildFinishedOn'),
  }
}

/** Members of parameters under which build types name the source: a text, or an object with one of `inside`. */
const sourceKeys = ['workflow', 'source', 'configSource', 'repository', 'sourceRepository']
const inside = ['repository', 'uri', 'url']

/**
 * The source of a build: what its parameters name, else the one thing that was fetched. A list of dependencies is no answer: whoever
 * builds something else can fetch the wanted source too.
 */
export function sourcesOf({ parameters, dependencies }: Provenance): readonly string[] {
  const found = sourceKeys.flatMap(key => {
    const value = Object.hasOwn(parameters, key) ? parameters[key] : undefined
    return isObject(value) ? inside.map(name => text(value, name)) : [text(parameters, key)]
  })
  const named = found.filter(one => one !== undefined)
  if (named.length > 0) return named
  return dependencies.length === 1 ? [dependencies[0]!.uri] : []
}

/** `provenance-builder`, `provenance-source` and `provenance-parameters` of what the policy asks for. */
export function provenanceChecks(statement: Statement, policy: ProvenancePolicy): Check[] {
  const found = provenanceOf(statement)
  if (typeof found === 'string')
    return [fail('provenance-builder', `There is no provenance that can be read: ${found}`)]
  const checks: Check[] = []
  const { builders, sources, buildTypes, parameters } = policy
  if (builders.length > 0) checks.push(everyOf('provenance-builder', 'the builder', [found.builder], builders))
  if (sources.length > 0) checks.push(everyOf('provenance-source', 'the source', sourcesOf(found), sources))
  if (buildTypes.length > 0)
    checks.push(everyOf('provenance-parameters', 'the kind of build', [found.buildType], buildTypes))
  if (parameters !== undefined) {
    const odd = Object.keys(found.parameters).filter(key => !parameters.includes(key))
    checks.push(
      odd.length === 0
        ? pass('provenance-parameters', 'The build was given no parameter but those that the policy names')
        : fail(
            'provenance-parameters',
            `The build was given ${odd.slice(0, 5).join(', ')}, which the policy does not name`,
          ),
    )
  }
  return checks
}

function everyOf(name: Check['name'], what: string, found: readonly string[], wanted: readonly string[]): Check {
  const odd = found.find(one => !wanted.some(pattern => matchesPattern(one, pattern)))
  return odd === undefined && found.length > 0
    ? pass(name, `The statement names ${found.join(', ')} as ${what}`)
    : fail(name, `The statement names ${odd ?? 'nothing'} as ${what}, and ${wanted.join(' or ')} is wanted`)
}

/** What a provenance is written of; undefined members are left out. Same content, same bytes. */
export interface ProvenanceWritten extends Provenance {
  /** Further digests and names of what made it: orchestrator, tools. */
  readonly builderDependencies?: readonly (ResourceDescriptor & { readonly name?: string })[]
  readonly builderVersion?: Readonly<Record<string, string>>
  readonly byproducts?: readonly (ResourceDescriptor & { readonly name?: string })[]
}

/** A statement with a provenance v1 as JSON, members in the order of the specification. */
export function provenanceStatement(subjects: Statement['subjects'], written: ProvenanceWritten): object {
  const { builder, buildType, parameters, dependencies, invocation, startedOn, finishedOn } = written
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map(({ name, digest }) => ({ name, digest })),
    predicateType: provenanceV1,
    predicate: {
      buildDefinition: { buildType, externalParameters: parameters, resolvedDependencies: dependencies },
      runDetails: {
        builder: {
          id: builder,
          builderDependencies: written.builderDependencies,
          version: written.builderVersion,
        },
        metadata: { invocationId: invocation, startedOn, finishedOn },
        byproducts: written.byproducts,
      },
    },
  }
}

function part(of: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const found = Object.hasOwn(of, key) ? of[key] : undefined
  return isObject(found) ? found : {}
}

function text(of: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const found = Object.hasOwn(of, key) ? of[key] : undefined
  return typeof found === 'string' && found !== '' ? found : undefined
}

function descriptors(value: unknown): ResourceDescriptor[] {
  if (!Array.isArray(value)) return []
  return value.filter(isObject).map(one => ({
    uri: text(one, 'uri') ?? '',
    digest: Object.fromEntries(
      Object.entries(part(one, 'digest')).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  }))
}
