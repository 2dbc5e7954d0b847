import { fieldOf, isFields, listIn, textIn } from '../lock-json-file.ts'
import { answerOf } from '../lock-registry.ts'
import { type Release, type ReleaseList, timeIn, wordIn } from '../release-list.ts'

/** crates.io (its own API, `crates/NAME`): every version with `yanked`, `created_at`, `published_by` and `trustpub_data`. */
export const cargo: ReleaseList = {
  id: 'cargo',
  origin: 'https://crates.io',
  async releases(name, _, ask) {
    const path = `/api/v1/crates/${encodeURIComponent(name)}`
    const text = await ask({ path, accept: 'application/json', file: `${name}.json` })
    const paper = text === undefined ? undefined : answerOf(text)
    if (!Array.isArray(fieldOf(paper, 'versions'))) return undefined
    return listIn(paper, 'versions').flatMap((about): Release[] => {
      const version = textIn(about, 'num')
      if (version === undefined) return []
      const why = wordIn(fieldOf(about, 'yank_message'))
      const trusted = fieldOf(about, 'trustpub_data')
      return [
        {
          version,
          at: timeIn(fieldOf(about, 'created_at')),
          withdrawn: fieldOf(about, 'yanked') !== true ? undefined : why === undefined ? 'yanked' : `yanked: ${why}`,
          attested: trusted === undefined ? undefined : isFields(trusted),
          publisher: wordIn(fieldOf(fieldOf(about, 'published_by'), 'login')),
          maintainers: undefined,
        },
      ]
    })
  },
}
