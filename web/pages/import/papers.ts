import { useSyncExternalStore } from 'react'
import { type In, isRefusal, type Out, type Progress, upload } from '../../api.ts'

/** What an inventory, calendar or events would change or changed; lots; a bill of materials. */
export type Difference = Out<'imports.add'>
export type LotsTaken = Out<'lots.import'>
export type Bill = NonNullable<Out<'import'>['bom']>
export type Looked = Out<'imports.look'>

/** What became of a paper, or would. */
export interface Told {
  changed: boolean
  bom?: Bill | undefined
  plant?: Difference | undefined
  lots?: LotsTaken | undefined
  judged: Out<'import'>['judged']
}

/** What somebody says about a paper before it is taken in. */
export interface Choice {
  as: '' | 'inventory' | 'lots' | 'bom'
  source: string
  /** Header of a column → what it is taken as. */
  mapping: Readonly<Record<string, string>>
  timeZone: string
  place: string
  complete: boolean
  versionsAsWritten: boolean
  asset: { id: string; name: string } | undefined
  kind: 'observed' | 'approved'
  part: string
  /** ISO, or nothing. */
  validFrom: string
}

export type Step = 'waiting' | 'trying' | 'ready' | 'taking' | 'taken' | 'failed' | 'stopped'

/** A file on its way. */
export interface Paper {
  id: number
  file: File
  siteId: string
  choice: Choice
  step: Step
  progress: Progress | undefined
  looked: Looked | undefined
  /** Of the trial, then of what was done. */
  told: Told | undefined
  error: unknown
}

const unsaid: Choice = {
  ...{ as: '', source: '', mapping: {}, timeZone: '', place: '', part: '', validFrom: '' },
  ...{ complete: false, versionsAsWritten: false, asset: undefined, kind: 'observed' },
}

/** Bytes of the beginning of a text: more rows than are shown. */
const beginning = 256 * 1024
const mostLooked = 128 * 1024 * 1024

// Papers outlive the page: who looks at an asset meanwhile finds them again.
let papers: readonly Paper[] = []
let last = 0
let queue: Promise<void> = Promise.resolve()
const stops = new Map<number, AbortController>()
const listeners = new Set<() => void>()

function put(next: readonly Paper[]): void {
  papers = next
  for (const listener of listeners) listener()
}

function change(id: number, what: Partial<Paper>): void {
  put(papers.map(paper => (paper.id === id ? { ...paper, ...what } : paper)))
}

/** The papers that are here, the first dropped first. */
export function usePapers(): readonly Paper[] {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => papers,
  )
}

/** Puts files in the queue; each is tried in its turn. */
export function addPapers(files: readonly File[], siteId: string): void {
  const fresh = files.map((file): Paper => {
    last += 1
    const open = { progress: undefined, looked: undefined, told: undefined, error: undefined }
    return { id: last, file, siteId, choice: unsaid, step: 'waiting', ...open }
  })
  put([...papers, ...fresh])
  for (const { id } of fresh) tryPaper(id)
}

/** Takes a paper out of the list; what is on its way is stopped. */
export function removePaper(id: number): void {
  stops.get(id)?.abort()
  put(papers.filter(paper => paper.id !== id))
}

/** Takes out those that were taken in. */
export function clearDone(): void {
  put(papers.filter(({ step }) => step !== 'taken'))
}

export function stopPaper(id: number): void {
  stops.get(id)?.abort()
  change(id, { step: 'stopped', progress: undefined })
}

/** Says something else about a paper; what it would change is tried again. */
export function choose(id: number, what: Partial<Choice>): void {
  const paper = papers.find(one => one.id === id)
  if (!paper) return
  change(id, { choice: { ...paper.choice, ...what } })
  tryPaper(id)
}

/** Says something that changes nothing of the trial. */
export function note(id: number, what: Partial<Choice>): void {
  const paper = papers.find(one => one.id === id)
  if (paper) change(id, { choice: { ...paper.choice, ...what } })
}

/** Tries a paper: the server reads it and says what would change, and keeps nothing. */
export function tryPaper(id: number): void {
  stops.get(id)?.abort()
  run(id, 'trying', async (paper, signal) => {
    if (!paper.looked) change(id, { looked: await lookAt(paper, signal) })
    return sent(paper, { dryRun: true }, signal)
  })
}

/** Takes a paper in. `onDone` when something is otherwise than before. */
export function takePaper(id: number, onDone: () => void): void {
  run(id, 'taking', async (paper, signal) => {
    const told = await sent(paper, {}, signal)
    onDone()
    return told
  })
}

function run(id: number, step: 'trying' | 'taking', work: (paper: Paper, signal: AbortSignal) => Promise<Told>): void {
  const stop = new AbortController()
  stops.set(id, stop)
  change(id, { step: step === 'trying' ? 'waiting' : step, error: undefined })
  queue = queue.then(async () => {
    const paper = papers.find(one => one.id === id)
    if (!paper || stop.signal.aborted) return
    change(id, { step })
    try {
      const told = await work(paper, stop.signal)
      if (!stop.signal.aborted) change(id, { step: step === 'trying' ? 'ready' : 'taken', told, progress: undefined })
    } catch (error) {
      if (!stop.signal.aborted) change(id, { step: 'failed', error, progress: undefined })
    }
  })
}

/** The first rows, where it may be a table; what cannot be looked at is tried all the same. */
async function lookAt({ file, siteId }: Paper, signal: AbortSignal): Promise<Looked | undefined> {
  if (file.size === 0) return undefined
  const isPacked = /^PK/.test(await file.slice(0, 2).text())
  if (isPacked && (file.size > mostLooked || !/\.xls[xmb]$/i.test(file.name))) return undefined
  const isCut = !isPacked && file.size > beginning
  try {
    const part = isCut ? file.slice(0, beginning) : file
    return await upload('imports.look', part, { siteId, name: file.name, isCut }, { signal })
  } catch (error) {
    if (isRefusal(error) && error.status !== 401) return undefined
    throw error
  }
}

async function sent(paper: Paper, how: { dryRun?: true }, signal: AbortSignal): Promise<Told> {
  const { id, file } = paper
  const doing = { signal, onProgress: (progress: Progress) => change(id, { progress }) }
  if (paper.choice.kind === 'approved' && paper.choice.asset && paper.told?.bom && !how.dryRun) {
    const bom = await upload('boms.approve', file, billInput(paper), doing)
    return { changed: bom.changed, bom, judged: bom.judged }
  }
  const out = await upload('import', file, { ...inputOf(paper), ...how }, doing)
  return out as Told
}

function billInput({ file, siteId, choice: { asset, part, validFrom } }: Paper): In<'boms.approve'> {
  return {
    ...{ siteId, name: file.name },
    ...(asset && { assetId: asset.id, ...(part && { part }), ...(validFrom && { validFrom }) }),
  }
}

function inputOf(paper: Paper): In<'import'> {
  const { as, source, mapping, timeZone, place, complete, versionsAsWritten } = paper.choice
  const pairs = Object.entries(mapping).map(([header, role]) => `${header}=${role}`)
  return {
    ...billInput(paper),
    ...(as && { as }),
    ...(source && { source }),
    ...(pairs.length > 0 && { mapping: pairs }),
    ...(timeZone && { timeZone }),
    ...(place && { place }),
    ...(complete && { complete }),
    ...(versionsAsWritten && { versionsAsWritten }),
  }
}

/** Which sentence tells what taking a file in would do; rows that are taken, and rows that wait. */
export function saying(changes: boolean, taken: number, refused: number): 'same' | 'readyAll' | 'readyNone' | 'ready' {
  if (!changes) return 'same'
  if (refused === 0) return 'readyAll'
  return taken === 0 ? 'readyNone' : 'ready'
}
