/**
 * The network as an operation is handed it: a GET from a named origin, nothing else. Made by the door rooms alone; what an
 * operation may ask is said once, and kept by the door, not by whoever asks.
 */
export interface Network {
  /**
   * Asks for one address. Redirects are answers like any other and are never followed. A Problem: `base/network-refused` before
   * any name is looked up, `base/network` when no whole answer comes, `base/network-slow` when it takes too long as a whole.
   */
  get(url: string, headers: Readonly<Record<string, string>>, mostBytes: number): Promise<Reply>
}

/** What may be asked, of whom, and for how long. */
export interface NetworkRules {
  /** Origins as `https://host` or `http://host:port`; any other is refused. */
  readonly origins: readonly string[]
  /** Bearer tokens by origin: one goes to its own origin and nowhere else. */
  readonly tokens: ReadonlyMap<string, string>
  /** Milliseconds to an answer's head, and between two pieces of its body. */
  readonly idle: number
  /** Milliseconds for an answer as a whole. */
  readonly whole: number
  /** Connections to an origin at a time, kept for the next question; each question has its own where this is left out. */
  readonly connections?: number
}

export interface Reply {
  readonly status: number
  /** A header by its lower-case name. */
  header(name: string): string | undefined
  /**
   * The body as it comes. Ends in a Problem: `base/network` when it is cut or stalls, `base/network-slow` when it takes too long,
   * `base/network-too-large` when it is larger than asked for.
   */
  readonly body: AsyncIterable<Uint8Array>
  /** Leaves the rest of the body where it is. */
  close(): void
}
