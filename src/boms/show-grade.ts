import { visible } from '#base'
import type { ElementGrade } from './grade.ts'

const marks = { yes: 'yes', partly: 'partly', no: 'no', 'not-told': '-' } as const

/** A grade for a person: a line for each element, and how many of those that are required hold. */
export function showGrade(label: string, elements: readonly ElementGrade[]): string {
  const required = elements.filter(({ level, verdict }) => level === 'required' && verdict !== 'not-told')
  const held = required.filter(({ verdict }) => verdict === 'yes').length
  const width = Math.max(...elements.map(({ title }) => title.length))
  const lines = elements.map(element => {
    const { id, title, level, verdict } = element
    const optional = level === 'required' ? '' : `, ${level}`
    return `${id.padEnd(12)} ${title.padEnd(width)}  ${marks[verdict].padEnd(6)}  ${detail(element)}${optional}`.trimEnd()
  })
  const untold = elements.filter(({ verdict }) => verdict === 'not-told').length
  const rest = untold === 0 ? '' : `; ${untold} (-) cannot be told from the paper`
  return `${[`${label}: ${held} of ${required.length} required elements hold${rest}`, '', ...lines].map(visible).join('\n')}\n`
}

function detail({ verdict, given, unknown, withheld, missing, lacking }: ElementGrade): string {
  if (verdict === 'not-told') return ''
  const all = given + unknown + withheld + missing
  const parts = [
    all === 1 ? '' : `${given} of ${all}`,
    unknown > 0 ? `${unknown} stated as unknown` : '',
    withheld > 0 ? `${withheld} stated as withheld` : '',
    lacking.length > 0 ? `not ${lacking.slice(0, 2).join(', ')}${missing > 2 ? ' …' : ''}` : '',
  ]
  return parts.filter(part => part !== '').join('; ')
}
