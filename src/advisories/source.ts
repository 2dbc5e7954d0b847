/** Where the records of a feed are fetched. What is fetched stays as it came, so that the folder can serve as a mirror. */
export interface Source {
  /** Every file that is needed: the feed is taken when all of them are there. Feeds may share one. */
  readonly originals: readonly Original[]
  /** Fetched when nobody said which feeds are wanted. */
  readonly usual?: true
}

export interface Original {
  /** Below the address of a mirror, and below the folder of originals: `osv/PyPI/all.zip`. */
  readonly path: string
  /** Where its keeper serves it. */
  readonly url: string
  /** The most bytes that it may have; a GiB when it is left out. */
  readonly mostBytes?: number
  /** Where its records also stand one by one; left out where its keeper has them only together. */
  readonly changes?: Changes
}

/** Records of an archive one by one, and the list that says when each was changed. */
export interface Changes {
  readonly list: Original
  record(id: string): Original
}

const osvOrigin = 'https://osv-vulnerabilities.storage.googleapis.com'

/** The archives of osv.dev by ecosystem: `all.zip` in a folder each, beside it `modified_id.csv` and `ID.json` for every record. */
export function osvSource(...ecosystems: readonly string[]): Source {
  return { originals: ecosystems.map(osvArchive) }
}

function osvArchive(ecosystem: string): Original {
  const named = (name: string): Original => ({
    path: `osv/${ecosystem}/${name}`,
    url: `${osvOrigin}/${encodeURIComponent(ecosystem)}/${encodeURIComponent(name)}`,
  })
  return {
    ...named('all.zip'),
    changes: {
      list: { ...named('modified_id.csv'), mostBytes: 64 * 1024 ** 2 },
      record: id => ({ ...named(`${id}.json`), mostBytes: 16 * 1024 ** 2 }),
    },
  }
}

/** The newest state of a repository on GitHub that holds a record a file: `owner/name`, kept in a folder of the feed's own. */
export function repositorySource(folder: string, repository: string): Source {
  const name = repository.slice(repository.indexOf('/') + 1)
  const url = `https://codeload.github.com/${repository}/zip/refs/heads/master`
  return { originals: [{ path: `${folder}/${name}-master.zip`, url }] }
}

/** The address of an original: below a mirror where one is given, else where its keeper serves it. */
export function addressOf({ path, url }: Original, mirror: string | undefined): string {
  if (mirror === undefined) return url
  return `${mirror.replace(/\/+$/, '')}/${path.split('/').map(encodeURIComponent).join('/')}`
}
