import type { ReactNode } from 'react'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { useWords } from '../../words.ts'
import { Wrong } from './wrong.tsx'

/** Asks once before what cannot be taken back, naming what will happen. */
export function Confirm({
  title,
  go,
  onGo,
  onClose,
  busy = false,
  error,
  danger = true,
  children,
}: {
  title: string
  /** What the button does, in words. */
  go: string
  onGo: () => void
  onClose: () => void
  busy?: boolean
  error?: unknown
  danger?: boolean
  children: ReactNode
}) {
  const { frame } = useWords()
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{frame.cancel}</Button>
          <Button kind={danger ? 'danger' : 'main'} busy={busy} onClick={onGo}>
            {go}
          </Button>
        </>
      }
    >
      <p>{children}</p>
      <Wrong error={error} />
    </Dialog>
  )
}
