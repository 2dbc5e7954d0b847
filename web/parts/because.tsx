import { useWords, type Words } from '../words.ts'
import styles from './because.module.css'

/** Why something is said of a component, as the server keeps it: the rule, and what it was told from. */
export type Reason = {
  rule: string
  range?: unknown
  found?: unknown
  wanted?: unknown
  how?: unknown
  settle?: unknown
}

/** Rules whose words say already what was wanted. */
const complete = new Set(['maker-not-covered', 'release-not-covered', 'no-identity', 'range-not-comparable'])

const said = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** A rule in words: `purl+range` is `same package, version in`. */
export function ruleText(rule: string, { because }: Pick<Words, 'because'>): string {
  const whole = because.rules[rule]
  if (whole !== undefined) return whole
  const [same = '', how] = rule.split('+')
  const first = because.same[same] ?? same.replaceAll('-', ' ')
  return how === undefined ? first : `${first}, ${because.how[how] ?? how.replaceAll('-', ' ')}`
}

/** A reason as one line of text, for exports and titles. */
export function reasonText(reason: Reason, words: Pick<Words, 'because'>): string {
  const { because } = words
  const parts = [ruleText(reason.rule, words)]
  const [range, found, wanted] = [said(reason.range), said(reason.found), said(reason.wanted)]
  if (range !== undefined) parts[0] += ` ${range}`
  if (found !== undefined) parts.push(`${because.found} ${found}`)
  if (wanted !== undefined && !complete.has(reason.rule)) parts.push(`${because.wanted} ${wanted}`)
  return parts.join('; ')
}

/** What would settle it: in the language of the page where the rule has words there, else as the server says it. */
export function settleText(reason: Reason, told: string | undefined, { because }: Pick<Words, 'because'>): string {
  return because.settle[reason.rule] ?? told ?? said(reason.settle) ?? ''
}

/** The rule, the range and what was found; `line` keeps it on one line, as in a table. */
export function Because({ of, line = false }: { of: Reason; line?: boolean }) {
  const words = useWords()
  const { because } = words
  const [range, found, wanted] = [said(of.range), said(of.found), said(of.wanted)]
  return (
    <span className={line ? styles.line : styles.because} title={reasonText(of, words)}>
      {ruleText(of.rule, words)}
      {range !== undefined && <bdi className={styles.value}>{range}</bdi>}
      {found !== undefined && (
        <>
          <span className={styles.word}>{because.found}</span>
          <bdi className={styles.value}>{found}</bdi>
        </>
      )}
      {wanted !== undefined && range === undefined && !complete.has(of.rule) && (
        <>
          <span className={styles.word}>{because.wanted}</span>
          <bdi className={styles.text}>{wanted}</bdi>
        </>
      )}
    </span>
  )
}
