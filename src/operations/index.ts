/**
 * The table of everything Millcert can do, from which the command line is derived.
 */
export type { Flag, Input, Tool, Word } from './operation.ts'
export { type RoomEntry, rooms } from './table.ts'
