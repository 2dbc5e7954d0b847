/** An industrial product as a paper names it, which nobody but its maker's own words name. */
export interface ProductInWords {
  /** Of the maker, as the paper writes it. */
  vendor: string
  /** As the paper writes it, without the vendor where its tree parts the two. */
  name: string
  /** The line of products it stands in, where the paper names one apart. */
  family?: string
  /** Order, catalogue and model numbers that the paper states beside the name; they may hold wildcards. */
  orderNumbers: readonly string[]
  /** As written, and whether it is meant as a range; absent where the paper gives no versions. */
  versions?: { text: string; range: boolean }
  /** What besides product and version has to hold, in words: serial numbers. */
  only?: string
}
