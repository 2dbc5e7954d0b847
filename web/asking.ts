import {
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import {
  type ActName,
  type Asked,
  type AskName,
  act,
  ask,
  askAhead,
  type In,
  isRefusal,
  type Out,
  type Progress,
  type Refusal,
} from './api.ts'

/** Keeps answers while they are looked at. `onSignedOut` is called when the server does not know any more who asks. */
export function answersKept(onSignedOut: () => void): QueryClient {
  // A wrong password is refused with 401 too: that ends no session.
  const onError = (error: unknown) =>
    isRefusal(error) && error.status === 401 && error.code !== 'access/refused' && onSignedOut()
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: fresh,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        // What was refused stays refused; what was not reached, or came too fast, is asked once more.
        retry: (failed, error) => failed < 1 && isRefusal(error) && [0, 429, 503].includes(error.status),
      },
      mutations: { networkMode: 'always' },
    },
  })
}

/** Milliseconds for which an answer is not asked for again. */
const fresh = 15_000

/** Asks ahead what is not kept, or was kept for too long. */
export function askFirst(kept: QueryClient, questions: readonly Asked[]): void {
  for (const question of questions) {
    const [name, input] = question
    const known = [
      [name, input],
      [name, input, 'pages'],
    ].map(key => kept.getQueryState(key))
    if (!known.some(state => state && Date.now() - state.dataUpdatedAt < fresh)) askAhead(question)
  }
}

/** How a question is asked. */
export interface Asking {
  /** False asks nothing, as while a field is empty. */
  when?: boolean
  /** Shows the answer before, dimmed by the page if it likes, until the new one is there. */
  keep?: boolean
}

/** The answer to a question, kept and shared between parts that ask the same. */
export function useAsk<N extends AskName>(
  name: N,
  input: In<N>,
  { when = true, keep = false }: Asking = {},
): UseQueryResult<Out<N>, Refusal> {
  return useQuery<Out<N>, Refusal, Out<N>>({
    queryKey: [name, input],
    queryFn: ({ signal }) => ask(name, input, signal),
    enabled: when,
    ...(keep && { placeholderData: keepPreviousData as never }),
  })
}

/** Under which name an answer has its rows. */
const lists = ['rows', 'lots', 'boms', 'components', 'accounts', 'tokens', 'entries'] as const
type ListOf<O> = O extends { rows: readonly (infer R)[] }
  ? R
  : O extends
        | { lots: readonly (infer R)[] }
        | { boms: readonly (infer R)[] }
        | { components: readonly (infer R)[] }
        | { accounts: readonly (infer R)[] }
        | { tokens: readonly (infer R)[] }
        | { entries: readonly (infer R)[] }
    ? R
    : never

/** What gives pages of rows. */
type Paged = { [N in AskName]: [ListOf<Out<N>>] extends [never] ? never : N }[AskName]
type Row<N extends Paged> = ListOf<Out<N>>

function rowsOf(page: object): readonly unknown[] {
  const of: Readonly<Record<string, unknown>> = { ...page }
  return (lists.map(name => of[name]).find(list => Array.isArray(list)) ?? []) as readonly unknown[]
}

/** All rows of a question that were fetched so far. */
export interface Rows<R> {
  rows: readonly R[]
  /** How many there are on all pages, where the first page says so. */
  total: number | undefined
  /** Whether the first page is still on its way. */
  loading: boolean
  error: Refusal | null
  /** Fetches the next page; undefined when all are there. */
  onMore: (() => void) | undefined
  again(): void
}

/** Rows page by page, as they are scrolled. */
export function usePages<N extends Paged>(name: N, input: In<N>, { when = true }: Asking = {}): Rows<Row<N>> {
  const found = useInfiniteQuery({
    queryKey: [name, input, 'pages'],
    queryFn: ({ signal, pageParam }) => ask(name, { ...input, ...(pageParam && { after: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: page => (page as { next?: string }).next,
    enabled: when,
  })
  const { data, error, isPending, hasNextPage, isFetchingNextPage } = found
  const rows = useMemo(() => (data?.pages ?? []).flatMap(page => rowsOf(page as object) as readonly Row<N>[]), [data])
  const total = (data?.pages[0] as { total?: number } | undefined)?.total
  return {
    rows,
    total,
    loading: isPending,
    error: error as Refusal | null,
    onMore: hasNextPage ? () => void (isFetchingNextPage || found.fetchNextPage()) : undefined,
    again: () => void found.refetch(),
  }
}

/** An act, how far it is, and what came of it; every answer that is kept is asked for again after it. */
export type Acting<N extends ActName> = UseMutationResult<Out<N>, Refusal, In<N>> & { progress: Progress | undefined }

export function useAct<N extends ActName>(name: N, { told = false }: { told?: boolean } = {}): Acting<N> {
  const [progress, setProgress] = useState<Progress>()
  const kept = useQueryClient()
  const done = useMutation<Out<N>, Refusal, In<N>>({
    mutationFn: input => act(name, input, told ? { onProgress: setProgress } : {}),
    onSuccess: () => kept.invalidateQueries(),
    onSettled: () => setProgress(undefined),
  })
  return { ...done, progress }
}
