import type { Severity } from '#advisories'
import { visible } from '#base'
import { cut } from './layout.ts'
import type { Look } from './output.ts'

export type Paint = (text: string) => string
/** What colours and weights mean in the table. */
export type Ink = Record<'bold' | 'dim' | 'green' | 'cyan' | Severity, Paint>

/** The ink of a terminal; without colour every paint leaves its text as it is. */
export function inkFor(look: Look): Ink {
  // Select Graphic Rendition, ECMA-48 §8.3.117; each undoes itself alone.
  const sgr =
    (on: string, off: string): Paint =>
    text =>
      look.colour && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text
  const same: Paint = text => text
  return {
    bold: sgr('1', '22'),
    dim: sgr('2', '22'),
    green: sgr('32', '39'),
    cyan: sgr('36', '39'),
    critical: sgr('1;31', '22;39'),
    high: sgr('31', '39'),
    medium: sgr('33', '39'),
    unknown: sgr('35', '39'),
    low: same,
    none: sgr('2', '22'),
  }
}

/** Columns for prose. */
export function proseWidth(look: Look): number {
  return look.width === 0 ? 100 : Math.max(look.width, 40)
}

/** Foreign text in a line of prose: cut on a terminal, where one name could otherwise fill the screen. */
export function shown(text: string, look: Look, keepEnd = false): string {
  return look.width === 0 ? visible(text) : cut(visible(text), proseWidth(look) - 12, keepEnd)
}
