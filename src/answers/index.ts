/**
 * Questions across rooms: what is affected by this, since when, in which lots, whose is it, what can be done before the next window,
 * and what is not known. Reads only; a fact of a site is told to those who may see the site.
 */
export type { Answer, Row } from './answer.ts'
export { type Question, questionOf } from './question.ts'
