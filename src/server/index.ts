/**
 * The door for programs: the operations of the house as an HTTP API under `/api/v1`, described in OpenAPI, with errors as problem
 * documents. What an operation means is not known here; who may do it is asked where it is performed.
 */
export { type Aside, type AsideBounds, asidePool, type TaskAnswer, type TaskCall, type TaskPart } from './aside.ts'
export type { Doorkeeper } from './bind.ts'
export { layDemo } from './demo.ts'
export { type JobPace, type Running, runJobs } from './jobs.ts'
export { type Listening, listen, type Serving } from './listen.ts'
export { openApi } from './open-api.ts'
export { type Pages, pagesAt } from './pages.ts'
