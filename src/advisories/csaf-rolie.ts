import { parseJson } from '#base'
import { type CsafListed, type CsafReading, listedTime, mostDocuments } from './csaf-listing.ts'
import { misread } from './csaf-provider-metadata.ts'
import { badStatement, type Fields, fieldsAt, isFields, listAt, textAt } from './json-object.ts'

/**
 * Documents that a ROLIE feed names (RFC 8322 as JSON, CSAF 2.0 §7.1.15), in its order. An entry without an address is left out, with
 * a note. A Problem when the paper is no feed, or has more than 100,000 entries.
 */
export function readRolie(bytes: Uint8Array, reading: CsafReading): CsafListed[] {
  const { name, notes } = reading
  try {
    const feed = fieldsAt(fieldsAt(parseJson(bytes, reading.limits, name), '/')['feed'], '/feed')
    const entries = listAt(feed['entry'], '/feed/entry')
    if (entries.length > mostDocuments) throw badStatement(`more than ${mostDocuments} documents`, '/feed/entry')
    return entries.flatMap((one, i) => {
      const at = `/feed/entry/${i}`
      try {
        return [entryAt(one, at, reading)]
      } catch (error) {
        notes.add('csaf-entry-unread', (misread(error, name) as Error).message)
        return []
      }
    })
  } catch (error) {
    throw misread(error, name)
  }
}

function entryAt(value: unknown, at: string, reading: CsafReading): CsafListed {
  const entry = fieldsAt(value, at)
  const links = listAt(entry['link'], `${at}/link`).filter(isFields)
  const { content } = entry
  const source = isFields(content) ? content['src'] : undefined
  return {
    url: textAt(source ?? ofRelation(links, 'self')[0], `${at}/content/src`).trim(),
    date: listedTime(entry['updated'], `${at}/updated`, reading),
    hashes: ofRelation(links, 'hash').slice(0, 4),
  }
}

function ofRelation(links: readonly Fields[], relation: string): string[] {
  return links.flatMap(({ rel, href }) => (rel === relation && typeof href === 'string' ? [href.trim()] : []))
}
