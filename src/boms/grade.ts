import { type Answer, bestOf, type Facts } from './facts.ts'
import type { Element, Profile } from './profile.ts'

/** How a bill meets one element. */
export interface ElementGrade {
  id: string
  title: string
  level: Element['level']
  /** What is asked: the bill as a whole, or each component. */
  of: 'bill' | 'component'
  /** `partly`: some components do. `not-told`: no paper tells it, or its format is not looked at that closely. */
  verdict: 'yes' | 'partly' | 'no' | 'not-told'
  /** How many answer how; one where the bill as a whole is asked. */
  given: number
  unknown: number
  withheld: number
  /** What is said cannot be. */
  invalid: number
  missing: number
  /** Components that say nothing, or what cannot be, by ref: the first hundred. */
  lacking: string[]
}

/** Refs named for an element. */
const mostLacking = 100

/** Lays a profile over what a bill answers. "Unknown" and "withheld" are answers (CISA 2026, practice 4), and counted apart. */
export function gradeOf({ elements }: Profile, facts: Facts): ElementGrade[] {
  return elements.map(element => {
    const { id, title, level } = element
    const grade: ElementGrade = {
      id,
      title,
      level,
      of: element.component === undefined ? 'bill' : 'component',
      verdict: 'not-told',
      given: 0,
      unknown: 0,
      withheld: 0,
      invalid: 0,
      missing: 0,
      lacking: [],
    }
    let unread = element.bill === undefined && element.component === undefined
    for (const { ref, answer } of answersTo(element, facts)) {
      if (answer === 'unread') unread = true
      else grade[answer]++
      const lacks = answer === 'missing' || answer === 'invalid'
      if (lacks && ref !== undefined && grade.lacking.length < mostLacking) grade.lacking.push(ref)
    }
    const said = grade.given + grade.unknown + grade.withheld
    if (!unread) grade.verdict = grade.missing + grade.invalid === 0 && said > 0 ? 'yes' : said > 0 ? 'partly' : 'no'
    return grade
  })
}

function answersTo({ bill, component }: Element, facts: Facts): { ref: string | undefined; answer: Answer }[] {
  if (bill) return [{ ref: undefined, answer: worstOf(bill.map(question => facts.bill[question] ?? 'unread')) }]
  if (!component) return []
  return facts.components.map(({ ref, answers }) => ({
    ref,
    answer: worstOf(component.map(question => answers[question] ?? 'unread')),
  }))
}

/** An element that asks several things has the answer of the worst. */
function worstOf(answers: readonly Answer[]): Answer {
  const order: readonly Answer[] = ['unread', 'missing', 'invalid', 'unknown', 'withheld']
  return order.find(answer => answers.includes(answer)) ?? bestOf('given', ...answers)
}
