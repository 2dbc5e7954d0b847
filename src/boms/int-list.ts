/** Whole numbers in a growing array: four bytes each, where a list of a million JavaScript numbers would cost more. */
export interface IntList {
  readonly length: number
  add(value: number): void
  /** The numbers so far; what stands behind `length` means nothing. Not valid after the next `add`. */
  values(): Int32Array
}

export function intList(): IntList {
  let values = new Int32Array(64)
  let length = 0
  return {
    get length() {
      return length
    },
    add(value) {
      if (length === values.length) {
        const larger = new Int32Array(length * 2)
        larger.set(values)
        values = larger
      }
      values[length++] = value
    },
    values: () => values,
  }
}
