import type { Out } from '../../api.ts'

export type Story = Out<'assets.story'>
export type Shown = Out<'assets.show'>
export type Finding = Out<'assets.findings'>['rows'][number]
export type Component = Out<'assets.components'>['rows'][number]
export type PartShown = Story['parts'][number]
export type Run = Story['runs'][number]

/** What a part of an asset is called. */
export function calledPart({ tag, name, product, assetId }: Pick<PartShown, 'tag' | 'name' | 'product' | 'assetId'>) {
  return tag ?? name ?? product ?? assetId
}

/** What a bill is about, with its version. */
export function calledBill({
  subject,
  version,
}: {
  subject?: string | null | undefined
  version?: string | null | undefined
}): string {
  return [subject, version].filter(Boolean).join(' ')
}

/** Parts with their modules below them, in the order in which they are in one another. */
export function nested(parts: readonly PartShown[]): PartShown[] {
  const below = Map.groupBy(parts, ({ parentId }) => parentId)
  const told: PartShown[] = []
  const seen = new Set<string>()
  const add = (part: PartShown) => {
    if (seen.has(part.assetId)) return
    seen.add(part.assetId)
    told.push(part)
    for (const module of below.get(part.assetId) ?? []) add(module)
  }
  for (const part of parts) if (part.parentId === null) add(part)
  return told
}

/** Longest name inside a link or a button. */
const longest = 160

/** A name as it stands inside a link or a button: the beginning of what is far too long. */
export function clipped(text: string): string {
  return text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text
}
