/**
 * What the elements of a table are to a screen reader, said in words: laid out as a grid they lose what `table`, `tr`
 * and `td` mean by themselves.
 */
export const roles = {
  grid: { role: 'grid' },
  many: { 'aria-multiselectable': true },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  title: { role: 'columnheader' },
  cell: { role: 'gridcell' },
} as const
