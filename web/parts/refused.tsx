import { isRefusal } from '../api.ts'
import { Link } from './link.tsx'
import { Empty, Failed, NotAllowed } from './state.tsx'
import { Title } from './title.tsx'

type RefusedGiven = {
  /** Null where the address names nothing that could be asked for. */
  error: unknown
  onAgain: () => void
  /** The title of the page and of the list that leads on; where nothing stands at the address, that and what to do then. */
  words: { title: string; notFound: string; notFoundNext: string }
  /** Where the list stands. */
  list: string
}

/** A page of one thing that is not shown: nothing is there, the account may not see it, or the answer did not come. */
export function Refused({ error, onAgain, words, list }: RefusedGiven) {
  const missing = error === null || (isRefusal(error) && (error.status === 404 || error.code === 'answers/bad-key'))
  if (missing)
    return (
      <>
        <Title title={words.notFound} />
        <Empty title={error === null ? words.notFound : (error as Error).message}>
          {words.notFoundNext} <Link to={list}>{words.title}</Link>
        </Empty>
      </>
    )
  return (
    <>
      <Title title={words.title} />
      {isRefusal(error) && error.status === 403 ? <NotAllowed /> : <Failed error={error} onAgain={onAgain} />}
    </>
  )
}
