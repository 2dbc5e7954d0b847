import type { Head } from './format.ts'

// Blanks and comments. No part can be read in two ways, so that a text made of comments takes no longer than it is long.
const gap = String.raw`(?:\s|//[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/)*`
const object = new RegExp(String.raw`^${gap}\{`)
/** bun writes its versions first and what the project asks for next. */
const opening = new RegExp(
  String.raw`^${gap}\{${gap}(?:"(?:lockfileVersion|configVersion)"${gap}:${gap}\d+${gap},${gap}){1,2}"workspaces"${gap}:`,
)
/** In `packages` bun has lists where npm has objects. */
const lists = /"packages"\s{0,9}:\s{0,9}\{\s{0,99}"[^"]{0,300}"\s{0,9}:\s{0,9}\[/
const objects = /"packages"\s{0,9}:\s{0,9}\{\s{0,99}"[^"]{0,300}"\s{0,9}:\s{0,9}\{/

/** Whether a JSON paper says of itself that it is a bill of materials, whatever its name is. */
export function isBillOfMaterials({ text }: Head): boolean {
  return /"(?:bomFormat|spdxVersion|SPDXID|@context|\$schema)"\s*:/.test(text)
}

/**
 * Whether a paper is bun's lockfile and not npm's, which states a `lockfileVersion` too: by its shape, and by its name where
 * the shape says neither.
 */
export function isBunLock(head: Head): boolean {
  const { name, text } = head
  if (!object.test(text) || isBillOfMaterials(head)) return false
  if (opening.test(text)) return true
  if (/"lockfileVersion"\s*:\s*\d/.test(text) && lists.test(text)) return true
  return name === 'bun.lock' && !objects.test(text)
}
