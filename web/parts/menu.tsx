import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'
import look from './menu.module.css'

/** A button that opens a list of things to do or to choose. */
export function Menu({ label, title, children }: { label: ReactNode; title?: string; children: ReactNode }) {
  return (
    <Base.Root>
      <Base.Trigger className={look['trigger']} aria-label={title}>
        {label}
        <span aria-hidden className={look['caret']}>
          ▾
        </span>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={look['positioner']} sideOffset={4} align="end">
          <Base.Popup className={look['popup']}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** Something to do. */
export function MenuItem({ onClick, children }: { onClick(): void; children: ReactNode }) {
  return (
    <Base.Item className={look['item']} onClick={onClick}>
      {children}
    </Base.Item>
  )
}

/** One of a few to choose, under a heading. */
export function MenuChoice<T extends string>({
  title,
  value,
  choices,
  onChange,
}: {
  title: string
  value: T
  choices: Readonly<Record<T, string>>
  onChange(value: T): void
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className={look['heading']}>{title}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={chosen => onChange(chosen as T)}>
        {Object.entries<string>(choices).map(([key, words]) => (
          <Base.RadioItem key={key} value={key} className={look['item']} closeOnClick>
            <Base.RadioItemIndicator className={look['mark']} keepMounted>
              ✓
            </Base.RadioItemIndicator>
            {words}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}

/** A line between what is different. */
export function MenuRule() {
  return <Base.Separator className={look['rule']} />
}
