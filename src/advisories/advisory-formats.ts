import type { Feed } from './feed.ts'
import * as feeds from './feeds/all.ts'
import type { AdvisoryFormat } from './format.ts'
import * as formats from './formats/all.ts'

const all: readonly Feed[] = Object.values(feeds)

/** Every way of writing advisories that is read: those that feeds share, and those that are one feed's own. */
export const advisoryFormats: readonly AdvisoryFormat[] = [
  ...Object.values(formats),
  ...all.flatMap(({ reader }) => reader ?? []),
]
