import { type Spelling, spelling } from './spelling.ts'

const ofSiemens = /^(\d[A-Z]{2}\d)(\d{3})-?([\dA-Z]{5})-?([\dA-Z]{4})$/

function parts(text: string): readonly string[] | undefined {
  const found = ofSiemens.exec(text.replace(/\s/g, ''))
  return found === null ? undefined : found.slice(1)
}

/** How an order number is written otherwise than in an advisory, and where. */
export const orderSpellings: readonly Spelling[] = [
  spelling('order', 'order-as-printed', text => {
    const [a, b, c, d] = parts(text) ?? []
    return a && `${a} ${b}-${c}-${d}`
  }),
  spelling('order', 'order-all-blanks', text => parts(text)?.join(' ')),
  spelling('order', 'order-compact', text => text.replace(/[-\s]/g, '')),
  spelling('order', 'order-lower', text => text.toLowerCase()),
  spelling('order', 'order-no-break', text => text.replace(/-/g, '\u2011')),
  spelling(
    'order',
    'order-labelled',
    (text, { random }) => random.one(['MLFB: ', 'Art.-Nr. ', 'Order No. ', 'P/N ']) + text,
  ),
  spelling('order', 'order-option', text => (parts(text) === undefined ? undefined : `${text}-Z`)),
  {
    id: 'order-in-product',
    field: 'order',
    write: (asset, { random, orderNumbers }) => {
      const [number] = orderNumbers
      if (number === undefined) return undefined
      const printed = random.often(0.5)
        ? number
        : (([a, b, c, d]) => (a ? `${a} ${b}-${c}-${d}` : number))(parts(number) ?? [])
      const product = random.one([
        `${asset.product} (${printed})`,
        `${asset.product}, ${printed}`,
        `${printed} ${asset.product}`,
      ])
      return { ...asset, product, orderNumber: '' }
    },
  },
  {
    id: 'order-only',
    field: 'order',
    write: (asset, { orderNumbers: [number] }) =>
      number === undefined || parts(number) === undefined ? undefined : { ...asset, product: number, orderNumber: '' },
  },
  {
    id: 'order-absent',
    field: 'order',
    write: asset => (asset.orderNumber === '' ? undefined : { ...asset, orderNumber: '' }),
  },
]
