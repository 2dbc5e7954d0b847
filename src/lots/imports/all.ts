export { factoryEvents } from './factory-events.ts'
export { table } from './table.ts'
