/**
 * "We cannot do what was asked", in one shape for the command line, HTTP and tests.
 *
 * The message is one line: the action that failed, the value quoted, what was found and what was wanted, and the next
 * step where there is one. Anything thrown that is not a Problem is a bug in Millcert.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  /** `<room>/<kebab-case>`, stable: scripts and the exit code and HTTP status tables read it. */
  readonly code: string
  readonly detail: ProblemDetail

  constructor(code: string, message: string, detail: ProblemDetail = {}) {
    super(message)
    this.code = code
    this.detail = detail
  }
}

export interface ProblemDetail {
  /** What the action needed. */
  wanted?: string
  /** What stood there instead, cut to a readable length by the thrower. */
  found?: string
  /** Where: a path, a JSON pointer (`/components/0/name`), `line 3`, or `line 3, column 7`. */
  at?: string
  /** What to do next. */
  next?: string
}

/** Quotes a value for a message: one line, at most 80 characters, control characters visible. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const cut = text.length > 80 ? `${text.slice(0, 77)}...` : text
  return JSON.stringify(cut)
}
