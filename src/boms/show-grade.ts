import { visible } from '#base'
import type { ElementGrade } from './grade.ts'

const marks = { yes: 'yes', partly: 'partly', no: 'NO', 'not-told': '-' } as const

/** Refs named where only the first are. */
const fewRefs = 2

/**
 * A grade for a person: how many of the required elements hold, then a line for each element, those of the bill apart from those of its
 * components. `all`: every component that is lacking, of those that were kept. `columns` of the terminal, 0 when there is none.
 */
export function showGrade(label: string, elements: readonly ElementGrade[], columns: number, all: boolean): string {
  const required = elements.filter(({ level, verdict }) => level === 'required' && verdict !== 'not-told')
  const held = required.filter(({ verdict }) => verdict === 'yes').length
  const told = elements.filter(({ verdict }) => verdict !== 'not-told')
  const groups: [string, readonly ElementGrade[]][] = [
    ['The bill', told.filter(({ of }) => of === 'bill')],
    ['Its components, what it is about among them', told.filter(({ of }) => of === 'component')],
    ['What no paper tells', elements.filter(({ verdict }) => verdict === 'not-told')],
  ]
  const width = Math.max(...elements.map(({ title }) => title.length))
  const lines = groups.flatMap(([title, members]) =>
    members.length === 0 ? [] : ['', title, ...members.flatMap(one => linesOf(one, width, columns, all))],
  )
  return `${[`${label}: ${held} of ${required.length} required elements hold`, ...lines].map(visible).join('\n')}\n`
}

function linesOf(element: ElementGrade, width: number, columns: number, all: boolean): string[] {
  const { id, title, level, verdict, lacking } = element
  const remarks = [...(level === 'required' ? [] : [level]), ...detail(element, all)]
  const line =
    `  ${marks[verdict].padEnd(6)}  ${title.padEnd(width)}  ${id.padEnd(13)} ${visible(remarks.join('; '))}`.trimEnd()
  const shown = columns > 0 && line.length > columns ? `${line.slice(0, columns - 1)}…` : line
  return all ? [shown, ...lacking.map(ref => `            not ${ref}`)] : [shown]
}

function detail(
  { of, verdict, given, unknown, withheld, invalid, missing, lacking }: ElementGrade,
  all: boolean,
): string[] {
  if (verdict === 'not-told') return []
  const stated = (count: number, as: string) => (count === 0 ? [] : [of === 'bill' ? as : `${count} ${as}`])
  const asked = given + unknown + withheld + invalid + missing
  const named = missing + invalid === asked ? '' : lacking.slice(0, fewRefs).join(', ')
  return [
    ...(of === 'bill' ? [] : [`${given} of ${asked}`]),
    ...stated(unknown, 'stated as unknown'),
    ...stated(withheld, 'stated as withheld'),
    ...stated(invalid, 'stated, but not valid'),
    ...(all || named === '' ? [] : [`not ${named}${lacking.length > fewRefs ? ' …' : ''}`]),
  ]
}
