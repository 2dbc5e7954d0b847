import { vendorsOf } from '#identity/products'

/** Vendors by the keys of their names (`nameKey`). */
export type Names = ReadonlyMap<string, { id: string; name: string }>

/** Which vendor a text means, and how it leads there. */
export interface Named {
  vendorId: string
  name: string
  /** `name` of the vendor itself, or what became of the firm that the text names: another spelling, a brand, a merger. */
  because: ReturnType<typeof vendorsOf>[number]['because']
}

/** The key under which a name of a vendor is kept; undefined for a text that names nobody (`n/a`, `unknown`, `various`). */
export function nameKey(text: string): string | undefined {
  return vendorsOf(text)[0]?.id
}

/** The keys of all makers that a text may mean, the one it names first. */
export function nameKeys(text: string): string[] {
  return vendorsOf(text).map(({ id }) => id)
}

/**
 * The vendor that an asset's vendor text means: the first maker of the text, or of those it merged into, that is a vendor here.
 * Undefined where none is: an unknown vendor stays unknown.
 */
export function vendorNamed(text: string, names: Names): Named | undefined {
  for (const { id, because } of vendorsOf(text)) {
    const vendor = names.get(id)
    if (vendor) return { vendorId: vendor.id, name: vendor.name, because }
  }
  return undefined
}
