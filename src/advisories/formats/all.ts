export { epss } from './epss.ts'
export { kev } from './kev.ts'
export { osv } from './osv.ts'
