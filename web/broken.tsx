import { Button } from './parts/button.tsx'
import { Message } from './parts/message.tsx'
import { useWords } from './words.ts'

/** Stands where a page's code failed. */
export function Broken({ error }: { error: unknown }) {
  const { frame } = useWords()
  return (
    <Message title={frame.broken} more={frame.brokenMore} alert>
      <pre>{error instanceof Error ? error.message : String(error)}</pre>
      <Button kind="main" onClick={() => location.reload()}>
        {frame.reload}
      </Button>
    </Message>
  )
}
