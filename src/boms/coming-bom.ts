import type { BomHead, BomPart, ComponentPiece, EntryPiece } from './kept-rows.ts'

/** A bill that is kept while its rows are made: whoever goes through these waits for what has not come, as often as they like. */
export interface ComingBom extends BomHead {
  pieces: Iterable<ComponentPiece> | AsyncIterable<ComponentPiece>
  entries: Iterable<EntryPiece> | AsyncIterable<EntryPiece>
}

/** A bill whose parts are told one after the other. */
export function comingBom() {
  const [pieces, entries] = [growing<ComponentPiece>(), growing<EntryPiece>()]
  const head = Promise.withResolvers<ComingBom>()
  // Who asks is told, and nobody need ask.
  head.promise.catch(() => {})
  return {
    /** There as soon as its head is; rejects where its making failed before. */
    bom: head.promise,
    tell(part: BomPart): void {
      if ('head' in part) head.resolve({ ...part.head, pieces, entries })
      else if ('piece' in part) pieces.add(part.piece)
      else {
        pieces.end()
        entries.add(part.entries)
      }
    },
    /** After the last part, or with what went wrong. */
    end(fault?: unknown): void {
      head.reject(fault ?? new Error('a bill without a head'))
      pieces.end(fault)
      entries.end(fault)
    },
  }
}

/** A list that grows until it ends: it can be gone through from its start again and again. */
function growing<T>() {
  const items: T[] = []
  let end: { fault: unknown } | undefined
  let more = Promise.withResolvers<void>()
  const wake = () => {
    more.resolve()
    more = Promise.withResolvers()
  }
  return {
    add(item: T): void {
      items.push(item)
      wake()
    },
    end(fault?: unknown): void {
      end ??= { fault }
      wake()
    },
    async *[Symbol.asyncIterator](): AsyncGenerator<T> {
      for (let at = 0; ; at++) {
        while (at === items.length && end === undefined) await more.promise
        if (at < items.length) yield items[at]!
        else if (end!.fault !== undefined) throw end!.fault
        else return
      }
    },
  }
}
