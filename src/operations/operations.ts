/**
 * What performs the operations of the server: loaded with the first of them, never by `scan`.
 */
export { forgetAnswers } from './answer-store.ts'
export { type Field, fieldsOf, fieldValue, type JsonSchema, jsonSchemaOf } from './fields.ts'
export { addJobNow, asHouse, houseKnown, type JobKind, type JobWorld, jobKinds } from './jobs.ts'
export { everyOperation, type Named, namedIn, type Operation } from './named.ts'
export { type Call, type House, type Known, keptFor, perform } from './perform.ts'
export { everyMigration } from './schema.ts'
export { commandOf, flagOf, inRouteOrder, type Route, routeOf } from './spelling.ts'
export { type Task, type TaskWorld, tasks } from './tasks.ts'
