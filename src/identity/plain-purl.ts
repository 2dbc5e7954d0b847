import { type PurlRule, purlRules } from './purl-rules.ts'

/**
 * Types that ask for no more than a count of segments: a package URL of such a type, `pkg:type/segments@version` of characters
 * that are written as they are (ECMA-427 clause 5.4) and no segment that begins with a dot, has no fault and can be read in one
 * way only, when it has the namespace that its type wants.
 */
export function plainPurlRules(): readonly PurlRule[] {
  return [...purlRules.values()].filter(
    ({ refuse, needs, hostFirst }) => refuse === undefined && needs === undefined && !hostFirst,
  )
}
