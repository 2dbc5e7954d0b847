/** Bills in the database: what rooms above may ask for. */
export { keepBom, keepBoms } from './kept-bill-store.ts'
