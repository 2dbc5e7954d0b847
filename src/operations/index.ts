/**
 * The table of everything Millcert can do, from which the command line and the HTTP API are derived. Light: what performs the
 * operations of the server stands behind `#operations/operations`, and rooms are loaded when one of their operations is called.
 */
export { type HouseRoom, houseRooms, kebab, operationOf, type RoomEntry, rooms } from './table.ts'
export { type Task, type TaskWorld, tasks } from './tasks.ts'
