import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import look from './dialog.module.css'

/** A window over the page that asks one thing; Escape and the cross close it. `actions` stand at its foot. */
export function Dialog({
  open,
  onClose,
  title,
  children,
  actions,
}: {
  open: boolean
  onClose(): void
  title: string
  children: ReactNode
  actions?: ReactNode
}) {
  const { frame } = useWords()
  return (
    <Base.Root open={open} onOpenChange={now => now || onClose()}>
      <Base.Portal>
        <Base.Backdrop className={look['backdrop']} />
        <Base.Popup className={look['popup']}>
          <div className={look['head']}>
            <Base.Title className={look['title']}>{title}</Base.Title>
            <Base.Close className={look['close']} aria-label={frame.close}>
              ✕
            </Base.Close>
          </div>
          <div className={look['body']}>{children}</div>
          {actions && <div className={look['actions']}>{actions}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
