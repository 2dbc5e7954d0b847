import { vendorKey } from './csaf-tree.ts'

/** Makers whose advisories nobody looks at while rules are written; nor at those of odd years. */
const heldOut = ['Schneider Electric', 'Rockwell Automation', 'ABB', 'Moxa']

/** Whether a maker is in a list of names with `;` between them, or in `held-out`; by the beginning of the name, in whole words. */
export function inVendorList(list: string): (key: string) => boolean {
  const keys = (list === 'held-out' ? heldOut : list.split(';')).map(vendorKey)
  return key => keys.some(begin => key === begin || key.startsWith(`${begin} `))
}

/** Whether a year is in `even`, `odd` or a list with `,` between years. */
export function inYears(list: string): (year: number) => boolean {
  if (list === 'even' || list === 'odd') return year => year % 2 === (list === 'odd' ? 1 : 0)
  const years = list.split(',').map(Number)
  return year => years.includes(year)
}
