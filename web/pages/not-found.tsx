import { Link } from '../parts/link.tsx'
import { Message } from '../parts/message.tsx'
import { useWords } from '../words.ts'

/** Stands at an address that no page has. */
export function NotFound() {
  const { frame } = useWords()
  return (
    <Message title={frame.notFound} more={frame.notFoundMore}>
      <Link to="/">{frame.home}</Link>
    </Message>
  )
}
