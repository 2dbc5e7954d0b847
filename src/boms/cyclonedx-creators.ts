import { type Creator, eachOnce, mailOf } from './creators.ts'
import type { Raw } from './cyclonedx-gather.ts'

/** CycloneDX 1.6 and 1.7, `version`. */
export const longestVersion = 1024

/** Who made the bill, as `metadata` of CycloneDX has it in the JSON spelling. */
export interface WrittenCreators {
  tools: { components: { type: 'application'; name: string; version: string | undefined }[] } | undefined
  authors: { name: string; email: string | undefined }[] | undefined
  manufacturer: { name: string; contact: { email: string }[] | undefined } | undefined
}

/**
 * Tools, the organisation (from 1.6 on `manufacturer`) and people. What has no name is passed over: nothing hangs on it.
 * `supplier` is who supplies what the bill is about, and until 1.5 `manufacture` is who makes it.
 */
export function creatorsOf(metadata: Raw): Creator[] {
  const tools = metadata['tools']
  const { components, services } = recordOf(tools)
  const made = Array.isArray(tools) ? tools : [...listOf(components), ...listOf(services)]
  const found: (Creator | undefined)[] = made.map(tool => {
    const { name, version } = recordOf(tool)
    return named('tool', name, typeof version === 'string' && version !== '' ? version : undefined, undefined)
  })
  const { name, contact } = recordOf(metadata['manufacturer'])
  const mails = listOf(contact).map(one => mailOf(recordOf(one)['email']))
  found.push(
    named(
      'organization',
      name,
      undefined,
      mails.find(mail => mail !== undefined),
    ),
  )
  for (const author of listOf(metadata['authors'])) {
    const { name, email } = recordOf(author)
    found.push(named('person', name, undefined, mailOf(email)))
  }
  return eachOnce(found.filter(one => one !== undefined))
}

function named(
  kind: Creator['kind'],
  name: unknown,
  version: string | undefined,
  mail: string | undefined,
): Creator | undefined {
  return typeof name === 'string' && name !== '' ? { kind, name, version, mail } : undefined
}

/** The same for writing; a second organisation is an author, since there is room for one. */
export function writtenCreators(
  creators: readonly Creator[],
  clean: (text: string) => string,
): WrittenCreators | undefined {
  const all = eachOnce(creators.map(one => ({ ...one, ...calledIn(one, clean) }))).filter(({ name }) => name !== '')
  if (all.length === 0) return undefined
  const tools = eachOnce(all.filter(({ kind }) => kind === 'tool').map(one => ({ ...one, mail: undefined })))
  const agents = all.filter(({ kind }) => kind !== 'tool')
  const maker = agents.find(({ kind }) => kind === 'organization')
  // Written, an author has no kind: an organisation and a person of one name are one.
  const authors = eachOnce(
    agents.filter(one => one !== maker).map(({ name, mail }) => ({ kind: 'person', name, version: undefined, mail })),
  )
  return {
    tools:
      tools.length === 0
        ? undefined
        : {
            components: tools.map(({ name, version }) => ({
              type: 'application',
              name,
              version: version || undefined,
            })),
          },
    authors: authors.length === 0 ? undefined : authors.map(({ name, mail }) => ({ name, email: mail })),
    manufacturer: maker && {
      name: maker.name,
      contact: maker.mail === undefined ? undefined : [{ email: maker.mail }],
    },
  }
}

/** What the schemas take for no version stands behind the name. */
function calledIn({ name, version }: Creator, clean: (text: string) => string): Pick<Creator, 'name' | 'version'> {
  const behind = (version && clean(version)) || undefined
  const called = clean(name)
  return behind === undefined || called === '' || behind.length <= longestVersion
    ? { name: called, version: behind }
    : { name: `${called}-${behind}`, version: undefined }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
