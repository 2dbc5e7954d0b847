import { accessSync, constants, statSync } from 'node:fs'
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path'
import { type Disk, digester, Problem, type Program, quoted } from '#base'
import { digestPins } from '#trust'
import { started } from './program.ts'

/** Where pins of programs stand. */
export interface PinPlace {
  disk: Pick<Disk, 'read' | 'stat' | 'chunks'>
  /** The user's data folder. */
  home: string
}

/** A program as it would be run, and what it is pinned to. */
export interface ToolSeen {
  name: string
  /** Undefined where there is no such program. */
  file: string | undefined
  /** Of that file. */
  digest: string | undefined
  /** Files that pin it, with the digests that each allows. */
  pins: { path: string; digests: readonly string[] }[]
}

/** Names of programs that are pinned for the project one works in, or for this user. */
export async function pinnedTools(place: PinPlace): Promise<string[]> {
  return [...new Set((await pinsOf(place)).flatMap(({ tools }) => [...tools.keys()]))].sort()
}

async function pinsOf({ disk, home }: PinPlace) {
  const found = await Promise.all(['.millcert/pins.toml', `${home}/pins.toml`].map(path => digestPins(disk, path)))
  return found.filter(pins => pins !== undefined)
}

/** What would be run under a name, and what it has to be. */
export async function toolSeen(place: PinPlace, name: string): Promise<ToolSeen> {
  const pins = (await pinsOf(place)).flatMap(({ path, tools }) => {
    const digests = tools.get(name) ?? tools.get(basename(name))
    return digests === undefined ? [] : [{ path, digests }]
  })
  const file = fileOf(name)
  return { name, file, digest: file === undefined ? undefined : digestOf(place.disk, file), pins }
}

/** The pin that does not hold; undefined where all do. */
export function brokenPin({ digest, pins }: ToolSeen): ToolSeen['pins'][number] | undefined {
  return digest === undefined ? undefined : pins.find(({ digests }) => !digests.includes(digest))
}

/**
 * Runs a program, a pinned one only where its file is what every pin of it wants (`cli/tool-pinned` where it is not): the very file that
 * was looked at is run.
 */
export async function startedAsPinned(place: PinPlace, program: Program): Promise<Uint8Array> {
  const [name = '', ...rest] = program.words
  if ((await pinsOf(place)).length === 0) return started(program)
  const seen = await toolSeen(place, name)
  if (seen.pins.length === 0 || seen.file === undefined) return started(program)
  const broken = brokenPin(seen)
  if (broken === undefined) return started({ ...program, words: [seen.file, ...rest] })
  throw new Problem(
    'cli/tool-pinned',
    `Cannot run ${quoted(name)}: the check tool-pinned failed: ${seen.file} is ${seen.digest}, and ${broken.path} pins ${broken.digests.join(' or ')}`,
    {
      at: seen.file,
      wanted: broken.digests[0]!,
      next: 'find out who changed it; after an update that you made, pin its new digest',
    },
  )
}

/** The file that is run for a name: one with a slash as it stands, any other the first on the path. */
function fileOf(name: string): string | undefined {
  if (name === '') return undefined
  if (isAbsolute(name) || basename(name) !== name) return runnable(resolve(name))
  const endings = process.platform === 'win32' ? (process.env['PATHEXT'] ?? '.EXE').split(';') : ['']
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    for (const ending of endings) {
      const found = folder === '' ? undefined : runnable(join(folder, name + ending))
      if (found !== undefined) return found
    }
  return undefined
}

function runnable(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile() ? file : undefined
  } catch {
    return undefined
  }
}

function digestOf(disk: Pick<Disk, 'chunks'>, file: string): string {
  const hash = digester()
  for (const piece of disk.chunks(file)) hash.add(piece)
  return hash.digest()
}
