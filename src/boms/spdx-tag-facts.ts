import { noteList } from '#base'
import type { Facts } from './facts.ts'
import type { Paper } from './format.ts'
import { spdxFactGathering } from './spdx-facts.ts'
import { checksumOf, packageTags, referenceParts, relationshipParts, starts } from './spdx-sections.ts'
import { passedTags, tagsIn } from './spdx-tags.ts'

type Raw = Record<string, unknown>

/** Members of a package that answer something and are not read into the bill. */
const more: ReadonlyMap<string, string> = new Map([['PackageFileName', 'packageFileName']])

/** What a document in tag and value answers: its sections in the JSON spelling, judged by the same rules. */
export function tagFacts(paper: Paper): Facts {
  const found = spdxFactGathering()
  const creators: string[] = []
  const creation: Raw = { creators }
  let raw: Raw | undefined
  const end = () => {
    if (raw) found.take('packages', raw)
    raw = undefined
  }
  for (const { name, value } of tagsIn(paper, noteList(), tag => more.has(tag) || !passedTags.has(tag))) {
    const member = packageTags.get(name) ?? more.get(name)
    if (starts.has(name)) {
      end()
      if (name === 'PackageName') raw = { name: value, checksums: [], externalRefs: [] }
    } else if (name === 'Creator') creators.push(value)
    else if (name === 'Created') creation['created'] ??= value
    else if (name === 'SPDXVersion') found.take('spdxVersion', value)
    else if (name === 'DocumentNamespace') found.take('documentNamespace', value)
    else if (name === 'Relationship') found.take('relationships', relationshipParts(value))
    else if (raw && name === 'SPDXID') raw['SPDXID'] ??= value
    else if (raw && member !== undefined) raw[member] ??= value
    else if (raw && name === 'PackageChecksum') (raw['checksums'] as unknown[]).push(checksumOf(value))
    else if (raw && name === 'ExternalRef') (raw['externalRefs'] as unknown[]).push(referenceParts(value))
  }
  end()
  found.take('creationInfo', creation)
  return found.facts()
}
