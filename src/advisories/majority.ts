/** Which of some texts was named more than all others together (Boyer and Moore 1981): two values, however many there are. */
export interface Majority {
  vote(text: string): void
  /** The text with the majority; where none has it, one that was named; undefined when nothing was. */
  winner(): string | undefined
}

export function majority(): Majority {
  let leader: string | undefined
  let lead = 0
  return {
    vote(text) {
      if (text === leader) lead++
      else if (lead > 0) lead--
      else {
        leader = text
        lead = 1
      }
    },
    winner: () => leader,
  }
}
