/** Bills in the database: what rooms above may ask for. */
export { type KeptBill, keepBom, keepBoms, type ReceivedAt, receiveBom } from './kept-bill-store.ts'
export { differenceOf } from './kept-difference-store.ts'
export { componentsNamed, type Holding, holdingsOf } from './kept-holding-store.ts'
export { keptName } from './kept-name.ts'
export {
  type Bill,
  billNamed,
  billsOf,
  componentIdsOf,
  componentIdsReceived,
  type Entry,
  entriesOf,
  newWithin,
  receivedIn,
} from './kept-question-store.ts'
