/** Which of some texts was named more than all others together (Boyer and Moore 1981): two values, however many there are. */
export interface Majority {
  vote(text: string, votes?: number): void
  /** The text with the majority; where none has it, one that was named; undefined when nothing was. */
  winner(): string | undefined
}

export function majority(): Majority {
  let leader: string | undefined
  let lead = 0
  return {
    vote(text, votes = 1) {
      if (text === leader) lead += votes
      else if (lead >= votes) lead -= votes
      else {
        leader = text
        lead = votes - lead
      }
    },
    winner: () => leader,
  }
}
