/**
 * The one road in for papers: what a file is, whether it can be read, and what is odd in it. It has no parser of its own.
 */
export { migrations } from './file-store.ts'
export { type Inspection, inspectionOf } from './inspection.ts'
