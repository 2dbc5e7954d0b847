export { osv } from './osv.ts'
export { kev } from './kev.ts'
export { epss } from './epss.ts'
