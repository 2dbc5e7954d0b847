/**
 * The table of everything Millcert can do, from which the command line is derived.
 */
export { operationOf, type RoomEntry, rooms } from './table.ts'
