import { parseJson, quoted } from '#base'
import type { CsafReading } from './csaf-listing.ts'
import { misread } from './csaf-provider-metadata.ts'
import { badStatement, fieldsAt, listAt, textAt } from './json-object.ts'

/** A provider or publisher as an aggregator lists it. */
export interface CsafListedProvider {
  readonly publisher: string
  /** Of its provider-metadata.json; of a publisher the one that the aggregator wrote for it. */
  readonly url: string
  /** Of the copies that the aggregator keeps of its documents; a lister has none. */
  readonly mirrors: readonly string[]
  /** It has no provider-metadata.json of its own: only the aggregator has its documents in this form. */
  readonly mirrorOnly: boolean
}

export interface CsafAggregator {
  /** A lister knows where documents are; an aggregator has copies too (CSAF 2.0 §7.2.4, §7.2.5). */
  readonly role: 'lister' | 'aggregator'
  readonly name: string
  readonly providers: readonly CsafListedProvider[]
}

/** More than there are providers in the world. */
const mostProviders = 2000
const mostMirrors = 20

/** Reads aggregator.json (CSAF 2.0 §7.1.21). An entry that is none is left out, with a note; a Problem when the paper is none. */
export function readAggregator(bytes: Uint8Array, reading: CsafReading): CsafAggregator {
  const { name, notes } = reading
  try {
    const fields = fieldsAt(parseJson(bytes, reading.limits, name), '/')
    const own = fieldsAt(fields['aggregator'], '/aggregator')
    const { category } = own
    if (category !== 'lister' && category !== 'aggregator')
      throw badStatement(`category ${quoted(category ?? null)} is none of an aggregator`, '/aggregator/category')
    const providers = (['csaf_providers', 'csaf_publishers'] as const).flatMap(member => {
      const list = listAt(fields[member], `/${member}`)
      if (list.length > mostProviders) throw badStatement(`more than ${mostProviders} providers`, `/${member}`)
      return list.flatMap((one, i) => {
        try {
          return [listedAt(one, `/${member}/${i}`, member === 'csaf_publishers')]
        } catch (error) {
          notes.add('csaf-provider-unread', (misread(error, name) as Error).message)
          return []
        }
      })
    })
    return { role: category, name: textAt(own['name'], '/aggregator/name').trim().slice(0, 200), providers }
  } catch (error) {
    throw misread(error, name)
  }
}

function listedAt(value: unknown, at: string, mirrorOnly: boolean): CsafListedProvider {
  const fields = fieldsAt(value, at)
  const metadata = fieldsAt(fields['metadata'], `${at}/metadata`)
  const publisher = fieldsAt(metadata['publisher'], `${at}/metadata/publisher`)
  return {
    publisher: textAt(publisher['name'], `${at}/metadata/publisher/name`).trim().slice(0, 200),
    url: textAt(metadata['url'], `${at}/metadata/url`).trim(),
    mirrors: listAt(fields['mirrors'], `${at}/mirrors`)
      .slice(0, mostMirrors)
      .map((mirror, i) => textAt(mirror, `${at}/mirrors/${i}`).trim()),
    mirrorOnly,
  }
}
