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
      if (length === values.length) values = longer(values, 2 * length)
      values[length++] = value
    },
    values: () => values,
  }
}

/** An array with the same numbers and zeros behind them. The one given is used up: two of them would be two of the largest things in memory. */
export function longer<T extends Int32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(
  array: T,
  length: number,
): T {
  const Same = array.constructor as new (buffer: ArrayBuffer) => T
  return new Same(array.buffer.transfer(length * array.BYTES_PER_ELEMENT))
}
