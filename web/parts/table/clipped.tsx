import { Popover } from '@base-ui/react/popover'
import { useWords } from '../../words.ts'
import styles from './clipped.module.css'

/** Longest text that a cell holds whole, in characters. */
const longest = 200

/** Control characters as their pictures, so that one line stays one line and nothing hides. */
export function seen(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u001F\u007F]/g, sign =>
      String.fromCharCode(sign === '\u007F' ? 0x2421 : 0x2400 + sign.charCodeAt(0)),
    )
}

/** Text from outside on one line: its direction stays its own, a very long one opens whole on request. */
export function Clipped({ text, mono }: { text: string; mono?: boolean }) {
  const { parts } = useWords()
  const className = mono ? styles.mono : styles.text
  if (text.length <= longest) {
    return (
      <bdi className={className} title={text.length > 24 ? text : undefined}>
        {seen(text)}
      </bdi>
    )
  }
  return (
    <Popover.Root>
      <bdi className={className}>{seen(text.slice(0, longest))}…</bdi>
      <Popover.Trigger className={styles.more} aria-label={parts.fact.more}>
        …
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} className={styles.over}>
          <Popover.Popup className={styles.whole}>
            <bdi>{text}</bdi>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
