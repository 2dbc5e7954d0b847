import { type Disk, decodeText, type Network, Problem } from '#base'
import { fetched } from './lock-online.ts'
import { askedOnce, silentOrigins } from './lock-registry.ts'
import type { AskList, ListDocument, ReleaseList } from './release-list.ts'

/** Where answers of registries come from. */
export interface AnswerSource {
  readonly kind: 'online' | 'carried'
  of(list: ReleaseList): AskList
}

/** One answer: packages with many thousand versions have so much. */
const mostBytes = 128 * 1024 ** 2

/** Answers that lie in a folder, below the type of their packages: `npm/@mill/valve.json`, `golang/m.example/valve/@v/list`. */
export function carriedAnswers(disk: Pick<Disk, 'read' | 'stat'>, folder: string): AnswerSource {
  if (disk.stat(folder)?.kind !== 'folder')
    throw new Problem('base/not-found', `Cannot read ${folder}: there is no such folder`, { at: folder })
  return {
    kind: 'carried',
    of: ({ id }) =>
      once(async document => {
        const path = fileOf(folder, id, document)
        if (disk.stat(path)?.kind !== 'file')
          throw new Problem('releases/not-carried', `${folder} has no ${id}/${document.file}`, { at: path })
        return decodeText(disk.read(path, mostBytes))
      }),
  }
}

export interface Registries {
  network: Network
  /** By type of packages. */
  origins: ReadonlyMap<string, string>
  /** A folder that every answer is written to, for who carries it elsewhere. */
  keep: { disk: Pick<Disk, 'write' | 'makeFolder'>; folder: string } | undefined
}

export function registryAnswers({ network, origins, keep }: Registries): AnswerSource {
  const silent = silentOrigins()
  return {
    kind: 'online',
    of: ({ id, origin: usual }) =>
      once(async document => {
        const origin = origins.get(id) ?? usual
        // Whatever is no plain name of a file is none of a package either: nothing of it gets into an address.
        const path = fileOf(keep?.folder ?? '.', id, document)
        if (silent.has(origin)) throw new Problem('base/network', `${origin} did not answer`, { at: origin })
        try {
          const text = await fetched(network, origin + document.path, document.accept, mostBytes)
          if (keep && text !== undefined) {
            keep.disk.makeFolder(path.slice(0, path.lastIndexOf('/')))
            keep.disk.write(path, [text])
          }
          return text
        } catch (error) {
          // An answer that is too large is one all the same.
          const isSilent = error instanceof Problem && error.code !== 'base/network-too-large'
          if (isSilent) silent.add(origin)
          throw error
        }
      }),
  }
}

function fileOf(folder: string, type: string, { file }: ListDocument): string {
  if (file.split('/').every(part => /^(?!\.{1,2}$)[\w@.!~+-]{1,214}$/.test(part))) return `${folder}/${type}/${file}`
  throw new Problem('releases/odd-name', 'its name or version is none that a registry has')
}

/** The same document is asked for once. */
function once(ask: AskList): AskList {
  return askedOnce(ask, ({ file }) => file)
}
