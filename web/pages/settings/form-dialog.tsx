import type { FormEvent, ReactNode } from 'react'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { useWords } from '../../words.ts'
import look from './settings.module.css'
import { Wrong } from './wrong.tsx'

type FormDialogGiven = {
  /** Of the form, one on a page. */
  id: string
  /** What the button says that opens it. */
  label: string
  title: string
  /** What the button says that sends it. */
  go: string
  busy: boolean
  error: unknown
  open: boolean
  onOpen(): void
  onClose(): void
  onSend(event: FormEvent<HTMLFormElement>): void
  /** The fields. */
  children: ReactNode
}

/** A button that opens a form, which tells beneath its fields why what was sent was refused. */
export function FormDialog({
  id,
  label,
  title,
  go,
  busy,
  error,
  open,
  onOpen,
  onClose,
  onSend,
  children,
}: FormDialogGiven) {
  const { frame } = useWords()
  return (
    <>
      <Button kind="main" onClick={onOpen}>
        {label}
      </Button>
      <Dialog
        open={open}
        onClose={onClose}
        title={title}
        actions={
          <>
            <Button onClick={onClose}>{frame.cancel}</Button>
            <Button kind="main" type="submit" form={id} busy={busy}>
              {go}
            </Button>
          </>
        }
      >
        <form id={id} className={look['form']} onSubmit={onSend}>
          {children}
          <Wrong error={error} />
        </form>
      </Dialog>
    </>
  )
}
