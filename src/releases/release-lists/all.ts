export { cargo } from './cargo.ts'
export { golang } from './golang.ts'
export { npm } from './npm.ts'
export { pypi } from './pypi.ts'
